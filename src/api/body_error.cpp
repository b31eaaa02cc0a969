#include "api/body_error.hpp"

#include "http/error_body.hpp"
#include "http/error_kind.hpp"
#include "http/media_type.hpp"
#include "http/retry_after.hpp"

#include <boost/json/parse.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace coai::api {

std::optional<detail::failure> reported_error(std::string_view json, const response_info& info) {
    boost::system::error_code not_json;
    const boost::json::value parsed = boost::json::parse(json, not_json);
    if (not_json || !http::is_error_object(parsed)) {
        return std::nullopt;
    }
    error_object object = http::to_error_object(parsed);
    detail::failure failed(http::error_kind(info.status, object));
    // The headers belong to the success that was announced; only the object tells when to retry.
    failed.retry_after = http::retry_after(headers(), object, std::chrono::system_clock::now());
    failed.object = std::move(object);
    failed.keep_body(json);
    return failed;
}

detail::failure unreadable_body(std::string_view body, const response_info& info,
                                const json::decode_error& why) {
    const std::string_view field = info.headers.find("content-type").value_or("application/json");
    const auto type = http::media_type::parse(field);
    detail::failure failed(errc::invalid_json,
                           std::string("the response's body cannot be read: ") + why.what());
    if (!type || !type->is_json()) {
        failed.kind = errc::unexpected_content;
        failed.message = "the response is not JSON but \"";
        failed.message += field.substr(0, 64);
        failed.message += '"';
    }
    failed.keep_body(body);
    return failed;
}

} // namespace coai::api
