#include "api/code_fence.hpp"

#include "http/white_space.hpp"

namespace coai::api {

std::string_view without_code_fence(std::string_view text) noexcept {
    constexpr std::string_view fence = "```";
    text = http::trim_white_space(text);
    if (!text.starts_with(fence)) {
        return text;
    }
    // The rest of the first line names the language.
    const auto language = text.find('\n');
    if (language == std::string_view::npos) {
        return text;
    }
    std::string_view inside = text.substr(language + 1);
    if (inside.ends_with(fence)) {
        inside.remove_suffix(fence.size());
    }
    return http::trim_white_space(inside);
}

} // namespace coai::api
