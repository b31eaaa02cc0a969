#include "api/embeddings_codec.hpp"

#include <coai/error.hpp>
#include <coai/json/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace coai;
using api::decode_embeddings;

std::string encode(const embeddings::request& request, const boost::json::object& extra = {}) {
    return api::encode_embeddings_request(request, extra);
}

std::vector<float> vector_of(const embeddings::embedding_list& list, std::size_t index) {
    return {list[index].begin(), list[index].end()};
}

json::decode_error failure(std::string_view body) {
    try {
        decode_embeddings(body);
    } catch (const json::decode_error& failed) {
        return failed;
    }
    FAIL("no error for " << body);
    return json::decode_error("", 0, "");
}

} // namespace

TEST_SUITE("embeddings codec") {
    TEST_CASE("every kind of input has the API's form") {
        using embeddings::request;
        CHECK(encode(request("m", "text")) == R"({"model":"m","input":"text"})");
        CHECK(encode(request("m", {"a", "b"})) == R"({"model":"m","input":["a","b"]})");
        CHECK(encode(request("m", std::vector<std::string>{"a"})) ==
              R"({"model":"m","input":["a"]})");
        CHECK(encode(request("m", std::vector<int>{1, 2})) == R"({"model":"m","input":[1,2]})");
        CHECK(encode(request("m", std::vector<std::vector<int>>{{1}, {2, 3}})) ==
              R"({"model":"m","input":[[1],[2,3]]})");
    }

    TEST_CASE("what is not set is not sent, and what is, is") {
        embeddings::request request("m", "text");
        request.dimensions = 256;
        request.encoding_format = embeddings::encoding_format::base64;
        request.end_user = "u";
        request.extra["task"] = "search";
        CHECK(encode(request) == R"({"model":"m","input":"text","dimensions":256,)"
                                 R"("encoding_format":"base64","user":"u","task":"search"})");
        request.encoding_format = embeddings::encoding_format::floats;
        CHECK(encode(request, {{"dimensions", 8}, {"x", 1}}) ==
              R"({"model":"m","input":"text","encoding_format":"float","user":"u",)"
              R"("task":"search","dimensions":8,"x":1})");
    }

    TEST_CASE("a request without model or input is refused") {
        const auto option = [](const embeddings::request& request) {
            try {
                encode(request);
            } catch (const usage_error& failed) {
                return failed.option();
            }
            return std::string();
        };
        CHECK(option(embeddings::request("", "text")) == "model");
        CHECK(option(embeddings::request("m")) == "input");
        CHECK(option(embeddings::request("m", "")) == "input");
        CHECK(option(embeddings::request("m", std::vector<std::string>())) == "input");
        CHECK(option(embeddings::request("m", std::vector<int>())) == "input");
        CHECK(option(embeddings::request("m", std::vector<std::vector<int>>())) == "input");
        CHECK(option(embeddings::request("m", {""})).empty());
    }

    TEST_CASE("an input knows how many vectors it asks for") {
        CHECK(embeddings::input().size() == 0);
        CHECK(embeddings::input("text").size() == 1);
        CHECK(embeddings::input({"a", "b", "c"}).size() == 3);
        CHECK(embeddings::input(std::vector<int>{1, 2}).size() == 1);
        CHECK(embeddings::input(std::vector<std::vector<int>>{{1}, {2}}).size() == 2);
    }

    TEST_CASE("vectors are contiguous, and the rest of the answer is kept") {
        const auto list = decode_embeddings(
            R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,2]},)"
            R"({"object":"embedding","index":1,"embedding":[3,4]}],"model":"m","id":"x",)"
            R"("usage":{"prompt_tokens":5,"total_tokens":5}})");
        CHECK(list.size() == 2);
        CHECK(list.dimension == 2);
        CHECK(list.values == std::vector<float>{1, 2, 3, 4});
        CHECK(vector_of(list, 1) == std::vector<float>{3, 4});
        CHECK(list.model == "m");
        CHECK(list.object == "list");
        REQUIRE(list.usage.has_value());
        CHECK(list.usage->prompt_tokens == 5);
        CHECK(list.extra.at("id") == "x");
        CHECK(list.vector_extra.empty());
    }

    TEST_CASE("the order is that of the indexes, and an index left out is that of the place") {
        const auto shuffled =
            decode_embeddings(R"({"data":[{"index":2,"embedding":[3]},{"index":0,"embedding":[1]},)"
                              R"({"index":1,"embedding":[2]}]})");
        CHECK(shuffled.values == std::vector<float>{1, 2, 3});
        const auto gemini = decode_embeddings(
            R"({"data":[{"embedding":[1]},{"index":1,"embedding":[2]}],"model":"m"})");
        CHECK(gemini.values == std::vector<float>{1, 2});
        CHECK_FALSE(gemini.usage.has_value());
        const auto without = decode_embeddings(R"({"data":[{"embedding":[1]},{"embedding":[2]}]})");
        CHECK(without.values == std::vector<float>{1, 2});
        const auto reversed = decode_embeddings(
            R"({"data":[{"index":2,"embedding":[3]},{"index":1,"embedding":[2]},{"embedding":[1]}]})");
        CHECK(reversed.values == std::vector<float>{1, 2, 3});
    }

    TEST_CASE("base64 is read wherever it comes") {
        // 1.0, -2.5 and 0.15625 as bytes 00 00 80 3f, 00 00 20 c0, 00 00 20 3e.
        const auto list = decode_embeddings(
            R"({"data":[{"index":1,"embedding":"AAAgPgAAgD8="},{"index":0,"embedding":"AACAPwAAIMA="}]})");
        CHECK(list.values == std::vector<float>{1, -2.5F, 0.15625F, 1});
        const auto mixed = decode_embeddings(
            R"({"data":[{"embedding":[7,8]},{"embedding":"AACAPwAAIMA="},{"embedding":[9,10]}]})");
        CHECK(mixed.values == std::vector<float>{7, 8, 1, -2.5F, 9, 10});
    }

    TEST_CASE("of several values under one name the last one counts") {
        const auto list = decode_embeddings(
            R"({"data":[{"embedding":[9,9,9],"embedding":[1]},{"embedding":"AACAPw==","embedding":[2]}]})");
        CHECK(list.values == std::vector<float>{1, 2});
        CHECK(decode_embeddings(R"({"data":[{"embedding":[1]}],"data":[{"embedding":[2]}]})")
                  .values == std::vector<float>{2});
    }

    TEST_CASE("what a server says of a vector stays with it") {
        const auto list = decode_embeddings(
            R"({"data":[{"index":1,"embedding":[2],"truncated":true},{"index":0,"embedding":[1]}]})");
        REQUIRE(list.vector_extra.size() == 2);
        CHECK(list.vector_extra[0].empty());
        CHECK(list.vector_extra[1].at("truncated") == true);
    }

    TEST_CASE("answers without vectors, or with odd ones, are errors that say where") {
        for (const char* none : {R"({"object":"list","data":[]})", R"({})", R"({"data":null})",
                                 R"({"data":{"embedding":[1]}})"}) {
            CHECK(failure(none).path() == "data");
            CHECK(failure(none).reason() == "no vectors");
        }
        const auto unequal =
            failure(R"({"data":[{"embedding":[1,2]},{"embedding":[1,2]},{"embedding":[1]}]})");
        CHECK(unequal.path() == "data[2].embedding");
        CHECK(unequal.reason() == "a vector of 1 elements, where the first has 2");
        CHECK(unequal.offset() == 62);
        CHECK(failure(R"({"data":[{"embedding":[1,2]},{"embedding":"AACAPw=="}]})").path() ==
              "data[1].embedding");
        CHECK(failure(R"({"data":[{"embedding":[]}]})").reason() == "a vector without elements");
        for (const char* odd :
             {R"({"data":[{"embedding":5}]})", R"({"data":[{"embedding":{"a":1}}]})",
              R"({"data":[{"index":0}]})", R"({"data":[{"embedding":null}]})",
              R"({"data":[{"embedding":""}]})", R"({"data":[{"embedding":"AA"}]})",
              R"({"data":[{"embedding":"AACAP"}]})", R"({"data":[{"embedding":"AACAPwA="}]})"}) {
            CAPTURE(odd);
            CHECK(failure(odd).reason() == "neither a list of numbers nor floats in base64");
        }
        CHECK(failure(R"({"data":[{"embedding":[1,"2"]}]})").path() == "data[0].embedding[1]");
        CHECK(failure(R"({"data":[5]})").reason() == "no vectors");
        CHECK(failure("").reason() == "the JSON text ends too early");
        CHECK(failure(R"({"data":[{"embedding":[1,2,3]}],})").offset() == 32);
    }

    TEST_CASE("indexes that are not those of a list are an error") {
        for (const char* index : {"2", "-1", "1"}) {
            const auto failed = failure(R"({"data":[{"index":1,"embedding":[1]},{"index":)" +
                                        std::string(index) + R"(,"embedding":[1]}]})");
            CHECK(failed.path() == "data[1].index");
        }
    }

    TEST_CASE("whatever comes, it is read or refused") {
        const std::string valid =
            R"({"data":[{"embedding":[1,2],"index":1},{"embedding":"AACAPwAAIMA="}],"model":"m"})";
        std::mt19937 random(3);
        int refused = 0;
        for (int round = 0; round < 20'000; ++round) {
            std::string text = valid;
            for (unsigned change = 0; change <= random() % 3; ++change) {
                const auto to = random() % text.size();
                const auto from = random() % text.size();
                const auto size = std::min(random() % 8, text.size() - from);
                text.replace(to, std::min<std::size_t>(random() % 8, text.size() - to),
                             text.substr(from, size));
            }
            CAPTURE(text);
            try {
                const auto list = decode_embeddings(text);
                REQUIRE(list.size() * list.dimension == list.values.size());
                REQUIRE(list.size() > 0);
            } catch (const json::decode_error&) {
                ++refused;
            }
        }
        CHECK(refused > 1000);
        CHECK(refused < 20'000);
    }
}
