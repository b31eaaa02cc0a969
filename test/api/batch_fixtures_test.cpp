#include "api/collect.hpp"
#include "api/emulated_client.hpp"
#include "api/recordings.hpp"
#include "api/result_streams.hpp"

#include <coai/batches.hpp>
#include <coai/json.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;
using testing::fault;

namespace {

bool has_recordings() {
    if (std::ifstream(COAI_FIXTURES "/index.json")) {
        return true;
    }
    MESSAGE("skipped: the recorded answers are not available (COAI_FIXTURES)");
    return false;
}

std::vector<batches::result> results_in(std::string_view file, std::size_t piece) {
    boost::asio::io_context io;
    return test::run(
        io, test::collect(batches::read_results(test::in_pieces(recordings::read(file), piece))));
}

} // namespace

TEST_SUITE("recorded batches") {
    TEST_CASE("OpenAI's batches leave nothing unread") {
        if (!has_recordings()) {
            return;
        }
        for (const char* file : {"openai/batch-create.json", "openai/batch-completed.json",
                                 "openai/batch-cancel.json"}) {
            CAPTURE(file);
            emulated_client emulated;
            const std::string body = recordings::read(file);
            emulated.server.script(fault::status(200, body));
            const auto batch = emulated.run(emulated.client.batches.retrieve("batch_1"));
            const auto wire = recordings::parse(body);
            CHECK(batch.id == std::string(wire.at("id").as_string()));
            CHECK(batch.status.str() == std::string(wire.at("status").as_string()));
            CHECK(batch.status.known());
            CHECK(batch.endpoint.known());
            CHECK(batch.created_at == wire.at("created_at").as_int64());
            CHECK(batch.request_counts.total == wire.at("request_counts").at("total").as_int64());
            CHECK(batch.extra.empty());
            CHECK(batch.request_counts.extra.empty());
            if (batch.status == batches::status::completed) {
                CHECK_FALSE(batch.output_file_id.empty());
                CHECK(batch.error_file_id.empty());
                REQUIRE(batch.usage);
                CHECK(batch.usage->total_tokens == 260);
                CHECK(batch.usage->extra.empty());
            }
        }
    }

    TEST_CASE("OpenAI's list goes on behind its last batch") {
        if (!has_recordings()) {
            return;
        }
        emulated_client emulated;
        emulated.server.script(fault::status(200, recordings::read("openai/batch-list.json")));
        emulated.server.script(fault::status(200, R"({"object":"list","data":[]})"));
        const auto count = [](client& from) -> awaitable<int> {
            int batches = 0;
            auto list = from.batches.list();
            while (const auto batch = co_await list.next()) {
                ++batches;
                CHECK(batch->status.known());
                CHECK(batch->extra.empty());
            }
            co_return batches;
        };
        CHECK(emulated.run(count(emulated.client)) == 10);
        CHECK(emulated.server.requests().back().target.find(
                  "after=batch_67af533243888190aba42d37a092fcee") != std::string::npos);
    }

    TEST_CASE("result files are read, however they are cut") {
        if (!has_recordings()) {
            return;
        }
        for (const std::size_t piece : {1U, 100U, 1'000'000U}) {
            const auto results = results_in("openai/batch-output.jsonl", piece);
            REQUIRE(results.size() == 2);
            for (const auto& result : results) {
                CHECK(result.ok());
                CHECK(result.id.starts_with("batch_req_"));
                CHECK_FALSE(result.request_id.empty());
                CHECK(result.extra.empty());
                CHECK(result.json().at("object") == "response");
            }
            CHECK(results[0].custom_id == "0");
            CHECK(results[1].custom_id == "1");

            const auto gemini = results_in("gemini-openai/batch-output-line.json", piece);
            REQUIRE(gemini.size() == 1);
            CHECK(gemini[0].custom_id == "request-1");
            const auto completion = gemini[0].completion();
            CHECK(completion.text().starts_with("I'm reading a book"));
            CHECK(completion.created == 1757432746);
            CHECK(completion.choices.front().finish_reason == chat::finish_reason::stop);
            REQUIRE(completion.usage);
            CHECK(completion.usage->completion_tokens == 19);
        }
    }
}
