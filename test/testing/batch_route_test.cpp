#include "testing/emulator_state.hpp"
#include "testing/router.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace json = boost::json;
using namespace coai::testing;

constexpr const char* gemini = "/v1beta/openai/";
constexpr const char* openai = "/v1/";

std::string chat_line(const std::string& id, const std::string& model = "gemini-2.5-flash") {
    return R"({"custom_id":")" + id +
           R"(","method":"POST","url":"/v1/chat/completions","body":{"model":")" + model +
           R"(","messages":[{"role":"user","content":"Answer )" + id + "\"}]}}\n";
}

/// A router with a state of its own.
struct routed {
    explicit routed(std::string base_path) : base(std::move(base_path)) {}

    reply ask(const std::string& method, const std::string& resource, std::string body = {}) {
        request asked;
        asked.method = method;
        asked.target = base + resource;
        asked.headers.add("authorization", "Bearer emulator-key");
        asked.body = std::move(body);
        return routes.handle(asked);
    }

    json::value get(const std::string& method, const std::string& resource,
                    const std::string& body = {}) {
        const reply answer = ask(method, resource, body);
        CHECK(answer.status == 200);
        return json::parse(answer.events.front().text);
    }

    std::string refusal(const std::string& method, const std::string& resource, unsigned status,
                        const std::string& body = {}) {
        const reply answer = ask(method, resource, body);
        CHECK(answer.status == status);
        json::value parsed = json::parse(answer.events.front().text);
        if (parsed.is_array())
            parsed = parsed.at(0);
        return std::string(parsed.at("error").at("message").as_string());
    }

    std::string upload(const std::string& text, const std::string& purpose = "batch") {
        stored_file file;
        file.id =
            (base == gemini ? "files/in" : "file-in") + std::to_string(state.files.next_number());
        file.purpose = purpose;
        state.files.add(file, text);
        return file.id;
    }

    std::string create(const std::string& file, const std::string& more = {}) {
        const json::value made = get(
            "POST", "batches",
            R"({"input_file_id":")" + file +
                R"(","endpoint":"/v1/chat/completions","completion_window":"24h")" + more + '}');
        CHECK(made.at("status") == "validating");
        return std::string(made.at("id").as_string());
    }

    /// Retrieves it until it is in that state.
    json::value run(const std::string& id, const std::string& until = "completed") {
        json::value batch;
        for (int i = 0; i < 5; ++i) {
            batch = get("GET", "batches/" + id);
            if (batch.at("status").as_string() == until)
                break;
        }
        CHECK(batch.at("status").as_string() == until);
        return batch;
    }

    std::vector<json::value> lines_of(const json::value& file_id) {
        const std::string text = state.files.read(std::string(file_id.as_string()));
        CHECK(text.ends_with('\n'));
        std::vector<json::value> lines;
        std::string_view rest = text;
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            lines.push_back(json::parse(json::string_view(line)));
            rest.remove_prefix(line.size() + 1);
        }
        return lines;
    }

    std::string base;
    emulator_options options;
    emulator_state state;
    router routes = make_router(options, state);
};

