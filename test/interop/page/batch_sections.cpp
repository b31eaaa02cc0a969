#include "interop/page/require.hpp"
#include "interop/page/sections.hpp"

#include <coai/coai.hpp>

#include <chrono>
#include <utility>

// The page's section about batches.

namespace page {

namespace asio = boost::asio;
namespace chat = coai::chat;

namespace {

asio::awaitable<void> run_batch(coai::client& client, coai::batches::input input) {
    auto lines = coai::files::from_bytes(input.take(), "my-batch-requests.jsonl");
    coai::files::upload_options upload;
    upload.mime_type = "jsonl";
    upload.display_name = "my-batch-requests";
    const auto file = co_await client.files.upload(std::move(lines), upload);
    const coai::batches::request request(file.id, input.endpoint());
    const auto created = co_await client.batches.create(request);
    coai::batches::wait_options often;
    often.interval = std::chrono::milliseconds(20);
    const auto batch = co_await client.batches.wait(created.id, often);
    auto results = client.batches.results(batch);
    int right = 0;
    while (const auto result = co_await results.next())
        right += result->ok() ? 1 : 0;
    require(right == 2);
}

asio::awaitable<void> complete_in_batch(coai::client& client) {
    coai::batches::input input;
    input.add("request-1", chat::request("gemini-2.5-flash").user("Tell me a one-sentence joke."));
    input.add("request-2", chat::request("gemini-2.5-flash").user("Why is the sky blue?"));
    return run_batch(client, std::move(input));
}

asio::awaitable<void> embed_in_batch(coai::client& client) {
    const char* const model = "gemini-embedding-001";
    coai::batches::input input;
    input.add("request-1", coai::embeddings::request(model, "Tell me a one-sentence joke."));
    input.add("request-2", coai::embeddings::request(model, "Why is the sky blue?"));
    return run_batch(client, std::move(input));
}

constexpr section sections[] = {
    {"batch of chat completions", complete_in_batch},
    {"batch of embeddings", embed_in_batch},
};

} // namespace

std::span<const section> batch_sections() { return sections; }

} // namespace page
