#include "api/emulated_client.hpp"

#include <coai/embeddings.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

using namespace coai;
using test::emulated_client;
using testing::fault;

namespace {

double product(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    }
    return sum;
}

embeddings::request animals() {
    return embeddings::request("gemini-embedding-001",
                               {"A cat sleeps", "Cats sleep a lot", "Stock market report"});
}

} // namespace

TEST_SUITE("client embeddings") {
    TEST_CASE("each text has a vector, and similar texts have similar ones") {
        emulated_client emulated;
        const auto list = emulated.run(emulated.client.embeddings.create(animals()));
        REQUIRE(list.size() == 3);
        CHECK(list.dimension == 3072);
        CHECK(list.values.size() == std::size_t{3} * 3072);
        CHECK(product(list[0], list[0]) == doctest::Approx(1.0));
        CHECK(product(list[0], list[1]) > product(list[0], list[2]) + 0.1);
        CHECK(list.response.status == 200);
        CHECK(list.response.attempts == 1);
        CHECK_FALSE(list.usage.has_value());
        const auto sent = emulated.server.requests().front();
        CHECK(sent.target == "/v1beta/openai/embeddings");
        CHECK(sent.body == R"({"model":"gemini-embedding-001",)"
                           R"("input":["A cat sleeps","Cats sleep a lot","Stock market report"]})");
    }

    TEST_CASE("floats and base64 bring the same vectors") {
        emulated_client emulated;
        emulated.client =
            client(emulated.io.get_executor(), emulated.server.client_options(provider::openai));
        embeddings::request request("text-embedding-3-small", {"one", "two"});
        request.dimensions = 64;
        const auto plain = emulated.run(emulated.client.embeddings.create(request));
        request.encoding_format = embeddings::encoding_format::base64;
        const auto coded = emulated.run(emulated.client.embeddings.create(request));
        CHECK(plain.dimension == 64);
        CHECK(plain.values == coded.values);
        CHECK(coded.usage->prompt_tokens == 2);
    }

    TEST_CASE("a request may be a temporary and die before the call runs") {
        emulated_client emulated;
        const auto embed = [](client& from) -> boost::asio::awaitable<std::size_t> {
            const auto list =
                co_await from.embeddings.create(embeddings::request("gemini-embedding-001", "a"));
            co_return list.size();
        };
        CHECK(emulated.run(embed(emulated.client)) == 1);
        auto call = emulated.client.embeddings.create(animals());
        CHECK(emulated.run(std::move(call)).size() == 3);
    }

    TEST_CASE("members of extra_body stand in place of the request's") {
        emulated_client emulated;
        request_options options;
        options.extra_body["input"] = {"a", "b"};
        options.extra_body["dimensions"] = 2;
        const embeddings::request request("gemini-embedding-001", "x");
        const auto list = emulated.run(emulated.client.embeddings.create(request, options));
        CHECK(list.size() == 2);
        CHECK(list.dimension == 2);
    }

    TEST_CASE("a request that cannot be sent is refused when it is awaited") {
        emulated_client emulated;
        const auto failed = emulated.failure_of<usage_error>(
            emulated.client.embeddings.create(embeddings::request("gemini-embedding-001")));
        CHECK(failed.kind() == errc::invalid_request);
        CHECK(failed.option() == "input");
        const auto unwritable = emulated.failure_of<usage_error>(
            emulated.client.embeddings.create(embeddings::request("m", {"a", "\xFF"})));
        CHECK(unwritable.option() == "input[1]");
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("Gemini's refusal of base64 is an api_error") {
        emulated_client emulated;
        auto request = animals();
        request.encoding_format = embeddings::encoding_format::base64;
        emulated.server.script(fault::status(
            400,
            R"([{"error":{"code":400,"message":"Unsupported","status":"INVALID_ARGUMENT"}}])"));
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.embeddings.create(request));
        CHECK(failed.kind() == errc::bad_request);
        CHECK(failed.path() == "embeddings");
    }

    TEST_CASE("answers that are not a vector for each input are protocol errors") {
        emulated_client emulated;
        const auto kind_of = [&](const char* body) {
            emulated.server.script(fault::status(200, body));
            const auto failed =
                emulated.failure_of<protocol_error>(emulated.client.embeddings.create(animals()));
            CHECK(failed.body() == body);
            CHECK(failed.response().status == 200);
            CHECK(failed.path() == "embeddings");
            CHECK(failed.kind() == errc::invalid_json);
            return std::string(failed.what());
        };
        CHECK(kind_of(R"({"object":"list","data":[]})").find("no vectors") != std::string::npos);
        CHECK(kind_of(R"({"data":[{"embedding":[1]},{"embedding":[2]}]})")
                  .find("2 vectors for 3 inputs") != std::string::npos);
        CHECK(kind_of(R"({"data":[{"embedding":[1]},{"embedding":[2,3]},{"embedding":[1]}]})")
                  .find("data[1].embedding: a vector of 2 elements, where the first has 1") !=
              std::string::npos);
        CHECK(kind_of(R"({"data":[{"embedding":[1,x]}]})").find("data[0].embedding[1]") !=
              std::string::npos);
    }

    TEST_CASE("an error in place of vectors is the server's") {
        emulated_client emulated;
        emulated.server.script(
            fault::status(200, R"({"error":{"message":"overloaded","code":503}})"));
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.embeddings.create(animals()));
        CHECK(failed.error_details().message == "overloaded");
    }

    TEST_CASE("a failed attempt is made again") {
        emulated_client emulated;
        emulated.server.script(fault::status(503, "{}"));
        CHECK(emulated.run(emulated.client.embeddings.create(animals())).response.attempts == 2);
    }
}
