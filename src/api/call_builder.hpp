#pragma once

#include "api/call.hpp"
#include "api/endpoint.hpp"
#include "http/base_url.hpp"

#include <coai/options.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace coai::api {

/// Makes calls from what a client is told once, what a resource wants, and what the caller changes
/// for one call. What is wrong with a call is kept in call::unusable, to be thrown where the call
/// is awaited.
class call_builder {
public:
    /// `options`, whose provider must be set, must outlive it.
    call_builder(const client_options& options, const http::base_url& base);

    /// A call without body.
    call prepare(endpoint to, const request_options& per_call) const;

    /// A call with the JSON body that `encode` returns; it may throw what makes the call unusable.
    call prepare(endpoint to, const request_options& per_call,
                 const std::function<std::string()>& encode) const;

    /// A call with these bytes as its body.
    call prepare(endpoint to, const request_options& per_call, std::string_view content_type,
                 std::string bytes) const;

    /// A call whose body is read from `source` while it is sent. `content_type` replaces the
    /// caller's own, since it tells how the body is to be read.
    call prepare(endpoint to, const request_options& per_call, std::string_view content_type,
                 std::shared_ptr<body_source> source) const;

private:
    const http::base_url& base_of(api_root root) const noexcept;
    std::string target_of(const endpoint& to, const request_options& per_call) const;
    call make(endpoint to, const request_options& per_call, const shared_headers* shared) const;
    headers make_headers(accept wanted, const request_options& per_call) const;
    shared_headers make_shared_headers(accept wanted) const;
    const shared_headers* shared_headers_for(accept wanted, std::string_view content_type,
                                             const request_options& per_call) const;
    credential_field credential_for(const call& made, api_root root,
                                    const request_options& per_call) const;

    const client_options& options_;
    std::string user_agent_;
    http::base_url compatible_;
    http::base_url native_;
    http::base_url native_upload_;
    http::base_url host_;
    /// Of calls that send JSON and change no headers: by far most.
    shared_headers json_for_json_;
    shared_headers json_for_stream_;
};

} // namespace coai::api
