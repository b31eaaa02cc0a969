#include "http/field_syntax.hpp"

#include "http/ascii.hpp"

#include <algorithm>
#include <array>

namespace coai::http {

namespace {

constexpr auto token_characters = [] {
    std::array<bool, 256> table{};
    for (unsigned c = 0x21; c < 0x7F; ++c) {
        table[c] = std::string_view("\"(),/:;<=>?@[\\]{}").find(static_cast<char>(c)) ==
                   std::string_view::npos;
    }
    return table;
}();

} // namespace

bool is_token(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return token_characters[static_cast<unsigned char>(c)];
    });
}

bool is_valid_header_name(std::string_view name) noexcept { return is_token(name); }

bool is_valid_header_value(std::string_view value) noexcept {
    return std::none_of(value.begin(), value.end(), is_control);
}

bool is_valid_request_target(std::string_view target) noexcept {
    return !target.empty() && std::all_of(target.begin(), target.end(), is_visible);
}

} // namespace coai::http
