#pragma once

#include "interop/recorded_response.hpp"

#include <coai/client.hpp>
#include <coai/json.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <utility>

// The calls that were recorded, made through the public API.

namespace replay {

template <class T>
boost::json::value as_json(const T& value) {
    return recordings::parse(coai::json::serialize(value));
}

template <class T>
asio::awaitable<boost::json::value> to_json(asio::awaitable<T> call) {
    const T value = co_await std::move(call);
    co_return as_json(value);
}

template <class T>
asio::awaitable<boost::json::value> to_json(coai::async_generator<T> items) {
    boost::json::array data;
    while (const auto item = co_await items.next())
        data.push_back(as_json(*item));
    boost::json::object page;
    page["data"] = std::move(data);
    co_return boost::json::value(std::move(page));
}

/// Calls that no resource makes; their bodies need not be JSON.
inline asio::awaitable<boost::json::value> ask_plainly(const coai::client& client,
                                                       recording recorded) {
    const coai::raw_response response =
        co_await client.request(recorded.method, recorded.endpoint.substr(1));
    boost::json::error_code not_json;
    boost::json::value value = boost::json::parse(response.body, not_json);
    if (not_json)
        value = boost::json::string(response.body);
    co_return value;
}

inline bool is_model(const recording& recorded) {
    return recorded.endpoint.starts_with("/v1/models/");
}
inline bool is_list_of_models(const recording& recorded) {
    return recorded.endpoint.ends_with("/models");
}

/// Whether ask() gives the body as it is.
inline bool is_untyped(const recording& recorded) {
    return !recorded.is_chat() && !is_model(recorded) && !is_list_of_models(recorded);
}

/// What the call that a recording answers makes of the answer, as JSON; throws what the call
/// throws.
inline asio::awaitable<boost::json::value> ask(const coai::client& client,
                                               const recording& recorded) {
    if (recorded.is_chat())
        return to_json(client.chat.completions.create(coai::test::question()));
    if (is_list_of_models(recorded))
        return to_json(client.models.list());
    if (is_model(recorded))
        return to_json(client.models.retrieve(recorded.endpoint.substr(11)));
    return ask_plainly(client, recorded);
}

/// What a body says, in the form in which ask() gives it.
inline boost::json::value said(const recording& recorded, std::string_view body) {
    if (is_list_of_models(recorded)) {
        const auto page = recordings::parse(body);
        const auto* const data = page.as_object().if_contains("data");
        boost::json::object items;
        items["data"] = data != nullptr ? *data : boost::json::value();
        return items;
    }
    boost::json::error_code not_json;
    boost::json::value value =
        boost::json::parse(boost::json::string_view(body.data(), body.size()), not_json);
    if (not_json)
        value = boost::json::string(boost::json::string_view(body.data(), body.size()));
    return value;
}

/// A stream as far as it came.
struct streamed {
    boost::json::array chunks;
    coai::chat::stream_end end = coai::chat::stream_end::none;
    std::exception_ptr failed;
};

inline asio::awaitable<streamed> read_stream(const coai::client& client) {
    streamed result;
    try {
        auto stream = co_await client.chat.completions.stream(coai::test::question());
        coai::chat::chunk chunk;
        while (co_await stream.next(chunk))
            result.chunks.push_back(as_json(chunk));
        result.end = stream.end();
    } catch (const coai::error&) {
        result.failed = std::current_exception();
    }
    co_return result;
}

inline asio::awaitable<coai::chat::completion> collect_stream(const coai::client& client) {
    auto stream = co_await client.chat.completions.stream(coai::test::question());
    const coai::chat::completion collected = co_await stream.collect();
    co_return collected;
}

/// The server that replays one recording, and a client of the recorded provider that asks once.
struct stage {
    explicit stage(const recording& recorded) : client(io.get_executor(), options_for(recorded)) {}

    asio::io_context io{1};
    server answering{io};
    coai::client client;

private:
    coai::client_options options_for(const recording& recorded) const {
        coai::client_options options(coai::secret("key"));
        const bool is_gemini = recorded.file.find("gemini") != std::string::npos;
        options.base_url = answering.base_url(is_gemini ? "/v1beta/openai/" : "/v1/");
        options.provider = is_gemini ? coai::provider::gemini : coai::provider::openai;
        options.proxy = "";
        options.compression = true;
        options.retry.max_retries = 0;
        return options;
    }
};

} // namespace replay
