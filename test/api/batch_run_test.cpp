#include "api/emulated_client.hpp"

#include <coai/batches.hpp>
#include <coai/embeddings.hpp>
#include <coai/files.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;

// Whole batches against the emulator: upload, create, wait, download.

namespace {

struct finished {
    batches::batch batch;
    std::vector<batches::result> results;

    const batches::result& of(const std::string& custom_id) const {
        const auto found = std::find_if(results.begin(), results.end(),
                                        [&](const auto& r) { return r.custom_id == custom_id; });
        REQUIRE(found != results.end());
        return *found;
    }
};

/// An emulator seen through one of its two dialects.
struct emulated_batches : emulated_client {
    explicit emulated_batches(provider shape) {
        client = coai::client(io.get_executor(), test::impatient(server.client_options(shape)));
    }

    awaitable<batches::batch>
    start(std::string lines, batches::endpoint endpoint = batches::endpoint::chat_completions) {
        auto source = files::from_bytes(std::move(lines), "requests.jsonl");
        const files::upload_options upload("batch");
        const auto file = co_await client.files.upload(std::move(source), upload);
        const batches::request request(file.id, endpoint);
        co_return co_await client.batches.create(request);
    }

    awaitable<finished>
    run_batch(std::string lines, batches::endpoint endpoint = batches::endpoint::chat_completions) {
        const auto created = co_await start(std::move(lines), endpoint);
        CHECK(created.status == batches::status::validating);
        finished outcome;
        outcome.batch = co_await client.batches.wait(created.id, quickly());
        auto results = client.batches.results(outcome.batch);
        while (auto result = co_await results.next()) {
            outcome.results.push_back(std::move(*result));
        }
        co_return outcome;
    }

    static batches::wait_options quickly() {
        batches::wait_options how;
        how.interval = std::chrono::milliseconds(1);
        return how;
    }
};

std::string line(const std::string& id, const std::string& model = "gemini-2.5-flash") {
    batches::input input;
    input.add(id, chat::request(model).user("I am " + id));
    return input.take();
}

constexpr provider both[] = {provider::gemini, provider::openai};

} // namespace

