#pragma once

#include <string_view>

namespace coai::api {

/// What is inside a Markdown code fence, with the white space around it taken off, where `text` is
/// one fence and nothing else; otherwise `text` without the white space around it. A fence that is
/// not closed reaches to the end.
std::string_view without_code_fence(std::string_view text) noexcept;

} // namespace coai::api
