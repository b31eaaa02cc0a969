#include "http/redact.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace coai::http {

void redact(std::string& text, const secret& credential) {
    constexpr std::size_t shortest = 16;
    constexpr std::string_view replacement = "[redacted]";
    const auto needle = credential.reveal();
    if (needle.size() < shortest) {
        return;
    }
    auto found = text.find(needle);
    if (found == std::string::npos) {
        return;
    }
    std::string clean;
    std::size_t begin = 0;
    for (; found != std::string::npos; found = text.find(needle, begin)) {
        clean.append(text, begin, found - begin).append(replacement);
        begin = found + needle.size();
    }
    clean.append(text, begin);
    text = std::move(clean);
}

} // namespace coai::http
