#include "api/emulated_client.hpp"

#include <coai/models.hpp>

#include <string>
#include <vector>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;
using testing::fault;

namespace {

testing::emulator_options with_models(std::vector<std::string> served) {
    testing::emulator_options options;
    options.models = std::move(served);
    return options;
}

awaitable<std::vector<std::string>> ids_of(async_generator<models::model> list) {
    std::vector<std::string> ids;
    while (const auto model = co_await list.next()) {
        ids.push_back(model->id);
    }
    co_return ids;
}

} // namespace

TEST_SUITE("models") {
    TEST_CASE("the list has all, with Gemini's prefix and without") {
        emulated_client emulated(with_models({"gemini-2.5-flash", "gemini-3-pro"}));
        const auto first = [](client& from) -> awaitable<models::model> {
            auto list = from.models.list();
            co_return *co_await list.next();
        };
        const auto model = emulated.run(first(emulated.client));
        CHECK(model.id == "models/gemini-2.5-flash");
        CHECK(model.short_id() == "gemini-2.5-flash");
        CHECK(model.owned_by == "google");
        CHECK(model.display_name == "Gemini 2.5 Flash");
        CHECK(model.created == 0);
        CHECK(emulated.run(ids_of(emulated.client.models.list())) ==
              std::vector<std::string>{"models/gemini-2.5-flash", "models/gemini-3-pro"});
    }

    TEST_CASE("a list in pages is asked for page by page, with the caller's query") {
        emulated_client emulated;
        emulated.server.script(fault::status(
            200, R"({"object":"list","data":[{"id":"a"},{"id":"b"}],"has_more":true})"));
        emulated.server.script(
            fault::status(200, R"({"object":"list","data":[{"id":"c"}],"has_more":true})"));
        emulated.server.script(fault::status(200, R"({"object":"list","data":[]})"));
        request_options options;
        options.query.emplace_back("limit", "2");
        const auto ids = emulated.run(ids_of(emulated.client.models.list(options)));
        CHECK(ids == std::vector<std::string>{"a", "b", "c"});
        const auto sent = emulated.server.requests();
        REQUIRE(sent.size() == 3);
        CHECK(sent[0].target == "/v1beta/openai/models?limit=2");
        CHECK(sent[1].target == "/v1beta/openai/models?limit=2&after=b");
        CHECK(sent[2].target == "/v1beta/openai/models?limit=2&after=c");
    }

    TEST_CASE("a server that repeats itself ends the list") {
        emulated_client emulated;
        emulated.server.script(
            fault::status(200, R"({"data":[{"id":"a"}],"has_more":true})").times(3));
        CHECK(emulated.run(ids_of(emulated.client.models.list())) ==
              std::vector<std::string>{"a", "a"});
        CHECK(emulated.server.requests_received() == 2);
    }

    TEST_CASE("a list is lazy, and its failure is that of the call") {
        emulated_client emulated;
        { const auto unused = emulated.client.models.list(); }
        CHECK(emulated.server.requests_received() == 0);
        emulated.server.script(fault::status(403, R"({"error":{"message":"no"}})"));
        const auto failed = emulated.failure_of<api_error>(ids_of(emulated.client.models.list()));
        CHECK(failed.kind() == errc::permission_denied);
        CHECK(failed.path() == "models");
    }

    TEST_CASE("a model is found by either form of its id") {
        emulated_client emulated;
        for (const char* id : {"gemini-2.5-flash", "models/gemini-2.5-flash"}) {
            const auto model = emulated.run(emulated.client.models.retrieve(id));
            CHECK(model.id == "models/gemini-2.5-flash");
            CHECK(model.response.status == 200);
        }
        const auto sent = emulated.server.requests();
        CHECK(sent[0].target == "/v1beta/openai/models/gemini-2.5-flash");
        CHECK(sent[1].target == "/v1beta/openai/models/models/gemini-2.5-flash");
    }

    TEST_CASE("the slash of an id that is no path of Google's is encoded") {
        emulated_client emulated;
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.models.retrieve("org/model"));
        CHECK(failed.kind() == errc::not_found);
        CHECK(failed.path() == "models/org/model");
        CHECK(emulated.server.requests().front().target == "/v1beta/openai/models/org%2Fmodel");
    }

    TEST_CASE("an id with path tricks is refused before anything is sent") {
        emulated_client emulated;
        for (const char* id : {"..", "models/..", "models/../files", "models/%2e%2e", "", "models/",
                               "models//x", "a\nb"}) {
            const auto failed =
                emulated.failure_of<usage_error>(emulated.client.models.retrieve(id));
            CHECK(failed.kind() == errc::invalid_request);
            CHECK(failed.option() == "id");
        }
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("what is no model is an error of the call") {
        emulated_client emulated;
        emulated.server.script(fault::status(200, R"({"error":{"message":"down","code":500}})"));
        const auto reported = emulated.failure_of<api_error>(emulated.client.models.retrieve("a"));
        CHECK(reported.kind() == errc::server_error);
        emulated.server.script(fault::status(200, "[1]"));
        const auto unreadable =
            emulated.failure_of<protocol_error>(emulated.client.models.retrieve("a"));
        CHECK(unreadable.kind() == errc::invalid_json);
        CHECK(unreadable.body() == "[1]");
        CHECK(unreadable.method() == "GET");
        CHECK(unreadable.attempts() == 1);
    }
}
