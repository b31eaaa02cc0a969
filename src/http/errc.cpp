#include "http/errc_name.hpp"

#include <string>

namespace coai {

namespace {

struct description {
    const char* name;
    const char* text;
};

description describe(errc e) noexcept {
    switch (e) {
    case errc::invalid_option:
        return {"invalid_option", "an option is unusable"};
    case errc::invalid_request:
        return {"invalid_request", "the request cannot be sent as it is"};
    case errc::client_closed:
        return {"client_closed", "the client was closed"};
    case errc::file_failed:
        return {"file_failed", "a file of this computer could not be used"};
    case errc::bad_request:
        return {"bad_request", "the server refused the request"};
    case errc::authentication:
        return {"authentication", "the server did not accept the credential"};
    case errc::permission_denied:
        return {"permission_denied", "the credential does not permit this"};
    case errc::not_found:
        return {"not_found", "the server does not know the model, object or path"};
    case errc::request_timeout:
        return {"request_timeout", "the server gave up waiting for the request"};
    case errc::conflict:
        return {"conflict", "the request conflicts with the state of the object"};
    case errc::unprocessable_entity:
        return {"unprocessable_entity", "the server understood the request and cannot follow it"};
    case errc::rate_limited:
        return {"rate_limited", "the rate limit is used up for the moment"};
    case errc::quota_exhausted:
        return {"quota_exhausted", "the quota is exhausted and does not refill soon"};
    case errc::server_error:
        return {"server_error", "the server failed"};
    case errc::unavailable:
        return {"unavailable", "the server is overloaded or down for the moment"};
    case errc::error_in_response:
        return {"error_in_response", "the server reported an error inside a successful response"};
    case errc::resolve_failed:
        return {"resolve_failed", "the host name could not be resolved"};
    case errc::connect_failed:
        return {"connect_failed", "no address of the host accepted a connection"};
    case errc::tls_failed:
        return {"tls_failed", "the TLS handshake failed"};
    case errc::proxy_failed:
        return {"proxy_failed", "the proxy refused the tunnel"};
    case errc::connection_lost:
        return {"connection_lost", "the connection broke while a request was on it"};
    case errc::pool_exhausted:
        return {"pool_exhausted", "every connection is in use and the queue is full"};
    case errc::queue_timeout:
        return {"queue_timeout", "no connection became free in time"};
    case errc::connect_timeout:
        return {"connect_timeout", "connecting took too long"};
    case errc::first_byte_timeout:
        return {"first_byte_timeout", "the response did not begin in time"};
    case errc::attempt_timeout:
        return {"attempt_timeout", "the attempt took too long"};
    case errc::stream_idle_timeout:
        return {"stream_idle_timeout", "the stream was silent for too long"};
    case errc::deadline_exceeded:
        return {"deadline_exceeded", "the deadline of the call passed"};
    case errc::malformed_response:
        return {"malformed_response", "the response breaks the rules of HTTP"};
    case errc::unexpected_content:
        return {"unexpected_content", "the response is not of the kind asked for"};
    case errc::invalid_json:
        return {"invalid_json", "the response is not the JSON asked for"};
    case errc::response_too_large:
        return {"response_too_large", "the response exceeds a size limit"};
    case errc::truncated:
        return {"truncated", "the response ended before it was complete"};
    case errc::refused:
        return {"refused", "the model refused to answer"};
    case errc::output_cut:
        return {"output_cut", "the answer was cut off at the limit of tokens"};
    case errc::content_filtered:
        return {"content_filtered", "a filter of the server's withheld the answer"};
    case errc::no_output:
        return {"no_output", "the answer has no text"};
    case errc::unexpected_output:
        return {"unexpected_output", "the answer is not the JSON asked for"};
    case errc::invalid_arguments:
        return {"invalid_arguments", "the arguments of a tool call are not what the tool takes"};
    case errc::unknown_tool:
        return {"unknown_tool", "the model called a tool that there is not"};
    case errc::tool_timeout:
        return {"tool_timeout", "a tool took too long"};
    }
    return {"unknown", "unknown coai error"};
}

// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor): nobody deletes a category
class coai_error_category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "coai"; }
    std::string message(int value) const override {
        return describe(static_cast<errc>(value)).text;
    }
    const char* message(int value, char*, std::size_t) const noexcept override {
        return describe(static_cast<errc>(value)).text;
    }
};

} // namespace

const boost::system::error_category& error_category() noexcept {
    static const coai_error_category category;
    return category;
}

boost::system::error_code make_error_code(errc e) noexcept {
    return {static_cast<int>(e), error_category()};
}

} // namespace coai

namespace coai::http {

const char* errc_name(errc e) noexcept { return describe(e).name; }

} // namespace coai::http
