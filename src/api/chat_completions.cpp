#include <coai/chat/completions.hpp>

#include "api/answer_format.hpp"
#include "api/body_error.hpp"
#include "api/chat_codec.hpp"
#include "api/chat_stream_state.hpp"
#include "api/service.hpp"

#include <coai/json/error.hpp>

#include <boost/json/object.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace coai::chat {

namespace asio = boost::asio;
using api::service;

namespace {

constexpr std::string_view method = "POST";
constexpr std::string_view path = "chat/completions";

std::string encode(const request& request, bool stream, const boost::json::object& extra_body) {
    if (request.model.empty()) {
        detail::throw_usage_error(errc::invalid_request, "model", "a request needs a model");
    }
    if (request.messages.empty()) {
        detail::throw_usage_error(errc::invalid_request, "messages",
                                  "a request needs at least one message");
    }
    return api::encode_request(request, stream, extra_body);
}

service::accept accepted(bool stream) {
    return stream ? service::accept::event_stream : service::accept::json;
}

api::call prepare(const service& caller, const request& request, bool stream,
                  const request_options& options) {
    return caller.prepare(method, path, accepted(stream), options,
                          [&] { return encode(request, stream, options.extra_body); });
}

/// A call whose answer is to be of that type, if the caller has not asked for a format already.
api::call prepare_as(const json::detail::type& answer, const service& caller,
                     const request& request, bool stream, const parse_options& options) {
    constexpr const char* member = "response_format";
    return caller.prepare(method, path, accepted(stream), options, [&] {
        boost::json::object extra_body = options.extra_body;
        if (!request.response_format && !request.extra.contains(member) &&
            !extra_body.contains(member)) {
            extra_body[member] =
                api::answer_format(answer, caller.options().provider.value(), options);
        }
        return encode(request, stream, extra_body);
    });
}

/// Throws what is wrong with a successful response, as an error of the call.
[[noreturn]] void throw_unusable(detail::failure failed, const api::answer& got) {
    failed.method = method;
    failed.path = path;
    failed.attempts = got.info.attempts;
    failed.response = got.info;
    detail::throw_failure(std::move(failed));
}

asio::awaitable<completion> run_create(std::shared_ptr<service> caller, api::call request) {
    api::answer got = co_await caller->perform(std::move(request), service::read::body);
    completion result;
    try {
        result = api::decode_completion(got.body);
    } catch (const json::decode_error& bad) {
        throw_unusable(api::reported_error(got.body, got.info, caller->credential_of(got))
                           .value_or(api::unreadable_body(got.body, got.info, bad)),
                       got);
    }
    if (result.choices.empty()) {
        const secret& credential = caller->credential_of(got);
        if (auto reported = api::reported_error(got.body, got.info, credential)) {
            throw_unusable(std::move(*reported), got);
        }
    }
    result.response = std::move(got.info);
    co_return result;
}

} // namespace

completions::completions(std::shared_ptr<service> service) noexcept
    : service_(std::move(service)) {}

asio::awaitable<completion> completions::create(const request& request) const {
    return create(request, request_options());
}

asio::awaitable<completion> completions::create(const request& request,
                                                const request_options& options) const {
    return run_create(service_, prepare(*service_, request, false, options));
}

asio::awaitable<completion_stream> completions::stream(const request& request) const {
    return stream(request, request_options());
}

asio::awaitable<completion_stream> completions::stream(const request& request,
                                                       const request_options& options) const {
    return open_stream(service_, prepare(*service_, request, true, options));
}

asio::awaitable<completion> completions::create_as(const json::detail::type& answer,
                                                   const request& request,
                                                   const parse_options& options) const {
    return run_create(service_, prepare_as(answer, *service_, request, false, options));
}

asio::awaitable<completion_stream> completions::stream_as(const json::detail::type& answer,
                                                          const request& request,
                                                          const parse_options& options) const {
    return open_stream(service_, prepare_as(answer, *service_, request, true, options));
}

asio::awaitable<completion_stream> completions::open_stream(std::shared_ptr<service> caller,
                                                            api::call request) {
    completion_stream::state::opening opening;
    opening.method = request.method;
    opening.path = request.path;
    opening.clocks = request.clocks;
    opening.limits = caller->options().limits;
    opening.started = std::chrono::steady_clock::now();
    api::answer answered = co_await caller->perform(std::move(request), service::read::head);
    opening.credential = caller->credential_of(answered);
    co_return completion_stream(
        std::make_unique<completion_stream::state>(std::move(opening), std::move(answered)));
}

} // namespace coai::chat
