#include "json/path.hpp"

#include "json/text.hpp"

#include <algorithm>

namespace coai::json::detail {

namespace {

bool is_identifier(std::string_view name) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), letter);
}

} // namespace

std::string path::str() const {
    std::string result;
    for (auto at = steps_.rbegin(); at != steps_.rend(); ++at) {
        if (!at->is_member) {
            result += '[';
            result += std::to_string(at->index);
            result += ']';
        } else if (is_identifier(at->member)) {
            if (!result.empty())
                result += '.';
            result += at->member;
        } else {
            result += '[';
            append_excerpt(result, at->member);
            result += ']';
        }
    }
    return result;
}

} // namespace coai::json::detail
