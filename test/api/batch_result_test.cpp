#include "api/batch_result_line.hpp"
#include "api/batch_results.hpp"

#include "api/collect.hpp"
#include "api/emulated_client.hpp"
#include "api/result_streams.hpp"

#include <coai/batches/result.hpp>
#include <coai/error.hpp>
#include <coai/json.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/describe/class.hpp>
#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace coai;
using batches::result_source;
using boost::asio::awaitable;

namespace {

constexpr const char* answered =
    R"({"id":"batch_req_1","custom_id":"a","response":{"status_code":200,"request_id":"req_1",)"
    R"("body":{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},)"
    R"("finish_reason":"stop"}]}},"error":null})";

std::vector<batches::result> read(const std::string& text, result_source source = result_source()) {
    boost::asio::io_context io;
    return test::run(
        io, test::collect(batches::read_results(test::in_pieces(text, 7), std::move(source))));
}

batches::result read_one(const std::string& line) {
    std::vector<batches::result> results = read(line);
    REQUIRE(results.size() == 1);
    return std::move(results.front());
}

template <class Error>
Error thrown_by(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& failed) {
        return failed;
    }
    throw std::logic_error("nothing was thrown");
}

struct described_answer {
    std::string id;
};
BOOST_DESCRIBE_STRUCT(described_answer, (), (id))

} // namespace

