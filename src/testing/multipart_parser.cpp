#include "testing/multipart_parser.hpp"

#include "http/ascii.hpp"
#include "http/media_type.hpp"

#include <stdexcept>

namespace coai::testing {

namespace {

constexpr std::size_t max_head_size = 16 * 1024;

/// The text in quotes behind `name=`, where a parameter begins so.
std::string quoted_parameter(std::string_view field, std::string_view name) {
    const std::string wanted = "; " + std::string(name) + "=\"";
    const std::size_t found = field.find(wanted);
    if (found == std::string_view::npos)
        return {};
    field.remove_prefix(found + wanted.size());
    return std::string(field.substr(0, field.find('"')));
}

part_head parse_part_head(std::string_view lines) {
    part_head head;
    while (!lines.empty()) {
        const std::size_t end = lines.find("\r\n");
        const std::string_view line = lines.substr(0, end);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            throw std::invalid_argument("a part has a line that is no header");
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = http::trim_blanks(line.substr(colon + 1));
        if (http::equal_ignoring_case(name, "content-disposition")) {
            head.name = quoted_parameter(value, "name");
            head.filename = quoted_parameter(value, "filename");
        } else if (http::equal_ignoring_case(name, "content-type")) {
            head.content_type = value;
        }
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 2);
    }
    return head;
}

} // namespace

multipart_parser::multipart_parser(const std::string& boundary)
    : delimiter_("\r\n--" + boundary),
      kept_("\r\n") {} // so that the first delimiter is one like the others

void multipart_parser::put(std::string_view piece) {
    kept_ += piece;
    std::string_view rest = kept_;
    while (step(rest)) {
    }
    kept_.erase(0, kept_.size() - rest.size());
}

/// Does what can be done with the bytes that are there; false when more are needed.
bool multipart_parser::step(std::string_view& rest) {
    switch (state_) {
    case state::preamble:
    case state::data: {
        const std::size_t found = rest.find(delimiter_);
        const std::size_t keep = delimiter_.size() - 1;
        const std::size_t count = found != std::string_view::npos ? found
                                  : rest.size() > keep            ? rest.size() - keep
                                                                  : 0;
        if (state_ == state::data && count > 0)
            on_data(rest.substr(0, count));
        rest.remove_prefix(count);
        if (found == std::string_view::npos)
            return false;
        rest.remove_prefix(delimiter_.size());
        state_ = state::boundary_end;
        return true;
    }
    case state::boundary_end:
        if (rest.size() < 2)
            return false;
        if (!rest.starts_with("--") && !rest.starts_with("\r\n"))
            throw std::invalid_argument("a boundary is followed by something else");
        state_ = rest.starts_with("--") ? state::epilogue : state::head;
        rest.remove_prefix(2);
        return true;
    case state::head: {
        const std::size_t end = rest.find("\r\n\r\n");
        if (end == std::string_view::npos) {
            if (rest.size() > max_head_size)
                throw std::invalid_argument("a part has no end of its head");
            return false;
        }
        on_part(parse_part_head(rest.substr(0, end)));
        rest.remove_prefix(end + 4);
        state_ = state::data;
        return true;
    }
    case state::epilogue:
        rest = {};
        return false;
    }
    return false;
}

std::string form_boundary(std::string_view content_type) {
    const auto type = http::media_type::parse(content_type);
    if (!type || !http::equal_ignoring_case(type->type(), "multipart") ||
        !http::equal_ignoring_case(type->subtype(), "form-data"))
        return {};
    return std::string(type->parameter("boundary").value_or(""));
}

} // namespace coai::testing
