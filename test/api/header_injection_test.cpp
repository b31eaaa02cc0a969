#include "api/emulated_client.hpp"

#include <coai/files.hpp>

#include <array>
#include <ostream>
#include <string>
#include <string_view>

using namespace coai;
using test::emulated_client;
using test::mentions;
using test::question;

namespace {

using namespace std::string_literals;

/// What would begin a line of its own, or end the text for whoever reads it as C does.
const std::array<std::string, 4> breaks = {"a\r\nX-Evil: b", "a\nX-Evil: b", "a\rX-Evil: b",
                                           "a\0X-Evil: b"s};

/// A call that is to be refused because of `option`, before anything is sent.
void check_refused(emulated_client& emulated, const request_options& options,
                   std::string_view option) {
    const auto refused = emulated.failure_of<usage_error>(
        emulated.client.chat.completions.create(test::question(), options));
    CHECK(refused.option() == option);
    CHECK(mentions(refused, option));
    CHECK_FALSE(mentions(refused, "X-Evil"));
    CHECK(emulated.server.requests_received() == 0);
}

/// Whether no request that the server got has a header that nobody asked for.
void check_nothing_was_smuggled(const emulated_client& emulated) {
    for (const auto& request : emulated.server.requests()) {
        CHECK_FALSE(request.headers.contains("x-evil"));
    }
}

template <class T>
concept printable = requires(std::ostream& out, const T& value) {
    out << value;
};

} // namespace

TEST_SUITE("line breaks where a header could be smuggled") {
    TEST_CASE("in a call's headers, their names, and its idempotency key") {
        emulated_client emulated;
        for (const std::string& text : breaks) {
            request_options value;
            value.headers.add("X-A", text);
            check_refused(emulated, value, "headers");
            request_options name;
            name.headers.add(text, "x");
            check_refused(emulated, name, "headers");
            request_options idempotency;
            idempotency.idempotency_key = text;
            check_refused(emulated, idempotency, "idempotency_key");
        }
    }

    TEST_CASE("in what a client is made with") {
        emulated_client emulated;
        struct row {
            const char* option;
            void (*spoil)(client_options&, const std::string&);
        };
        const row rows[] = {
            {"api_key", [](auto& o, const auto& text) { o.api_key = text; }},
            {"organization", [](auto& o, const auto& text) { o.organization = text; }},
            {"project", [](auto& o, const auto& text) { o.project = text; }},
            {"user_agent_suffix", [](auto& o, const auto& text) { o.user_agent_suffix = text; }},
            {"default_headers",
             [](auto& o, const auto& text) { o.default_headers.add("X", text); }},
            {"default_headers",
             [](auto& o, const auto& text) { o.default_headers.add(text, "x"); }},
            {"base_url", [](auto& o, const auto& text) { o.base_url += text; }},
            {"base_url", [](auto& o, const auto& text) { o.base_url = "https://" + text; }},
            {"proxy", [](auto& o, const auto& text) { o.proxy = "http://" + text; }},
        };
        for (const auto& [spoilt, spoil] : rows) {
            const std::string option(spoilt); // a binding cannot be captured
            for (const std::string& text : breaks) {
                CAPTURE(option);
                client_options options = emulated.server.client_options();
                spoil(options, text);
                try {
                    const client made(emulated.io.get_executor(), options);
                    FAIL_CHECK("accepted");
                } catch (const usage_error& refused) {
                    CHECK(refused.option() == option);
                    CHECK(mentions(refused, option));
                    CHECK_FALSE(mentions(refused, "X-Evil"));
                }
            }
        }
    }

    TEST_CASE("in a key that a function returns") {
        emulated_client emulated;
        for (const std::string& text : breaks) {
            emulated.reconfigure([&](client_options& options) {
                options.api_key_provider = [&] { return secret(text); };
            });
            check_refused(emulated, request_options(), "api_key_provider");
        }
    }

    TEST_CASE("in the method of an untyped call") {
        emulated_client emulated;
        for (const std::string& text : breaks) {
            const auto refused =
                emulated.failure_of<usage_error>(emulated.client.request(text, "models"));
            CHECK(refused.option() == "method");
            CHECK_FALSE(mentions(refused, "X-Evil"));
        }
        CHECK(emulated.server.connections_accepted() == 0);
    }

    TEST_CASE("in a path or an id") {
        emulated_client emulated;
        for (const std::string& text : breaks) {
            const auto path = emulated.failure_of<error>(emulated.client.request("GET", text));
            CHECK_FALSE(mentions(path, "\n"));
            for (const auto shape : {provider::gemini, provider::openai}) {
                const client caller(emulated.io.get_executor(),
                                    test::impatient(emulated.server.client_options(shape)));
                emulated.failure_of<error>(caller.models.retrieve(text));
                emulated.failure_of<error>(caller.files.retrieve(text));
                emulated.failure_of<error>(caller.batches.retrieve(text));
            }
        }
        check_nothing_was_smuggled(emulated);
    }

    TEST_CASE("in a query, a model and a file's name and type they are text like any other") {
        for (const std::string& text : breaks) {
            emulated_client emulated;
            request_options options;
            options.query.emplace_back(text, text);
            emulated.run(emulated.client.chat.completions.create(test::question(), options));
            chat::request unknown(text);
            unknown.user("hello");
            emulated.failure_of<api_error>(emulated.client.chat.completions.create(unknown));
            REQUIRE(emulated.server.requests_received() == 2);
            for (const auto shape : {provider::gemini, provider::openai}) {
                const client caller(emulated.io.get_executor(),
                                    test::impatient(emulated.server.client_options(shape)));
                files::upload_options named;
                named.mime_type = text;
                try {
                    emulated.run(caller.files.upload(files::from_bytes("content", text), named));
                } catch (const error& refused) {
                    CHECK_FALSE(mentions(refused, "\n"));
                }
            }
            check_nothing_was_smuggled(emulated);
        }
    }
}

TEST_SUITE("what holds a credential") {
    TEST_CASE("cannot be printed") {
        CHECK(printable<std::string>);
        CHECK_FALSE(printable<secret>);
        CHECK_FALSE(printable<client_options>);
        CHECK_FALSE(printable<request_options>);
        CHECK_FALSE(printable<headers>);
        CHECK_FALSE(printable<tls_options>);
        CHECK_FALSE(printable<client>);
    }

    TEST_CASE("is sent to the server alone, whatever that says in an answer to a call") {
        testing::emulator elsewhere;
        emulated_client emulated;
        for (const unsigned status : {301U, 302U, 303U, 307U, 308U}) {
            emulated.server.script(
                testing::fault::status(status, "")
                    .header("location", elsewhere.base_url() + "chat/completions"));
            const auto failed = emulated.failure_of<protocol_error>(
                emulated.client.chat.completions.create(test::question()));
            CHECK(failed.status() == status);
            CHECK(failed.attempts() == 1);
            CHECK_FALSE(mentions(failed, "emulator-key"));
        }
        // Nor does a retry follow where the server names another place.
        emulated.server.script(
            testing::fault::overloaded().header("location", elsewhere.base_url()));
        emulated.server.script(testing::fault::overloaded().header(
            "alt-svc", "h2=\"localhost:" + std::to_string(elsewhere.port()) + "\""));
        const auto answer = emulated.run(emulated.client.chat.completions.create(test::question()));
        CHECK(answer.response.attempts == 3);
        CHECK(elsewhere.connections_accepted() == 0);
    }
}
