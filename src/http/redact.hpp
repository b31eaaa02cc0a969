#pragma once

#include <coai/secret.hpp>

#include <string>

namespace coai::http {

/// Replaces every occurrence of the credential. Servers echo what they were sent, gateways whole
/// requests; an error body must pass here before it is read or kept.
///
/// Credentials under 16 characters are placeholders for local servers ("EMPTY", "ollama"), whose
/// removal would garble ordinary text, and stay.
void redact(std::string& text, const secret& credential);

} // namespace coai::http
