#include "testing/request_log.hpp"

#include "http/ascii.hpp"
#include "http/base64.hpp"
#include "json/utf8.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 3> credential_headers{"authorization", "x-goog-api-key",
                                                             "api-key"};

/// "Bearer ***" of "Bearer key".
std::string shown(const coai::headers::field& field) {
    const bool is_credential =
        std::any_of(credential_headers.begin(), credential_headers.end(),
                    [&](auto name) { return http::equal_ignoring_case(field.name, name); });
    if (!is_credential)
        return std::string(field.value);
    const std::size_t space = field.value.find(' ');
    const bool has_scheme = space != std::string_view::npos;
    return std::string(field.value.substr(0, has_scheme ? space + 1 : 0)) + "***";
}

bool is_text(const std::string& bytes) {
    const char* const end = bytes.data() + bytes.size();
    for (const char* at = bytes.data(); at != end;) {
        const bool is_ascii = (static_cast<unsigned char>(*at) & 0x80) == 0;
        const std::size_t size = is_ascii ? 1 : coai::json::detail::utf8_sequence(at, end);
        if (size == 0)
            return false;
        at += size;
    }
    return true;
}

} // namespace

std::string describe_request(const recorded_request& request) {
    json::object line;
    line["method"] = request.method;
    line["target"] = request.target;
    json::array& headers = line["headers"].emplace_array();
    for (const auto field : request.headers)
        headers.push_back(json::array{json::string(field.name), json::string(shown(field))});
    if (is_text(request.body))
        line["body"] = request.body;
    else
        line["body_base64"] = http::encode_base64(request.body);
    return json::serialize(line);
}

request_log::request_log(const std::string& path) : file_(path) {
    if (!file_)
        throw std::runtime_error("cannot write " + path);
}

void request_log::write(const recorded_request& request) {
    file_ << describe_request(request) << std::endl;
}

} // namespace coai::testing