TEST_SUITE("emulator batches") {
    TEST_CASE("a batch is a step further with each retrieval") {
        for (const char* base : {gemini, openai}) {
            CAPTURE(base);
            routed to(base);
            const std::string id = to.create(to.upload(chat_line("a") + chat_line("b")));
            const auto running = to.get("GET", "batches/" + id);
            CHECK(running.at("status") == "in_progress");
            CHECK(running.at("request_counts").at("total") == 2);
            CHECK(running.at("request_counts").at("completed") == 0);
            const auto finalizing = to.get("GET", "batches/" + id);
            CHECK(finalizing.at("status") == "finalizing");
            CHECK(finalizing.at("request_counts").at("completed") == 2);
            const auto completed = to.get("GET", "batches/" + id);
            CHECK(completed.at("status") == "completed");
            CHECK(to.get("GET", "batches/" + id) == completed);
            CHECK(completed.at("completed_at").as_int64() > completed.at("created_at").as_int64());
        }
    }

    TEST_CASE("its lines are answered as the same requests would be") {
        for (const char* base : {gemini, openai}) {
            CAPTURE(base);
            routed to(base);
            std::string text;
            for (int i = 0; i < 20; ++i)
                text += chat_line("request-" + std::to_string(i));
            const auto batch = to.run(to.create(to.upload(text)));
            const auto lines = to.lines_of(batch.at("output_file_id"));
            REQUIRE(lines.size() == 20);
            CHECK(lines.front().at("custom_id") != "request-0"); // the order is another one
            std::set<std::string> ids;
            for (const json::value& line : lines) {
                const std::string id(line.at("custom_id").as_string());
                ids.insert(id);
                const auto body = json::parse(chat_line(id)).at("body");
                const auto direct = to.get("POST", "chat/completions", json::serialize(body));
                CHECK(line.at("response").at("status_code") == 200);
                CHECK(line.at("response").at("body") == direct);
            }
            CHECK(ids.size() == 20);
        }
    }

    TEST_CASE("Gemini's ids are paths, those of generated files long ones") {
        routed to(gemini);
        const std::string id = to.create(to.upload(chat_line("a")));
        CHECK(id.starts_with("batches/"));
        const auto batch = to.run(id);
        const std::string output(batch.at("output_file_id").as_string());
        CHECK(output.starts_with("files/batch-"));
        CHECK(output.size() - std::string_view("files/").size() > 40);
        CHECK(batch.at("error_file_id") == "");
        CHECK(to.state.files.find(output)->generated);
        CHECK_FALSE(batch.as_object().contains("errors"));
        // With its prefix, without it, and as OpenAI's own clients write it.
        CHECK(to.get("GET", "batches/" + id.substr(8)).at("id").as_string() == id);
        CHECK(to.get("GET", "batches/batches%2F" + id.substr(8)).at("id").as_string() == id);
    }

    TEST_CASE("OpenAI's have nulls for what is not there") {
        routed to(openai);
        const auto batch =
            to.run(to.create(to.upload(chat_line("a", "gpt-4o")), R"(,"metadata":{"k":"v"})"));
        CHECK(batch.at("id").as_string().starts_with("batch_"));
        CHECK(batch.at("errors").is_null());
        CHECK(batch.at("error_file_id").is_null());
        CHECK(batch.at("cancelled_at").is_null());
        CHECK(batch.at("metadata").at("k") == "v");
        const auto line = to.lines_of(batch.at("output_file_id")).front();
        CHECK(line.at("id").as_string().starts_with("batch_req_"));
        CHECK(line.at("error").is_null());
    }

    TEST_CASE("lines that fail go to the error file") {
        for (const char* base : {gemini, openai}) {
            CAPTURE(base);
            routed to(base);
            const auto batch = to.run(to.create(
                to.upload(chat_line("good", "gpt-4o") + chat_line("bad", "no-such-model"))));
            CHECK(batch.at("request_counts").at("completed") == 1);
            CHECK(batch.at("request_counts").at("failed") == 1);
            CHECK(to.lines_of(batch.at("output_file_id")).size() == 1);
            const auto errors = to.lines_of(batch.at("error_file_id"));
            REQUIRE(errors.size() == 1);
            CHECK(errors[0].at("custom_id") == "bad");
            CHECK(errors[0].at("response").at("status_code") == 404);
            // The body has the dialect's own shape.
            CHECK(errors[0].at("response").at("body").is_array() == (base == gemini));
        }
    }

    TEST_CASE("where all lines fail there is an error file only") {
        for (const char* base : {gemini, openai}) {
            CAPTURE(base);
            routed to(base);
            const auto batch =
                to.run(to.create(to.upload(chat_line("a", "no") + chat_line("b", "no"))));
            const json::value& output = batch.as_object().contains("output_file_id")
                                            ? batch.at("output_file_id")
                                            : json::value("");
            CHECK((output.is_null() || output == ""));
            CHECK(to.lines_of(batch.at("error_file_id")).size() == 2);
            CHECK(batch.at("request_counts").at("failed") == 2);
        }
    }

    TEST_CASE("bad lines are Gemini's failures and OpenAI's refusal of the whole") {
        const std::string text = chat_line("a", "gpt-4o") + "{oops\n" + chat_line("a", "gpt-4o") +
                                 "{\"custom_id\":\"c\"}\n" + R"({"method":"POST"})" + "\n";
        routed to_gemini(gemini);
        const auto batch = to_gemini.run(to_gemini.create(to_gemini.upload(text)));
        CHECK(batch.at("request_counts").at("completed") == 1);
        CHECK(batch.at("request_counts").at("failed") == 4);
        for (const auto& line : to_gemini.lines_of(batch.at("error_file_id"))) {
            CHECK(line.at("error").at("code") == 400);
            CHECK_FALSE(line.as_object().contains("response"));
        }

        routed to_openai(openai);
        const auto failed = to_openai.run(to_openai.create(to_openai.upload(text)), "failed");
        const auto& errors = failed.at("errors").at("data").as_array();
        REQUIRE(errors.size() == 4);
        CHECK(errors[0].at("code") == "invalid_json_line");
        CHECK(errors[0].at("line") == 2);
        CHECK(errors[1].at("code") == "duplicate_custom_id");
        CHECK(failed.at("output_file_id").is_null());
        CHECK(failed.at("failed_at").is_int64());
    }

    TEST_CASE("an empty file fails, and streaming is refused") {
        routed to(gemini);
        const auto failed = to.run(to.create(to.upload("\n\n")), "failed");
        CHECK(failed.at("errors").at("data").at(0).at("code") == "empty_file");

        std::string streaming = chat_line("a");
        streaming.replace(streaming.find("\"messages\""), 0, "\"stream\":true,");
        const auto batch = to.run(to.create(to.upload(streaming)));
        CHECK(batch.at("request_counts").at("failed") == 1);
    }

    TEST_CASE("a batch is cancelled with its next retrieval, once") {
        for (const char* base : {gemini, openai}) {
            CAPTURE(base);
            routed to(base);
            const std::string id = to.create(to.upload(chat_line("a")));
            to.get("GET", "batches/" + id);
            CHECK(to.get("POST", "batches/" + id + "/cancel").at("status") == "cancelling");
            CHECK(to.get("GET", "batches/" + id).at("status") == "cancelled");
            CHECK(to.get("GET", "batches/" + id).at("status") == "cancelled");
            CHECK(to.refusal("POST", "batches/" + id + "/cancel", base == gemini ? 400 : 409) ==
                  "Cannot cancel a batch with status 'cancelled'.");
        }
    }

    TEST_CASE("the list is in pages, the newest first, and moves nothing on") {
        for (const char* base : {gemini, openai}) {
            CAPTURE(base);
            routed to(base);
            std::vector<std::string> made;
            for (int i = 0; i < 5; ++i)
                made.push_back(to.create(to.upload(chat_line("a"))));

            std::vector<std::string> listed;
            std::string query = "?limit=2";
            for (bool more = true; more;) {
                const auto page = to.get("GET", "batches" + query);
                for (const json::value& batch : page.at("data").as_array()) {
                    listed.emplace_back(batch.at("id").as_string());
                    CHECK(batch.at("status") == "validating");
                }
                const auto* has_more = page.as_object().if_contains("has_more");
                more = has_more && has_more->as_bool();
                std::string cursor = listed.back();
                if (const auto slash = cursor.find('/'); slash != std::string::npos)
                    cursor.replace(slash, 1, "%2F");
                query = "?limit=2&after=" + cursor;
            }
            CHECK(listed == std::vector<std::string>(made.rbegin(), made.rend()));
            to.refusal("GET", "batches?after=none", 404);
            to.refusal("GET", "batches?limit=0", 400);
            to.refusal("GET", "batches?limit=x", 400);
        }
    }

    TEST_CASE("what a server refuses is refused in its words") {
        routed to(gemini);
        const std::string file = to.upload(chat_line("a"));
        const auto body = [&](const std::string& id, const std::string& endpoint,
                              const std::string& window, const std::string& more = {}) {
            return R"({"input_file_id":")" + id + R"(","endpoint":")" + endpoint +
                   R"(","completion_window":")" + window + '"' + more + '}';
        };
        const std::string chat = "/v1/chat/completions";
        CHECK(to.refusal("POST", "batches", 400, body(file, chat, "24h", R"(,"metadata":{})")) ==
              "Invalid JSON payload received. Unknown name \"metadata\": Cannot find field.");
        CHECK(to.refusal("POST", "batches", 400, body(file, "/v1/models", "24h"))
                  .find("CreateBatchRequest.endpoint") != std::string::npos);
        CHECK(
            to.refusal("POST", "batches", 400, body(file, chat, "1h")).find("completion_window") !=
            std::string::npos);
        CHECK(to.refusal("POST", "batches", 400, "{}").find("input_file_id") != std::string::npos);
        CHECK(to.refusal("POST", "batches", 403, body("files/none", chat, "24h")) ==
              "You do not have permission to access the File none or it may not exist.");

        routed other(openai);
        const std::string wrong_purpose = other.upload(chat_line("a"), "user_data");
        CHECK(other.refusal("POST", "batches", 400, body(wrong_purpose, chat, "24h"))
                  .starts_with("Invalid file purpose"));
        CHECK(other.refusal("GET", "batches/batch_none", 404) ==
              "No batch found with id 'batch_none'.");
        CHECK(other.refusal("POST", "batches/batch_none/cancel", 404) ==
              "No batch found with id 'batch_none'.");
        other.refusal("POST", "batches/batch_none", 404);
    }
}

} // namespace
