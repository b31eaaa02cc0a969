#include "http/request_head.hpp"

#include "http/ascii.hpp"
#include "http/field_syntax.hpp"

#include <array>
#include <charconv>
#include <stdexcept>
#include <string>

namespace coai::http {

namespace {

constexpr std::size_t max_quoted_name = 64;

// A header name for a message: one that is no token may hold anything.
std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (const char c : name.substr(0, max_quoted_name)) {
        text.push_back(is_visible(c) || c == ' ' ? c : '?');
    }
    text.append(name.size() > max_quoted_name ? "...\"" : "\"");
    return text;
}

void check(bool valid, const char* what) {
    if (!valid) {
        throw std::invalid_argument(what);
    }
}

template <class Text>
void append_field(Text& out, std::string_view name, std::string_view value, std::string_view rest) {
    if (!is_valid_header_name(name)) {
        throw std::invalid_argument("the header name " + quoted(name) + " is not an HTTP token");
    }
    if (!is_valid_header_value(value) || !is_valid_header_value(rest)) {
        throw std::invalid_argument("the value of header " + quoted(name) +
                                    " has a line break or another control character");
    }
    out.append(name).append(": ").append(value).append(rest).append("\r\n");
}

} // namespace

request_head_writer::request_head_writer(cleansing_string& out, std::string_view method,
                                         std::string_view target, std::string_view host)
    : out_(out) {
    check(is_token(method), "the request method is not an HTTP token");
    check(is_valid_request_target(target),
          "the request target is empty or has a character that must be percent-encoded");
    check(is_valid_request_target(host), "the Host header is empty or has an illegal character");
    out_.append(method).append(" ").append(target).append(" HTTP/1.1\r\n");
    out_.append("Host: ").append(host).append("\r\n");
}

request_head_writer& request_head_writer::field(std::string_view name, std::string_view value,
                                                std::string_view rest) {
    append_field(out_, name, value, rest);
    return *this;
}

request_head_writer& request_head_writer::field(std::string_view name, std::uint64_t value) {
    std::array<char, 20> digits;
    const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return field(name, std::string_view(digits.data(), end));
}

request_head_writer& request_head_writer::fields(const headers& list) {
    for (const auto [name, value] : list) {
        field(name, value);
    }
    return *this;
}

std::string write_fields(const headers& list) {
    std::string lines;
    for (const auto [name, value] : list) {
        append_field(lines, name, value, {});
    }
    return lines;
}

void request_head_writer::finish() { out_.append("\r\n"); }

} // namespace coai::http
