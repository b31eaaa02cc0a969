#pragma once

#include "interop/recorded_response.hpp"
#include "interop/replayed_resources.hpp"

#include <coai/client.hpp>
#include <coai/json.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <exception>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The calls that were recorded, made through the public API.

namespace replay {

template <class T>
asio::awaitable<json::value> to_json(asio::awaitable<T> call) {
    const T value = co_await std::move(call);
    co_return as_json(value);
}

/// The items of a list, or as many of them as were recorded.
template <class T>
asio::awaitable<json::value> to_json(coai::async_generator<T> items,
                                     std::size_t wanted = std::string::npos) {
    json::array data;
    while (data.size() < wanted) {
        const auto item = co_await items.next();
        if (!item)
            break;
        data.push_back(as_json(*item));
    }
    json::object page;
    page["data"] = std::move(data);
    co_return json::value(std::move(page));
}

/// A body as JSON, or as text where it is none.
inline json::value parsed(std::string_view body) {
    json::error_code not_json;
    json::value value = json::parse(json::string_view(body.data(), body.size()), not_json);
    if (not_json)
        value = json::string(json::string_view(body.data(), body.size()));
    return value;
}

/// Calls that no resource makes; their bodies need not be JSON.
inline asio::awaitable<json::value> ask_plainly(const coai::client& client, recording recorded) {
    const coai::raw_response response =
        co_await client.request(recorded.method, recorded.endpoint.substr(1));
    co_return parsed(response.body);
}

/// The calls that this library has for what was recorded.
enum class resource {
    chat,
    models,
    model,
    embeddings,
    images,
    upload,
    files,
    removal,
    batches,
    batch,
    batch_results,
    none,
};

inline resource resource_of(const recording& recorded) {
    const std::string_view path = recorded.endpoint;
    const bool is_get = recorded.method == "GET";
    if (recorded.is_chat())
        return resource::chat;
    if (path.ends_with("/models"))
        return resource::models;
    if (path.starts_with("/v1/models/"))
        return resource::model;
    // Of one recording somebody quoted no more than the elements.
    if (path.ends_with("/embeddings") && recorded.file.find("omitted") == std::string::npos)
        return resource::embeddings;
    if (path.ends_with("/images/generations"))
        return resource::images;
    if (path == "/v1/files")
        return is_get ? resource::files : resource::upload;
    if (recorded.file.find("/batch-output") != std::string::npos)
        return resource::batch_results;
    if (path.starts_with("/v1/files/"))
        return resource::removal;
    if (path == "/v1/batches" && is_get)
        return resource::batches;
    if (path.starts_with("/v1/batches"))
        return resource::batch;
    return resource::none;
}

inline bool is_list(const recording& recorded) {
    const resource named = resource_of(recorded);
    return named == resource::models || named == resource::files || named == resource::batches;
}

/// What a page of a list says, of which the client gives the items.
inline json::value items_in(const json::value& page) {
    const json::value* const data =
        page.is_object() ? page.get_object().if_contains("data") : nullptr;
    json::object items;
    items["data"] = data != nullptr ? *data : json::value();
    return items;
}

inline json::value lines_in(std::string_view body) {
    json::object items;
    json::array& data = items["data"].emplace_array();
    std::istringstream lines{std::string(body)};
    for (std::string line; std::getline(lines, line);)
        data.push_back(parsed(line));
    return items;
}

inline std::size_t recorded_items(const recording& recorded) {
    return recordings::parse(recordings::read(recorded.file)).at("data").as_array().size();
}

inline asio::awaitable<json::value> ask_for_embeddings(const coai::client& client,
                                                       const recording& recorded) {
    const std::vector<std::string> texts(recorded_items(recorded), "text");
    return to_json(client.embeddings.create(coai::embeddings::request("one", texts)));
}

inline asio::awaitable<json::value> ask_for_results(const coai::client& client) {
    coai::batches::batch finished;
    finished.id = "batch_1";
    finished.status = coai::batches::status::completed;
    finished.output_file_id = "files/batch-1";
    return to_json(client.batches.results(finished));
}

inline asio::awaitable<json::value> ask_for_batch(const coai::client& client,
                                                  const recording& recorded) {
    if (recorded.endpoint.ends_with("/cancel"))
        return to_json(client.batches.cancel("batch_1"));
    if (recorded.method == "POST")
        return to_json(client.batches.create(coai::batches::request("file-1")));
    return to_json(client.batches.retrieve("batch_1"));
}

inline asio::awaitable<json::value> ask_to_upload(const coai::client& client) {
    const coai::files::upload_options how("fine-tune");
    return to_json(client.files.upload(coai::files::from_bytes("{}", "a.jsonl"), how));
}

/// What the call that a recording answers makes of the answer, as JSON; throws what the call
/// throws.
inline asio::awaitable<json::value> ask(const coai::client& client, const recording& recorded) {
    switch (resource_of(recorded)) {
    case resource::chat:
        return to_json(client.chat.completions.create(coai::test::question()));
    case resource::models:
        return to_json(client.models.list());
    case resource::model:
        return to_json(client.models.retrieve("one"));
    case resource::embeddings:
        return ask_for_embeddings(client, recorded);
    case resource::images:
        return to_json(client.images.generate(coai::images::request("one", "a cape")));
    case resource::upload:
        return ask_to_upload(client);
    case resource::files:
        return to_json(client.files.list());
    case resource::removal:
        return to_json(client.files.remove("file-1"));
    case resource::batches: // which goes on on another page
        return to_json(client.batches.list(), recorded_items(recorded));
    case resource::batch:
        return ask_for_batch(client, recorded);
    case resource::batch_results:
        return ask_for_results(client);
    case resource::none:
        break;
    }
    return ask_plainly(client, recorded);
}

/// What a body says, in the form in which ask() gives it.
inline json::value said(const recording& recorded, std::string_view body) {
    const resource named = resource_of(recorded);
    if (named == resource::batch_results)
        return lines_in(body);
    json::value value = parsed(body);
    if (is_list(recorded))
        value = items_in(value);
    if (named == resource::embeddings)
        value = as_compared_embeddings(std::move(value));
    if (named == resource::upload)
        value = as_compared_file(std::move(value));
    if (named == resource::files && value.at("data").is_array())
        for (json::value& file : value.at("data").as_array())
            file = as_compared_file(std::move(file));
    return value;
}

/// A stream as far as it came.
struct streamed {
    json::array chunks;
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
