#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coai::http {

/// What an HTML or XML error page says, in at most `limit` bytes: its title, or else its text
/// without tags, scripts and styles. Meant for messages, not for rendering.
std::string html_text(std::string_view page, std::size_t limit);

} // namespace coai::http
