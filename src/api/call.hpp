#pragma once

#include "api/body_source.hpp"
#include "api/shared_headers.hpp"
#include "api/thought_splitter.hpp"
#include "http/base_url.hpp"
#include "http/timeouts.hpp"
#include "net/one_shot_event.hpp"

#include <coai/error.hpp>
#include <coai/headers.hpp>
#include <coai/retry.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

namespace coai::api {

/// How errors name a call, and the clocks that they tell of.
struct call_identity {
    std::string method;
    /// Below its root, without query.
    std::string path;
    http::resolved_timeouts clocks;
};

/// The header field that carries the credential, if the client is to send one.
enum class credential_field { none, authorization, x_goog_api_key };

/// One call of the API, complete and independent of what it was made from: each attempt sends the
/// same, but for the credential.
struct call : call_identity {
    /// The request target, query included.
    std::string target;
    /// Null if the call has fields of its own instead.
    const shared_headers* shared = nullptr;
    /// All further fields but the credential and Content-Length.
    coai::headers headers;

    /// Makes `value` the only one of that name.
    void set_header(std::string_view name, std::string_view value);

    std::string body;
    bool has_body = false;
    /// The body, where it is not in `body`. Each attempt begins by rewinding it, and there is none
    /// after the first if that is impossible.
    std::shared_ptr<body_source> source;
    credential_field credential = credential_field::authorization;
    /// The host to call, where it is not the client's.
    std::shared_ptr<const http::base_url> elsewhere;
    retry_options retry;
    /// Of a chat completion: how its answers mark thoughts.
    thought_tags thoughts;
    /// While it lives, the client does not count the call as ended.
    std::shared_ptr<const void> running;
    /// Thrown when the call is awaited, where one of the members above could not be made.
    std::exception_ptr unusable;
};

/// The points in time that bound a call, from its clocks and its start.
class call_deadlines {
public:
    using time_point = net::time_point;

    /// A point in time and what missing it is called.
    struct bound {
        time_point at = time_point::max();
        errc kind = errc::deadline_exceeded;
    };

    call_deadlines(const http::resolved_timeouts& clocks, time_point call_start);

    /// Starts the attempt's clock anew.
    void begin_attempt(time_point now);

    /// The nearest of the attempt's and the call's end.
    bound attempt() const noexcept { return nearest(attempt_, overall_); }
    /// The nearest of attempt(), and the end of the queue clock started at `now`.
    bound queue(time_point now) const;
    /// The nearest of attempt(), and the end of the first byte's clock started at `now`.
    bound first_byte(time_point now) const;
    /// The nearest of overall(), and the end of the clock for silence started at `now`.
    bound silence(time_point now) const;
    bound overall() const noexcept { return overall_; }

private:
    static bound nearest(const bound& a, const bound& b) noexcept { return b.at < a.at ? b : a; }

    const http::resolved_timeouts& clocks_;
    bound attempt_;
    bound overall_;
};

/// The setting behind a timeout of this kind.
std::chrono::milliseconds limit_of(errc kind, const http::resolved_timeouts& clocks) noexcept;

} // namespace coai::api
