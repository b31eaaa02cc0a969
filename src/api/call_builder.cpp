#include "api/call_builder.hpp"

#include "api/validate_options.hpp"
#include "http/failure.hpp"
#include "http/field_syntax.hpp"

#include <coai/json/error.hpp>
#include <coai/version.hpp>

#include <algorithm>
#include <utility>

namespace coai::api {

namespace {

constexpr std::string_view json_type = "application/json";

/// "/v1beta/openai" as "/v1beta".
std::string native_path(std::string path) {
    constexpr std::string_view compatibility = "/openai";
    if (path.ends_with(compatibility)) {
        path.resize(path.size() - compatibility.size());
    }
    return path;
}

/// "/v1beta" as "/upload/v1beta"; a gateway's prefix stays in front.
std::string upload_path(std::string path) {
    const auto version = path.rfind('/');
    return path.insert(version == std::string::npos ? 0 : version, "/upload");
}

http::base_url at_path(http::base_url base, std::string path) {
    base.path = std::move(path);
    return base;
}

http::base_url bare(http::base_url base) {
    base.path.clear();
    base.query.clear();
    return base;
}

std::string_view media_type_of(accept wanted) {
    switch (wanted) {
    case accept::json:
        return "application/json";
    case accept::event_stream:
        return "text/event-stream";
    case accept::any:
        break;
    }
    return "*/*";
}

} // namespace

call_builder::call_builder(const client_options& options, const http::base_url& base)
    : options_(options),
      user_agent_("coai/" COAI_VERSION_STRING),
      compatible_(base),
      native_(at_path(base, native_path(base.path))),
      native_upload_(at_path(base, upload_path(native_.path))),
      host_(bare(base)) {
    if (!options_.user_agent_suffix.empty()) {
        user_agent_ += ' ' + options_.user_agent_suffix;
    }
    json_for_json_ = make_shared_headers(accept::json);
    json_for_stream_ = make_shared_headers(accept::event_stream);
}

const http::base_url& call_builder::base_of(api_root root) const noexcept {
    switch (root) {
    case api_root::native:
        return native_;
    case api_root::native_upload:
        return native_upload_;
    case api_root::host:
        return host_;
    case api_root::compatible:
        break;
    }
    return compatible_;
}

std::string call_builder::target_of(const endpoint& to, const request_options& per_call) const {
    if (to.root == api_root::host) {
        return host_.target(to.path);
    }
    const http::base_url& base = base_of(to.root);
    if (!to.id) {
        return base.target(to.path, options_.default_query, per_call.query);
    }
    return base.target(path_of(to), options_.default_query, per_call.query);
}

headers call_builder::make_headers(accept wanted, const request_options& per_call) const {
    headers made;
    made.reserve(12, 512);
    made.add("User-Agent", user_agent_);
    made.add("Accept", media_type_of(wanted));
    made.add("Accept-Encoding", options_.compression ? "gzip" : "identity");
    if (!options_.organization.empty()) {
        made.add("OpenAI-Organization", options_.organization);
    }
    if (!options_.project.empty()) {
        made.add("OpenAI-Project", options_.project);
    }
    if (!per_call.idempotency_key.empty()) {
        made.add("Idempotency-Key", per_call.idempotency_key);
    }
    for (const headers::field field : options_.default_headers) {
        made.set(field.name, field.value);
    }
    for (const headers::field field : per_call.headers) {
        made.set(field.name, field.value);
    }
    for (const std::string& name : per_call.remove_headers) {
        made.erase(name);
    }
    return made;
}

shared_headers call_builder::make_shared_headers(accept wanted) const {
    headers made = make_headers(wanted, request_options());
    if (!made.contains("content-type")) {
        made.add("Content-Type", json_type);
    }
    return shared_headers(std::move(made));
}

credential_field call_builder::credential_for(const call& made, api_root root,
                                              const request_options& per_call) const {
    // Gemini refuses two credentials, so one of the caller's own replaces the client's.
    const bool replaced =
        made.shared ? made.shared->has_credential() : has_credential_field(made.headers);
    if (replaced || std::any_of(per_call.remove_headers.begin(), per_call.remove_headers.end(),
                                is_credential_field)) {
        return credential_field::none;
    }
    const bool native = root != api_root::compatible && options_.provider == provider::gemini;
    return native ? credential_field::x_goog_api_key : credential_field::authorization;
}

const shared_headers* call_builder::shared_headers_for(accept wanted, std::string_view content_type,
                                                       const request_options& per_call) const {
    if (content_type != json_type || !per_call.headers.empty() ||
        !per_call.remove_headers.empty() || !per_call.idempotency_key.empty()) {
        return nullptr;
    }
    switch (wanted) {
    case accept::json:
        return &json_for_json_;
    case accept::event_stream:
        return &json_for_stream_;
    case accept::any:
        break;
    }
    return nullptr;
}

call call_builder::prepare(endpoint to, const request_options& per_call) const {
    return make(std::move(to), per_call, nullptr);
}

call call_builder::make(endpoint to, const request_options& per_call,
                        const shared_headers* shared) const {
    call made;
    made.clocks = http::resolve_timeouts(per_call.timeouts, options_.timeouts);
    made.retry = per_call.retry;
    try {
        validate(per_call);
        if (!http::is_token(to.method)) {
            detail::throw_usage_error(errc::invalid_request, "method",
                                      "the method is empty or has characters that HTTP forbids");
        }
        made.target = target_of(to, per_call);
    } catch (const error&) {
        made.unusable = std::current_exception();
    }
    made.shared = shared;
    if (!shared) {
        made.headers = make_headers(to.wanted, per_call);
    }
    made.credential = credential_for(made, to.root, per_call);
    made.method = std::move(to.method);
    made.path = std::move(to.path);
    made.path.resize(std::min(made.path.find('?'), made.path.size()));
    if (to.id) {
        made.path += '/' + *to.id + to.action;
    }
    return made;
}

call call_builder::prepare(endpoint to, const request_options& per_call,
                           const std::function<std::string()>& encode) const {
    std::string body;
    std::exception_ptr unusable;
    try {
        body = encode();
    } catch (const json::encode_error& bad) {
        detail::failure failed(errc::invalid_request, bad.what());
        failed.option = bad.path();
        unusable = detail::make_failure_ptr(std::move(failed));
    } catch (const error&) {
        unusable = std::current_exception();
    }
    call made = prepare(std::move(to), per_call, json_type, std::move(body));
    if (!made.unusable) {
        made.unusable = std::move(unusable);
    }
    return made;
}

call call_builder::prepare(endpoint to, const request_options& per_call,
                           std::string_view content_type, std::string bytes) const {
    const shared_headers* const shared = shared_headers_for(to.wanted, content_type, per_call);
    call made = make(std::move(to), per_call, shared);
    made.body = std::move(bytes);
    made.has_body = true;
    if (!shared && !made.headers.contains("content-type")) {
        made.headers.add("Content-Type", content_type);
    }
    return made;
}

call call_builder::prepare(endpoint to, const request_options& per_call,
                           std::string_view content_type,
                           std::shared_ptr<body_source> source) const {
    call made = prepare(std::move(to), per_call);
    made.headers.set("Content-Type", content_type);
    made.has_body = true;
    made.source = std::move(source);
    return made;
}

} // namespace coai::api
