#include "http/multipart.hpp"

#include "http/ascii.hpp"
#include "http/field_syntax.hpp"

#include <cstdio>
#include <random>
#include <stdexcept>
#include <utility>

namespace coai::http {

namespace {

/// A name in quotes. What would end it, or the line, is percent-encoded, as browsers do; a percent
/// sign is not, for no server decodes it.
void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\t' || is_control(c)) {
            char escape[4];
            std::snprintf(escape, sizeof escape, "%%%02X", static_cast<unsigned char>(c));
            out += escape;
        } else {
            out += c;
        }
    }
    out += '"';
}

} // namespace

multipart_form::multipart_form(std::string boundary) : boundary_(std::move(boundary)) {}

void multipart_form::begin_part(std::string_view name) {
    before_.append("--").append(boundary_);
    before_ += "\r\nContent-Disposition: form-data; name=";
    append_quoted(before_, name);
}

void multipart_form::add(std::string_view name, std::string_view value) {
    begin_part(name);
    before_.append("\r\n\r\n").append(value).append("\r\n");
}

void multipart_form::begin_file(std::string_view name, std::string_view filename,
                                std::string_view media_type) {
    if (!is_valid_header_value(media_type)) {
        throw std::invalid_argument("the media type contains a control character");
    }
    begin_part(name);
    before_ += "; filename=";
    append_quoted(before_, base_name(filename));
    before_.append("\r\nContent-Type: ").append(media_type).append("\r\n\r\n");
}

std::string multipart_form::random_boundary() {
    std::random_device random;
    char text[48];
    std::snprintf(text, sizeof text, "coai-%08x%08x%08x%08x", random(), random(), random(),
                  random());
    return text;
}

std::string_view base_name(std::string_view path) noexcept {
    return path.substr(path.find_last_of("/\\") + 1); // npos + 1 is 0
}

} // namespace coai::http
