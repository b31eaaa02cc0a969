#include "http/content_coding.hpp"

#include "http/ascii.hpp"

namespace coai::http {

content_coding parse_content_coding(std::string_view field, error_code& ec) noexcept {
    ec.clear();
    field = trim_blanks(field);
    if (field.empty() || equal_ignoring_case(field, "identity")) {
        return content_coding::identity;
    }
    if (equal_ignoring_case(field, "gzip") || equal_ignoring_case(field, "x-gzip")) {
        return content_coding::gzip;
    }
    if (equal_ignoring_case(field, "deflate")) {
        return content_coding::deflate;
    }
    ec = error::unsupported_content_encoding;
    return content_coding::identity;
}

} // namespace coai::http
