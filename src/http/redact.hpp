#pragma once

#include <coai/secret.hpp>

#include <string>

namespace coai::detail {
struct failure;
}

namespace coai::http {

/// Replaces every occurrence of the credential. Servers echo what they were sent, gateways whole
/// requests.
///
/// Credentials under 16 characters are placeholders for local servers ("EMPTY", "ollama"), whose
/// removal would garble ordinary text, and stay.
void redact(std::string& text, const secret& credential);

/// The same in everything that a failure holds in the server's words, and what is left of a
/// credential at the end of a text that was cut there.
void redact(detail::failure& failed, const secret& credential);

} // namespace coai::http