TEST_SUITE("a batch from upload to results") {
    TEST_CASE("answers are those of direct calls, in another order") {
        for (const provider shape : both) {
            emulated_batches emulated(shape);
            std::string lines;
            for (int i = 0; i < 20; ++i) {
                lines += line("request-" + std::to_string(i));
            }
            const auto [batch, results] = emulated.run(emulated.run_batch(lines));
            CHECK(batch.status == batches::status::completed);
            CHECK(batch.request_counts.total == 20);
            CHECK(batch.request_counts.completed == 20);
            CHECK(batch.error_file_id.empty());
            REQUIRE(results.size() == 20);
            CHECK(results.front().custom_id != "request-0");
            for (const auto& result : results) {
                REQUIRE(result.ok());
                const auto direct = emulated.run(emulated.client.chat.completions.create(
                    chat::request("gemini-2.5-flash").user("I am " + result.custom_id)));
                CHECK(result.completion().text() == direct.text());
                CHECK(result.file_id == batch.output_file_id);
            }
        }
    }

    TEST_CASE("a batch of embeddings has vectors for results") {
        for (const provider shape : both) {
            emulated_batches emulated(shape);
            const embeddings::request cat("gemini-embedding-001", "a cat");
            const embeddings::request dog("gemini-embedding-001", "a dog");
            batches::input input;
            input.add("cat", cat).add("dog", dog);
            const auto outcome =
                emulated.run(emulated.run_batch(input.take(), batches::endpoint::embeddings));
            REQUIRE(outcome.results.size() == 2);
            for (const auto& [id, request] : {std::pair("cat", cat), std::pair("dog", dog)}) {
                const auto direct = emulated.run(emulated.client.embeddings.create(request));
                CHECK(outcome.of(id).embeddings().values == direct.values);
            }
        }
    }

    TEST_CASE("failed lines are merged with the answers") {
        for (const provider shape : both) {
            emulated_batches emulated(shape);
            const auto outcome = emulated.run(
                emulated.run_batch(line("a") + line("b", "no-such-model") + line("c")));
            CHECK(outcome.batch.request_counts.completed == 2);
            CHECK(outcome.batch.request_counts.failed == 1);
            REQUIRE(outcome.results.size() == 3);
            CHECK(outcome.of("a").ok());
            CHECK(outcome.of("c").ok());
            const auto& failed = outcome.of("b");
            REQUIRE_FALSE(failed.ok());
            CHECK(failed.error->kind() == errc::not_found);
            CHECK(failed.error_details().message.find("no-such-model") != std::string::npos);
            CHECK(failed.file_id == outcome.batch.error_file_id);
        }
    }

    TEST_CASE("where all lines fail there is only the error file") {
        for (const provider shape : both) {
            emulated_batches emulated(shape);
            const auto outcome =
                emulated.run(emulated.run_batch(line("a", "none") + line("b", "none")));
            CHECK(outcome.batch.status == batches::status::completed);
            CHECK(outcome.batch.output_file_id.empty());
            REQUIRE(outcome.results.size() == 2);
            CHECK_FALSE(outcome.of("a").ok());
            CHECK_FALSE(outcome.of("b").ok());
        }
    }

    TEST_CASE("Gemini's output is downloaded without asking what it is") {
        emulated_batches emulated(provider::gemini);
        const auto outcome = emulated.run(emulated.run_batch(line("a")));
        CHECK(outcome.batch.output_file_id.size() > 46);
        CHECK(outcome.of("a").ok());
        for (const auto& sent : emulated.server.requests()) {
            const bool is_metadata = sent.method == "GET" &&
                                     sent.target.find("files/") != std::string::npos &&
                                     sent.target.find("download") == std::string::npos;
            CHECK_FALSE(is_metadata);
        }
        // Which would have failed.
        const auto refused = emulated.failure_of<api_error>(
            emulated.client.files.retrieve(outcome.batch.output_file_id));
        CHECK(refused.kind() == errc::bad_request);
    }

    TEST_CASE("Gemini answers a bad line with an error of its own") {
        emulated_batches emulated(provider::gemini);
        const auto outcome = emulated.run(emulated.run_batch(
            line("a") + R"({"custom_id":"b","method":"POST","url":"/v1/embeddings"})" + "\n"));
        REQUIRE(outcome.results.size() == 2);
        CHECK(outcome.of("a").ok());
        CHECK(outcome.of("b").error->kind() == errc::bad_request);
        CHECK(outcome.of("b").status_code == 0);
    }

    TEST_CASE("OpenAI fails the whole batch and names the lines") {
        emulated_batches emulated(provider::openai);
        const auto outcome = emulated.run(emulated.run_batch(line("a") + "{oops\n" + line("a")));
        CHECK(outcome.batch.status == batches::status::failed);
        CHECK(outcome.results.empty());
        const auto& errors = outcome.batch.errors.data;
        REQUIRE(errors.size() == 2);
        CHECK(errors[0].code == "invalid_json_line");
        CHECK(errors[0].line == 2);
        CHECK(errors[1].code == "duplicate_custom_id");
        CHECK(errors[1].line == 3);
    }

    TEST_CASE("a cancelled batch is waited for and has no results") {
        for (const provider shape : both) {
            emulated_batches emulated(shape);
            const auto created = emulated.run(emulated.start(line("a")));
            const auto cancelling = emulated.run(emulated.client.batches.cancel(created.id));
            CHECK(cancelling.status == batches::status::cancelling);
            const auto cancelled =
                emulated.run(emulated.client.batches.wait(created.id, emulated_batches::quickly()));
            CHECK(cancelled.status == batches::status::cancelled);
            const auto none =
                emulated.run(batches::by_custom_id(emulated.client.batches.results(cancelled)));
            CHECK(none.empty());
        }
    }

    TEST_CASE("a batch that runs has no results yet") {
        emulated_batches emulated(provider::gemini);
        const auto created = emulated.run(emulated.start(line("a")));
        const auto refused = emulated.failure_of<usage_error>(
            batches::by_custom_id(emulated.client.batches.results(created)));
        CHECK(refused.kind() == errc::invalid_request);
        CHECK(refused.option() == "status");
    }

    TEST_CASE("results that break off throw what the download throws") {
        emulated_batches emulated(provider::gemini);
        std::string lines;
        for (int i = 0; i < 20; ++i) {
            lines += line("request-" + std::to_string(i));
        }
        const auto created = emulated.run(emulated.start(lines));
        const auto batch =
            emulated.run(emulated.client.batches.wait(created.id, emulated_batches::quickly()));
        emulated.server.script(
            testing::fault().end(testing::point::body_byte(2000), testing::ending::reset));
        int read = 0;
        const auto count = [&]() -> awaitable<void> {
            auto results = emulated.client.batches.results(batch);
            while (co_await results.next()) {
                ++read;
            }
        };
        emulated.failure_of<error>(count());
        CHECK(read > 0);
        CHECK(read < 20);
    }

    TEST_CASE("results are the same however their file is sent") {
        using testing::fault;
        emulated_batches emulated(provider::gemini);
        std::string lines;
        for (int i = 0; i < 20; ++i) {
            lines += line("request-" + std::to_string(i));
        }
        const auto whole = emulated.run(emulated.run_batch(lines));
        REQUIRE(whole.results.size() == 20);
        const auto same = [&] {
            const auto again =
                emulated.run(batches::by_custom_id(emulated.client.batches.results(whole.batch)));
            return again.size() == 20 &&
                   std::all_of(whole.results.begin(), whole.results.end(), [&](const auto& result) {
                       return again.at(result.custom_id).body == result.body;
                   });
        };
        CHECK(same());
        emulated.server.script(fault().framed(testing::body_framing_kind::chunked).chunk_size(33));
        CHECK(same());
        emulated.server.script(fault().write_size(7));
        CHECK(same());
        emulated.server.script(fault::close_delimited());
        CHECK(same());
        emulated.reconfigure([](client_options& options) { options.compression = true; });
        CHECK(same());
        CHECK(emulated.server.faults_left() == 0);
    }

    TEST_CASE("a file id of a hostile server does not lead elsewhere") {
        emulated_batches emulated(provider::gemini);
        batches::batch batch;
        batch.status = batches::status::completed;
        for (const char* id : {"../../secrets", "files/../x", "files/"}) {
            batch.output_file_id = id;
            const auto refused = emulated.failure_of<usage_error>(
                batches::by_custom_id(emulated.client.batches.results(batch)));
            CHECK(refused.option() == "id");
        }
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("lists have what was created, the newest first") {
        for (const provider shape : both) {
            emulated_batches emulated(shape);
            std::vector<std::string> made;
            for (int i = 0; i < 5; ++i) {
                made.push_back(emulated.run(emulated.start(line("a"))).id);
            }
            const auto list = [&]() -> awaitable<std::vector<std::string>> {
                request_options options;
                options.query.emplace_back("limit", "2");
                std::vector<std::string> ids;
                auto batches = emulated.client.batches.list(options);
                while (const auto batch = co_await batches.next()) {
                    ids.push_back(batch->id);
                }
                co_return ids;
            };
            CHECK(emulated.run(list()) == std::vector<std::string>(made.rbegin(), made.rend()));
        }
    }
}
