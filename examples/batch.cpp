// Two batches, one of chat completions and one of embeddings: the requests are written to a file
// and uploaded, the batch is waited for, and its results are matched with the requests.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <utility>

namespace asio = boost::asio;

namespace {

void print_progress(const coai::batches::batch& batch) {
    const auto& counts = batch.request_counts;
    std::cout << batch.id << " is " << batch.status << ", " << counts.completed << " of "
              << counts.total << " requests done\n";
}

void print_errors(const coai::batches::batch& batch) {
    for (const auto& error : batch.errors.data) {
        std::cout << "line " << error.line.value_or(0) << ": " << error.message << '\n';
    }
}

asio::awaitable<coai::batches::batch> run_batch(coai::client& client, coai::batches::input input,
                                                coai::batches::wait_options how) {
    auto lines = coai::files::from_bytes(input.take(), "my-batch-requests.jsonl");
    const coai::files::upload_options upload("batch");
    const auto file = co_await client.files.upload(std::move(lines), upload);

    const coai::batches::request request(file.id, input.endpoint());
    const auto created = co_await client.batches.create(request);
    print_progress(created);
    how.on_progress = print_progress;
    const auto batch = co_await client.batches.wait(created.id, how);
    print_errors(batch);
    co_return batch;
}

asio::awaitable<void> ask(coai::client& client, std::string model,
                          coai::batches::wait_options how) {
    coai::batches::input input;
    input.add("request-1", coai::chat::request(model).user("Tell me a one-sentence joke."));
    input.add("request-2", coai::chat::request(model).user("Why is the sky blue?"));
    const auto batch = co_await run_batch(client, std::move(input), how);

    // Results come in any order, and one by one: a large batch need not fit into memory.
    auto results = client.batches.results(batch);
    while (const auto result = co_await results.next()) {
        std::cout << result->custom_id << ": ";
        if (result->ok()) {
            std::cout << result->completion().text() << '\n';
        } else {
            std::cout << result->error->what() << '\n';
        }
    }
}

asio::awaitable<void> embed(coai::client& client, std::string model,
                            coai::batches::wait_options how) {
    coai::batches::input input;
    input.add("request-1", coai::embeddings::request(model, "Tell me a one-sentence joke."));
    input.add("request-2", coai::embeddings::request(model, "Why is the sky blue?"));
    const auto batch = co_await run_batch(client, std::move(input), how);

    // A small one may be collected.
    const auto results = co_await coai::batches::by_custom_id(client.batches.results(batch));
    for (const auto& [id, result] : results) {
        std::cout << id << ": ";
        if (result.ok()) {
            std::cout << result.embeddings().dimension << " dimensions\n";
        } else {
            std::cout << result.error->what() << '\n';
        }
    }
}

asio::awaitable<void> run_both(coai::client& client, std::string chat_model,
                               std::string embedding_model, coai::batches::wait_options how) {
    std::cout << "--- chat completions\n";
    co_await ask(client, std::move(chat_model), how);
    std::cout << "\n--- embeddings\n";
    co_await embed(client, std::move(embedding_model), how);
}

} // namespace

int main() try {
    const example::upstream upstream;
    std::cout << "Asking " << upstream.description() << "\n\n";
    coai::batches::wait_options how;
    if (upstream.is_emulated()) {
        how.interval = std::chrono::milliseconds(10); // a real batch takes minutes to hours
    }
    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());
    asio::co_spawn(io, run_both(client, upstream.model(), "gemini-embedding-001", how),
                   example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
