#include "api/emulated_client.hpp"

#include <coai/json.hpp>

#include <boost/json/parse.hpp>

using namespace coai;
using test::emulated_client;
using test::question;

namespace {

boost::json::object body_of(const testing::recorded_request& request) {
    return boost::json::parse(request.body).as_object();
}

} // namespace

TEST_SUITE("plain completion") {
    TEST_CASE("an answer arrives with its text, usage and finish reason") {
        emulated_client emulated;
        const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
        CHECK_FALSE(answer.text().empty());
        REQUIRE(answer.choices.size() == 1);
        CHECK(answer.choices[0].index == 0);
        CHECK(answer.choices[0].message.role == chat::role::assistant);
        CHECK(answer.choices[0].finish_reason == chat::finish_reason::stop);
        REQUIRE(answer.usage);
        CHECK(answer.usage->prompt_tokens > 0);
        CHECK(answer.usage->completion_tokens > 0);
    }

    TEST_CASE("status, headers, attempts and timings are reachable from the answer") {
        emulated_client emulated;
        const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(answer.response.status == 200);
        CHECK(answer.response.headers.contains("content-type"));
        CHECK(answer.response.attempts == 1);
        CHECK_FALSE(answer.response.connection_reused);
        CHECK(answer.response.timings.acquire.count() > 0);
        CHECK(answer.response.timings.first_byte.count() > 0);
        CHECK(answer.response.timings.total >= answer.response.timings.first_byte);
        CHECK(answer.response.rate_limits().requests.empty());
    }

    TEST_CASE("rate-limit headers and the request id are typed on success") {
        emulated_client emulated;
        emulated.server.script(testing::fault()
                                   .header("x-request-id", "req_1")
                                   .header("x-ratelimit-limit-requests", "100")
                                   .header("x-ratelimit-remaining-requests", "99")
                                   .header("x-ratelimit-reset-tokens", "6m0s"));
        const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(answer.response.request_id == "req_1");
        CHECK(answer.response.rate_limits().requests.limit == 100);
        CHECK(answer.response.rate_limits().requests.remaining == 99);
        CHECK(answer.response.rate_limits().tokens.reset == std::chrono::minutes(6));
    }

    TEST_CASE("the request on the wire is what was asked for and no more") {
        emulated_client emulated;
        emulated.run(emulated.client.chat.completions.create(question()));
        REQUIRE(emulated.server.requests().size() == 1);
        const auto sent = emulated.server.requests().front();
        CHECK(sent.method == "POST");
        CHECK(sent.target == "/v1beta/openai/chat/completions");
        CHECK(sent.body == R"({"model":"gemini-2.5-flash","messages":[{"role":"user",)"
                           R"("content":"Explain to me how AI works"}]})");
        CHECK(sent.headers.find("content-type") == "application/json");
        CHECK(sent.headers.find("accept") == "application/json");
        CHECK(sent.headers.find("accept-encoding") == "identity");
        CHECK(sent.headers.find("authorization") == "Bearer emulator-key");
        CHECK(sent.headers.find("user-agent")->starts_with("coai/"));
        CHECK_FALSE(sent.headers.contains("idempotency-key"));
    }

    TEST_CASE("headers, query and body members can be added to one call") {
        emulated_client emulated;
        request_options options;
        options.headers.set("X-Test", "1");
        options.headers.set("User-Agent", "mine");
        options.remove_headers = {"accept-encoding"};
        options.query = {{"trace", "a b"}};
        options.extra_body["temperature"] = 0.5;
        options.idempotency_key = "key-1";
        emulated.run(emulated.client.chat.completions.create(question(), options));
        const auto sent = emulated.server.requests().front();
        CHECK(sent.headers.find("x-test") == "1");
        CHECK(sent.headers.find("user-agent") == "mine");
        CHECK(sent.headers.find("idempotency-key") == "key-1");
        CHECK_FALSE(sent.headers.contains("accept-encoding"));
        CHECK(sent.target == "/v1beta/openai/chat/completions?trace=a%20b");
        CHECK(body_of(sent).at("temperature") == 0.5);
    }

    TEST_CASE("a client's default headers and query are sent with every call") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) {
            options.default_headers.set("X-Team", "blue");
            options.default_query = {{"v", "1"}};
            options.organization = "org";
            options.project = "proj";
            options.user_agent_suffix = "app/2";
        });
        emulated.run(emulated.client.chat.completions.create(question()));
        const auto sent = emulated.server.requests().front();
        CHECK(sent.headers.find("x-team") == "blue");
        CHECK(sent.headers.find("openai-organization") == "org");
        CHECK(sent.headers.find("openai-project") == "proj");
        CHECK(sent.headers.find("user-agent")->ends_with(" app/2"));
        CHECK(sent.target.ends_with("?v=1"));
    }

    TEST_CASE("an Authorization of the caller's replaces the key") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) {
            options.api_key = "not this one";
            options.default_headers.set("Authorization", "Bearer emulator-key");
        });
        emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(emulated.server.requests().front().headers.get_all("authorization").size() == 1);
    }

    TEST_CASE("a key provider is asked before every attempt") {
        emulated_client emulated;
        int asked = 0;
        emulated.reconfigure([&asked](client_options& options) {
            options.api_key_provider = [&asked] {
                ++asked;
                return secret("emulator-key");
            };
        });
        emulated.server.script(testing::fault::status(500).times(2));
        emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(asked == 3);
    }

    TEST_CASE("a base URL works with and without its last slash") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) {
            REQUIRE(options.base_url.ends_with('/'));
            options.base_url.pop_back();
        });
        emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(emulated.server.requests().front().target == "/v1beta/openai/chat/completions");
    }

    TEST_CASE("plain http works") {
        testing::emulator_options options;
        options.tls = false;
        emulated_client emulated(options);
        const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
        CHECK_FALSE(answer.text().empty());
    }

    TEST_CASE("a compressed answer is read when compression is asked for") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) { options.compression = true; });
        const auto answer = emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(answer.response.headers.find("content-encoding") == "gzip");
        CHECK_FALSE(answer.text().empty());
    }

    TEST_CASE("an answer can be sent back as part of the conversation") {
        emulated_client emulated;
        auto conversation = question();
        const auto first = emulated.run(emulated.client.chat.completions.create(conversation));
        conversation.add(first.choices.at(0).message).user("And in one word?");
        const auto second = emulated.run(emulated.client.chat.completions.create(conversation));
        CHECK_FALSE(second.text().empty());
        const auto sent = body_of(emulated.server.requests().back());
        CHECK(sent.at("messages").as_array().size() == 3);
        CHECK(sent.at("messages").at(1).at("content").as_string() == first.text());
    }

    TEST_CASE("a request without model or messages is refused before anything is sent") {
        emulated_client emulated;
        const auto no_model = emulated.failure_of<usage_error>(
            emulated.client.chat.completions.create(chat::request().user("hi")));
        CHECK(no_model.option() == "model");
        const auto no_messages = emulated.failure_of<usage_error>(
            emulated.client.chat.completions.create(chat::request("m")));
        CHECK(no_messages.option() == "messages");
        CHECK(emulated.server.connections_accepted() == 0);
    }

    TEST_CASE("text that is not UTF-8 is refused by the name of its member") {
        emulated_client emulated;
        const auto failed = emulated.failure_of<usage_error>(
            emulated.client.chat.completions.create(chat::request("m").user("\xff")));
        CHECK(failed.kind() == errc::invalid_request);
        CHECK(failed.option() == "messages[0].content");
    }

    TEST_CASE("a header that would smuggle another is refused without being repeated") {
        emulated_client emulated;
        request_options options;
        options.headers.set("X-Test", "a\r\nX-Evil: b");
        const auto failed = emulated.failure_of<usage_error>(
            emulated.client.chat.completions.create(question(), options));
        CHECK(std::string(failed.what()).find("X-Evil") == std::string::npos);
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("an untyped call sends and returns what it is given") {
        emulated_client emulated;
        const boost::json::value body = boost::json::parse(
            R"({"model":"gemini-2.5-flash","messages":[{"role":"user","content":"hi"}]})");
        const auto answer =
            emulated.run(emulated.client.request("POST", "/chat/completions", body));
        CHECK(answer.response.status == 200);
        CHECK(boost::json::parse(answer.body).as_object().contains("choices"));
        CHECK(boost::json::parse(emulated.server.requests().front().body) == body);

        const auto failed = emulated.failure_of<api_error>(
            emulated.client.request("GET", "no/such/route?secret=1"));
        CHECK(failed.kind() == errc::not_found);
        CHECK(failed.path() == "no/such/route");
        CHECK(std::string(failed.what()).find("secret") == std::string::npos);
    }

    TEST_CASE("awaitables may be kept while the request they were made from goes away") {
        emulated_client emulated;
        auto make = [&emulated] {
            const auto request = question();
            return emulated.client.chat.completions.create(request);
        };
        auto kept = make();
        CHECK_FALSE(emulated.run(std::move(kept)).text().empty());
    }
}
