#include "gateway/error_response.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <chrono>
#include <string>

namespace gateway {

namespace http = boost::beast::http;

response error_response(unsigned status, std::string_view type, std::string_view message) {
    const boost::json::object error{
        {"message", message}, {"type", type}, {"param", nullptr}, {"code", nullptr}};
    response reply(static_cast<http::status>(status), 11);
    reply.set(http::field::content_type, "application/json");
    reply.body() = boost::json::serialize(boost::json::object{{"error", error}});
    return reply;
}

response error_response(const coai::error& failed) {
    if (const auto* answered = dynamic_cast<const coai::api_error*>(&failed)) {
        const auto& details = answered->error_details();
        std::string_view type = details.type.empty() ? details.status : details.type;
        if (type.empty()) {
            type = "upstream_error";
        }
        // An error can also be what a response of status 200 says.
        const unsigned status = answered->status() < 400 ? 502 : answered->status();
        response reply = error_response(status, type, details.message);
        if (const auto wait = answered->retry_after()) {
            const auto seconds = std::chrono::ceil<std::chrono::seconds>(*wait);
            reply.set(http::field::retry_after, std::to_string(seconds.count()));
        }
        return reply;
    }
    if (failed.kind() == coai::errc::invalid_request) {
        return error_response(400, "invalid_request_error", failed.what());
    }
    const bool late = dynamic_cast<const coai::timeout_error*>(&failed) != nullptr;
    return error_response(late ? 504 : 502, "upstream_error", failed.what());
}

} // namespace gateway