TEST_SUITE("batch results") {
    TEST_CASE("an answer has its ids, its status and a typed body") {
        const batches::result answer = read_one(answered);
        CHECK(answer.ok());
        CHECK(answer.id == "batch_req_1");
        CHECK(answer.custom_id == "a");
        CHECK(answer.status_code == 200);
        CHECK(answer.request_id == "req_1");
        CHECK(answer.line == 1);
        CHECK(answer.extra.empty());
        CHECK(answer.completion().text() == "Hi");
        CHECK(answer.json().at("id") == "c");
        CHECK(answer.as<described_answer>().id == "c");
        CHECK(answer.error_details().message == "");
    }

    TEST_CASE("a line in Gemini's form, with protobuf's names, is read as any other") {
        const batches::result answer =
            read_one(R"({"response":{"body":{"usage":{"totalTokens":48,"promptTokens":9,)"
                     R"("completionTokens":19},"choices":[{"finishReason":"stop","message":)"
                     R"({"content":"A joke.","role":"assistant"}}],"created":"1757432746"},)"
                     R"("status_code":200},"custom_id":"request-1"})");
        CHECK(answer.ok());
        CHECK(answer.custom_id == "request-1");
        const auto completion = answer.completion();
        CHECK(completion.text() == "A joke.");
        CHECK(completion.created == 1757432746);
        CHECK(completion.choices.front().finish_reason == chat::finish_reason::stop);
        REQUIRE(completion.usage);
        CHECK(completion.usage->total_tokens == 48);
    }

    TEST_CASE("an answer may be embeddings") {
        const batches::result answer =
            read_one(R"({"custom_id":"a","response":{"status_code":200,"body":{"object":"list",)"
                     R"("data":[{"embedding":[0.5,-1]}]}}})");
        const auto vectors = answer.embeddings();
        REQUIRE(vectors.size() == 1);
        CHECK(vectors.dimension == 2);
        CHECK(vectors[0][1] == -1.0F);
        const auto thrown = thrown_by<protocol_error>([] { read_one(answered).embeddings(); });
        CHECK(test::mentions(thrown, "\"a\""));
    }

    TEST_CASE("what the line has beyond is kept") {
        const batches::result answer = read_one(
            R"({"custom_id":7,"response":{"status_code":"200","body":{},"latency":3},"cost":1})");
        CHECK(answer.ok());
        CHECK(answer.custom_id == "7");
        CHECK(answer.status_code == 200);
        CHECK(answer.extra.at("cost") == 1);
        CHECK(answer.extra.at("response").at("latency") == 3);
    }

    TEST_CASE("an error of the line is read in every form") {
        struct form {
            const char* line;
            errc kind;
            const char* message;
            const char* code;
        };
        const form forms[] = {
            {R"({"custom_id":"a","response":null,"error":{"code":"batch_expired",)"
             R"("message":"too late"}})",
             errc::error_in_response, "too late", "batch_expired"},
            {R"({"custom_id":"a","error":{"code":429,"message":"slowly",)"
             R"("status":"RESOURCE_EXHAUSTED"}})",
             errc::rate_limited, "slowly", "429"},
            {R"({"custom_id":"a","error":"plain words"})", errc::error_in_response, "plain words",
             ""},
            {R"({"custom_id":"a","response":{"status_code":400,"body":{"error":)"
             R"({"message":"bad model","type":"invalid_request_error","code":"x"}}},"error":null})",
             errc::bad_request, "bad model", "x"},
            {R"({"custom_id":"a","response":{"status_code":404,"body":[ {"error":)"
             R"({"code":404,"message":"no model","status":"NOT_FOUND"}} ]}})",
             errc::not_found, "no model", "404"},
            {R"({"custom_id":"a","response":{"status_code":503,"body":"<html><title>Busy</title>)"
             R"(</html>"}})",
             errc::unavailable, "Busy", ""},
            {R"({"custom_id":"a","response":{"status_code":500,"body":null}})", errc::server_error,
             "", ""},
            {R"({"custom_id":"a","response":{"status_code":200,"body":{ "error":)"
             R"({"message":"quietly","code":503}}}})",
             errc::error_in_response, "quietly", "503"},
            {R"({"custom_id":"a","response":{"body":[{"error":{"message":"m","code":404}}]}})",
             errc::not_found, "m", "404"},
        };
        for (const form& each : forms) {
            CAPTURE(each.line);
            const batches::result failed = read_one(each.line);
            REQUIRE_FALSE(failed.ok());
            CHECK(failed.custom_id == "a");
            CHECK(failed.error_details().message == each.message);
            CHECK(failed.error_details().code == each.code);
            if (each.kind != errc::error_in_response) {
                CHECK(failed.error->kind() == each.kind);
            }
            CHECK(test::mentions(*failed.error, "custom_id \"a\""));
            const auto thrown = thrown_by<api_error>([&] { failed.completion(); });
            CHECK(thrown.error_details().message == each.message);
            CHECK(thrown.status() == failed.status_code);
            thrown_by<api_error>([&] { failed.json(); });
            thrown_by<api_error>([&] { failed.as<described_answer>(); });
        }
    }

    TEST_CASE("an empty error is none") {
        for (const char* error : {"null", "{}", "\"\"", "false", "[]"}) {
            CAPTURE(error);
            const batches::result answer =
                read_one(R"({"custom_id":"a","response":{"status_code":200,"body":{}},"error":)" +
                         std::string(error) + '}');
            CHECK(answer.ok());
        }
    }

    TEST_CASE("lines that cannot be read are named and do not end the rest") {
        const std::string text =
            std::string(answered) + "\n" + "{\"custom_id\":\"b\"\n" + "\n" + "[1]\n" +
            R"({"custom_id":"c"})" + "\n" + R"({"response":{"status_code":200,"body":{}}})" + "\n" +
            R"({"custom_id":"d","response":{"status_code":200}})" + "\n" + answered;
        const auto results = read(text, result_source("files/batch-1"));
        REQUIRE(results.size() == 7);
        CHECK(results[0].ok());
        CHECK(results[6].ok());
        CHECK(results[6].line == 8);
        CHECK(results[6].file_id == "files/batch-1");

        CHECK(results[1].error->kind() == errc::invalid_json);
        CHECK(test::mentions(*results[1].error, "line 2 of files/batch-1"));
        CHECK(results[2].error->kind() == errc::invalid_json);
        CHECK(test::mentions(*results[2].error, "line 4 of files/batch-1"));
        CHECK(results[3].error->kind() == errc::unexpected_content);
        CHECK(test::mentions(*results[3].error, "custom_id \"c\""));
        CHECK(results[4].error->kind() == errc::unexpected_content);
        CHECK(test::mentions(*results[4].error, "has no custom_id"));
        CHECK(results[5].error->kind() == errc::unexpected_content);

        const auto thrown = thrown_by<protocol_error>([&] { results[1].completion(); });
        CHECK(thrown.kind() == errc::invalid_json);
        CHECK(thrown.body() == "{\"custom_id\":\"b\"");
    }

    TEST_CASE("a line that is too long is named and does not end the rest") {
        result_source source;
        source.max_line_size = 300;
        const auto results = read(std::string(answered) + "\n{\"custom_id\":\"" +
                                      std::string(1000, 'x') + "\"}\n" + answered,
                                  source);
        REQUIRE(results.size() == 3);
        CHECK(results[0].ok());
        CHECK(results[1].error->kind() == errc::response_too_large);
        CHECK(test::mentions(*results[1].error, "line 2"));
        CHECK(results[2].ok());
    }

    TEST_CASE("a file may be empty, blank, or end in the middle of a line") {
        CHECK(read("").empty());
        CHECK(read("\n \r\n\n").empty());
        const auto results = read(std::string(answered) + "\n" + R"({"custom_id":"b","resp)");
        REQUIRE(results.size() == 2);
        CHECK(results[0].ok());
        CHECK(results[1].error->kind() == errc::invalid_json);
    }

    TEST_CASE("an answer that is not what it is read as is an error of its own") {
        const batches::result answer = read_one(
            R"({"custom_id":"a","response":{"status_code":200,"request_id":"r","body":"text"}})");
        CHECK(answer.ok());
        CHECK(answer.json() == "text");
        const auto thrown = thrown_by<protocol_error>([&] { answer.completion(); });
        CHECK(thrown.kind() == errc::invalid_json);
        CHECK(test::mentions(thrown, "\"a\""));
        CHECK(thrown.body() == "\"text\"");
        CHECK(thrown.response().request_id == "r");
        thrown_by<protocol_error>([&] { answer.as<described_answer>(); });
    }

    TEST_CASE("results are collected under their custom_id, whatever their order") {
        boost::asio::io_context io;
        const std::string failed_a = R"({"custom_id":"a","error":{"message":"no"}})";
        const std::string b = R"({"custom_id":"b","response":{"status_code":200,"body":{}}})";
        const std::string text = b + "\n" + failed_a + "\n" + answered + "\n" + failed_a + "\n";
        auto collected = test::run(
            io, batches::by_custom_id(batches::read_results(test::in_pieces(text, 1000))));
        REQUIRE(collected.size() == 2);
        CHECK(collected.at("a").completion().text() == "Hi");
        CHECK(collected.at("b").ok());
    }

    TEST_CASE("a line of which nobody knows whose it is cannot be collected") {
        boost::asio::io_context io;
        const std::string text = std::string(answered) + "\n{oops\n";
        const auto failed = test::failure_of<protocol_error>(
            io, batches::by_custom_id(batches::read_results(test::in_pieces(text, 1000))));
        CHECK(failed.kind() == errc::invalid_json);
        CHECK(test::mentions(failed, "line 2"));
    }

    TEST_CASE("a credential in the server's words is not shown") {
        boost::asio::io_context io;
        const std::string key = "AIzaSyA-very-secret-key-of-39-characters";
        const std::string text =
            R"({"custom_id":"a","error":{"message":"bad key )" + key + R"("}})";
        const auto results =
            test::run(io, test::collect(api::read_batch_results(test::in_pieces(text, 1000),
                                                                result_source(), secret(key))));
        REQUIRE(results.size() == 1);
        CHECK_FALSE(test::mentions(*results.front().error, key));
        CHECK(test::mentions(*results.front().error, "bad key"));
    }

    TEST_CASE("both files of a batch are read, the output first") {
        boost::asio::io_context io;
        std::vector<std::string> downloaded;
        api::result_files files;
        files.max_line_size = 10'000;
        files.download = [&](const std::string& id) {
            downloaded.push_back(id);
            return test::in_pieces(
                id == "out" ? answered : R"({"custom_id":"b","error":{"message":"no"}})", 5);
        };
        batches::batch batch;
        batch.status = batches::status::completed;
        CHECK(test::run(io, test::collect(api::results_of_batch(batch, files))).empty());

        batch.error_file_id = "err";
        auto only_errors = test::run(io, test::collect(api::results_of_batch(batch, files)));
        REQUIRE(only_errors.size() == 1);
        CHECK(only_errors[0].custom_id == "b");
        CHECK(only_errors[0].file_id == "err");

        downloaded.clear();
        batch.output_file_id = "out";
        const auto both = test::run(io, test::collect(api::results_of_batch(batch, files)));
        REQUIRE(both.size() == 2);
        CHECK(both[0].file_id == "out");
        CHECK(both[1].file_id == "err");
        CHECK(downloaded == std::vector<std::string>{"out", "err"});
    }

    TEST_CASE("a batch that runs has no results yet, unless it has files") {
        boost::asio::io_context io;
        api::result_files files;
        files.max_line_size = 10'000;
        files.download = [](const std::string&) { return test::in_pieces(answered, 5); };
        batches::batch batch;
        batch.status = batches::status::in_progress;
        const auto refused =
            test::failure_of<usage_error>(io, test::collect(api::results_of_batch(batch, files)));
        CHECK(refused.kind() == errc::invalid_request);
        CHECK(test::mentions(refused, "in_progress"));
        batch.output_file_id = "out";
        CHECK(test::run(io, test::collect(api::results_of_batch(batch, files))).size() == 1);
    }
}
