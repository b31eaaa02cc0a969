#include <coai/chat/completions.hpp>

#include "api/answer_format.hpp"
#include "api/chat_codec.hpp"
#include "api/chat_stream_state.hpp"
#include "api/google_options.hpp"
#include "api/service.hpp"
#include "api/tool_runner.hpp"

#include <coai/json/error.hpp>

#include <boost/json/object.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace coai::chat {

namespace asio = boost::asio;
using api::service;

namespace {

/// What a request is to be answered with.
struct answer_type {
    const json::detail::type& type;
    const parse_options& options;

    /// Asks for it, unless the caller has asked for a format already.
    void ask(const request& request, provider server, boost::json::object& extra_body) const {
        constexpr const char* member = "response_format";
        if (!request.response_format && !request.extra.contains(member) &&
            !extra_body.contains(member)) {
            extra_body[member] = api::answer_format(type, server, options);
        }
    }
};

std::string encode(const service& caller, const request& request, bool stream,
                   const request_options& options, const answer_type* wanted) {
    api::check_request(request);
    if (wanted == nullptr) {
        return api::encode_request(request, stream, options.extra_body);
    }
    boost::json::object extra_body = options.extra_body;
    wanted->ask(request, caller.options().provider.value(), extra_body);
    return api::encode_request(request, stream, extra_body);
}

api::call prepare(const service& caller, const request& request, bool stream,
                  const request_options& options, const answer_type* wanted = nullptr) {
    api::endpoint to("POST", "chat/completions");
    to.wanted = stream ? api::accept::event_stream : api::accept::json;
    const auto encoded = [&] { return encode(caller, request, stream, options, wanted); };
    api::call made = caller.calls().prepare(std::move(to), options, std::ref(encoded));
    made.thoughts = api::thought_tags_of(request, options.extra_body);
    return made;
}

asio::awaitable<completion> run_create(std::shared_ptr<service> caller, api::call request) {
    const api::thought_tags thoughts = request.thoughts;
    api::answer got = co_await caller->perform(std::move(request), service::read::body);
    completion result;
    try {
        result = api::decode_completion(got.body, thoughts);
    } catch (const json::decode_error& bad) {
        caller->throw_unusable(got, bad);
    }
    if (result.choices.empty()) {
        caller->throw_if_error(got);
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

asio::awaitable<tool_run> completions::run_tools(const request& request,
                                                 const toolbox& tools) const {
    return run_tools(request, tools, tool_run_options(), request_options());
}

asio::awaitable<tool_run> completions::run_tools(const request& request, const toolbox& tools,
                                                 const tool_run_options& how) const {
    return run_tools(request, tools, how, request_options());
}

asio::awaitable<tool_run> completions::run_tools(const request& request, const toolbox& tools,
                                                 const tool_run_options& how,
                                                 const request_options& options) const {
    return api::run_tools(*this, request, tools, how, options);
}

asio::awaitable<completion> completions::create_as(const json::detail::type& answer,
                                                   const request& request,
                                                   const parse_options& options) const {
    const answer_type wanted{answer, options};
    return run_create(service_, prepare(*service_, request, false, options, &wanted));
}

asio::awaitable<completion_stream> completions::stream_as(const json::detail::type& answer,
                                                          const request& request,
                                                          const parse_options& options) const {
    const answer_type wanted{answer, options};
    return open_stream(service_, prepare(*service_, request, true, options, &wanted));
}

asio::awaitable<completion_stream> completions::open_stream(std::shared_ptr<service> caller,
                                                            api::call request) {
    const auto started = std::chrono::steady_clock::now();
    api::thought_tags thoughts = request.thoughts;
    api::answer answered = co_await caller->perform(std::move(request), service::read::head);
    co_return completion_stream(std::make_unique<completion_stream::state>(
        std::move(caller), std::move(answered), std::move(thoughts), started));
}

} // namespace coai::chat
