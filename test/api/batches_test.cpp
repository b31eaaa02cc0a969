#include "api/emulated_client.hpp"

#include <coai/batches.hpp>
#include <coai/json.hpp>

#include <boost/json/parse.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;
using testing::fault;

namespace {

awaitable<std::vector<std::string>> ids_of(async_generator<batches::batch> list) {
    std::vector<std::string> ids;
    while (const auto batch = co_await list.next()) {
        ids.push_back(batch->id);
    }
    co_return ids;
}

batches::batch parse(const std::string& text) {
    batches::batch batch;
    json::decoder decoder;
    if (const auto bad = decoder.decode(text, batch)) {
        throw *bad;
    }
    return batch;
}

batches::batch with_status(const std::string& name) {
    return parse(R"({"id":"b","status":")" + name + "\"}");
}

} // namespace

TEST_SUITE("batches") {
    TEST_CASE("a batch has all members of the API") {
        const auto batch = parse(R"({
            "id": "batch_abc", "object": "batch", "endpoint": "/v1/chat/completions",
            "model": "m", "input_file_id": "file-in", "completion_window": "24h",
            "errors": {"object": "list", "data": [
                {"code": "invalid_json_line", "message": "bad", "param": null, "line": 3},
                {"code": "other", "message": "worse", "param": "p", "line": null}]},
            "status": "completed", "output_file_id": "file-out", "error_file_id": "file-err",
            "created_at": 1, "in_progress_at": 2, "expires_at": 3, "finalizing_at": 4,
            "completed_at": 5, "failed_at": 6, "expired_at": 7, "cancelling_at": 8,
            "cancelled_at": 9, "request_counts": {"total": 100, "completed": 95, "failed": 5},
            "usage": {"input_tokens": 1500, "input_tokens_details": {"cached_tokens": 1024},
                      "output_tokens": 500, "output_tokens_details": {"reasoning_tokens": 300},
                      "total_tokens": 2000},
            "metadata": {"customer": "c1"}, "novel": true})");
        CHECK(batch.id == "batch_abc");
        CHECK(batch.object == "batch");
        CHECK(batch.endpoint == batches::endpoint::chat_completions);
        CHECK(batch.model == "m");
        CHECK(batch.input_file_id == "file-in");
        CHECK(batch.completion_window == "24h");
        REQUIRE(batch.errors.data.size() == 2);
        CHECK(batch.errors.data[0].code == "invalid_json_line");
        CHECK(batch.errors.data[0].line == 3);
        CHECK(batch.errors.data[0].param == "");
        CHECK(batch.errors.data[1].message == "worse");
        CHECK(batch.errors.data[1].param == "p");
        CHECK_FALSE(batch.errors.data[1].line);
        CHECK(batch.status == batches::status::completed);
        CHECK(batch.output_file_id == "file-out");
        CHECK(batch.error_file_id == "file-err");
        CHECK(std::vector{batch.created_at, batch.in_progress_at, batch.expires_at,
                          batch.finalizing_at, batch.completed_at, batch.failed_at,
                          batch.expired_at, batch.cancelling_at, batch.cancelled_at} ==
              std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9});
        CHECK(batch.request_counts.total == 100);
        CHECK(batch.request_counts.completed == 95);
        CHECK(batch.request_counts.failed == 5);
        REQUIRE(batch.usage);
        CHECK(batch.usage->input_tokens_details.cached_tokens == 1024);
        CHECK(batch.usage->output_tokens_details.reasoning_tokens == 300);
        CHECK(batch.usage->total_tokens == 2000);
        CHECK(batch.metadata.at("customer") == "c1");
        CHECK(batch.extra.size() == 1);
        CHECK(batch.extra.at("novel").as_bool());
    }

    TEST_CASE("nulls, empty ids, and numbers in strings are read as what they mean") {
        const auto batch = parse(R"({
            "id": "batches/abc", "status": "completed", "errors": null, "output_file_id": "files/o",
            "error_file_id": "", "in_progress_at": null, "created_at": "1757432746",
            "request_counts": {"total": "50000", "completed": "49999", "failed": "1"},
            "usage": null, "metadata": null})");
        CHECK(batch.output_file_id == "files/o");
        CHECK(batch.error_file_id.empty());
        CHECK(batch.errors.data.empty());
        CHECK(batch.created_at == 1757432746);
        CHECK(batch.in_progress_at == 0);
        CHECK(batch.request_counts.total == 50'000);
        CHECK(batch.request_counts.completed == 49'999);
        CHECK(batch.request_counts.failed == 1);
        CHECK_FALSE(batch.usage);
        CHECK(batch.extra.empty());
    }

    TEST_CASE("native names of the state are read as OpenAI's") {
        using batches::status;
        const std::pair<const char*, status> names[] = {
            {"PENDING", status::validating},
            {"RUNNING", status::in_progress},
            {"SUCCEEDED", status::completed},
            {"FAILED", status::failed},
            {"CANCELLED", status::cancelled},
            {"EXPIRED", status::expired},
            {"PARTIALLY_SUCCEEDED", status::partially_succeeded},
        };
        for (const auto& [name, expected] : names) {
            for (const char* prefix : {"BATCH_STATE_", "JOB_STATE_"}) {
                const auto batch = with_status(std::string(prefix) + name);
                CAPTURE(batch.status.str());
                CHECK(batch.status == expected);
                CHECK(batch.status.str() == name_of(expected));
            }
        }
        CHECK(with_status("validating").status == status::validating);
        CHECK(with_status("JOB_STATE_PAUSED").status == "JOB_STATE_PAUSED");
    }

    TEST_CASE("five states are terminal, and what is unknown is not") {
        for (const char* name :
             {"completed", "failed", "cancelled", "expired", "partially_succeeded",
              "BATCH_STATE_SUCCEEDED", "JOB_STATE_PARTIALLY_SUCCEEDED"}) {
            CAPTURE(name);
            CHECK(with_status(name).is_terminal());
        }
        for (const char* name : {"validating", "in_progress", "finalizing", "cancelling",
                                 "BATCH_STATE_RUNNING", "JOB_STATE_PAUSED", ""}) {
            CAPTURE(name);
            CHECK_FALSE(with_status(name).is_terminal());
        }
    }

    TEST_CASE("create sends three members, and more only if they are set") {
        emulated_client emulated;
        const std::string answer = R"({"id":"batches/abc","status":"validating"})";
        emulated.server.script(fault::status(200, answer).times(3));

        const auto batch =
            emulated.run(emulated.client.batches.create(batches::request("files/in")));
        CHECK(batch.id == "batches/abc");
        CHECK(batch.status == batches::status::validating);
        CHECK(batch.response.status == 200);

        batches::request full("files/in", batches::endpoint::embeddings);
        full.metadata["k"] = "v";
        full.extra["output_expires_after"] = {{"anchor", "created_at"}, {"seconds", 3600}};
        emulated.run(emulated.client.batches.create(full));
        request_options options;
        options.extra_body["novel"] = 1;
        emulated.run(emulated.client.batches.create(batches::request("f", "/v1/other"), options));

        const auto sent = emulated.server.requests();
        REQUIRE(sent.size() == 3);
        CHECK(sent[0].method == "POST");
        CHECK(sent[0].target == "/v1beta/openai/batches");
        CHECK(sent[0].body == R"({"input_file_id":"files/in","endpoint":"/v1/chat/completions",)"
                              R"("completion_window":"24h"})");
        CHECK(sent[1].body == R"({"input_file_id":"files/in","endpoint":"/v1/embeddings",)"
                              R"("completion_window":"24h","metadata":{"k":"v"},)"
                              R"("output_expires_after":{"anchor":"created_at","seconds":3600}})");
        CHECK(boost::json::parse(sent[2].body).at("endpoint") == "/v1/other");
        CHECK(boost::json::parse(sent[2].body).at("novel") == 1);
    }

    TEST_CASE("a request without its members is refused and names them; nothing is sent") {
        emulated_client emulated;
        const auto no_file =
            emulated.failure_of<usage_error>(emulated.client.batches.create(batches::request()));
        CHECK(no_file.kind() == errc::invalid_request);
        CHECK(no_file.option() == "input_file_id");
        const auto no_endpoint = emulated.failure_of<usage_error>(
            emulated.client.batches.create(batches::request("files/in", "")));
        CHECK(no_endpoint.option() == "endpoint");
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("Gemini's ids keep their slash, and OpenAI's are ids like any other") {
        emulated_client emulated;
        emulated.server.script(fault::status(200, R"({"id":"b","status":"cancelling"})").times(4));
        emulated.run(emulated.client.batches.retrieve("batches/abc"));
        emulated.run(emulated.client.batches.cancel("batches/abc"));
        emulated.run(emulated.client.batches.retrieve("batch_abc"));
        const auto cancelling = emulated.run(emulated.client.batches.cancel("batch_abc"));
        CHECK(cancelling.status == batches::status::cancelling);
        const auto sent = emulated.server.requests();
        REQUIRE(sent.size() == 4);
        CHECK(sent[0].target == "/v1beta/openai/batches/batches/abc");
        CHECK(sent[1].target == "/v1beta/openai/batches/batches/abc/cancel");
        CHECK(sent[1].method == "POST");
        CHECK(sent[1].headers.find("content-length") == "0");
        CHECK(sent[2].target == "/v1beta/openai/batches/batch_abc");
        CHECK(sent[3].target == "/v1beta/openai/batches/batch_abc/cancel");
    }

    TEST_CASE("an id with path tricks is refused before anything is sent") {
        emulated_client emulated;
        const auto& resource = emulated.client.batches;
        for (const char* id : {"..", "batches/..", "batches/../files/x", "batches/%2e%2e", "",
                               "batches/", "batches//x", "a\nb"}) {
            CAPTURE(id);
            const auto refused = [&](awaitable<batches::batch> call) {
                const auto failed = emulated.failure_of<usage_error>(std::move(call));
                CHECK(failed.kind() == errc::invalid_request);
                CHECK(failed.option() == "id");
            };
            refused(resource.retrieve(id));
            refused(resource.cancel(id));
            refused(resource.wait(id));
        }
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("a list comes page by page, with the caller's query") {
        emulated_client emulated;
        emulated.server.script(fault::status(
            200, R"({"object":"list","data":[{"id":"b1"},{"id":"b2"}],"has_more":true})"));
        emulated.server.script(fault::status(200, R"({"object":"list","data":[{"id":"b3"}]})"));
        request_options options;
        options.query.emplace_back("limit", "2");
        CHECK(emulated.run(ids_of(emulated.client.batches.list(options))) ==
              std::vector<std::string>{"b1", "b2", "b3"});
        const auto sent = emulated.server.requests();
        REQUIRE(sent.size() == 2);
        CHECK(sent[0].target == "/v1beta/openai/batches?limit=2");
        CHECK(sent[1].target == "/v1beta/openai/batches?limit=2&after=b2");
    }

    TEST_CASE("the server's refusal is the call's error") {
        emulated_client emulated;
        const auto missing =
            emulated.failure_of<api_error>(emulated.client.batches.retrieve("batches/none"));
        CHECK(missing.kind() == errc::not_found);
        CHECK(missing.path() == "batches/batches/none");
        const auto no_file = emulated.failure_of<api_error>(
            emulated.client.batches.create(batches::request("files/none")));
        CHECK(no_file.kind() == errc::permission_denied);
        emulated.server.script(fault::status(200, R"({"error":{"message":"down","code":500}})"));
        const auto inside =
            emulated.failure_of<api_error>(emulated.client.batches.retrieve("batches/abc"));
        CHECK(inside.kind() == errc::server_error);
    }
}
