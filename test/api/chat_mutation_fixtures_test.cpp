#include "api/accumulate.hpp"
#include "api/mutations.hpp"
#include "api/recorded_values.hpp"
#include "api/recordings.hpp"

#include <coai/json.hpp>

#include <boost/json/serialize.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace coai;
using recordings::mutate;
using recordings::strange_values;
using recordings::truncate;

TEST_SUITE("damaged chat answers") {
    TEST_CASE("a completion with any member gone or replaced is read, and nothing is lost") {
        for (const auto& file : recordings::chat_answers("json")) {
            CAPTURE(file);
            auto root = recordings::parse(recordings::read(file));
            mutate(root, root, strange_values, [](const boost::json::value& changed) {
                const auto text = boost::json::serialize(changed);
                const auto completion = api::decode_completion(text);
                const auto again = json::serialize(completion);
                REQUIRE(recordings::invented(recordings::parse(again), changed) == "");
                // What is read again is the same: it had found its place.
                const auto twice = json::serialize(api::decode_completion(again));
                REQUIRE(recordings::parse(twice) == recordings::parse(again));
                (void)completion.text();
                (void)completion.tool_calls();
            });
        }
    }

    TEST_CASE("a completion cut short is refused") {
        for (const auto& file : recordings::chat_answers("json")) {
            CAPTURE(file);
            auto body = recordings::read(file);
            body.erase(body.find_last_of('}') + 1);
            truncate(body, [](std::string_view text) {
                CHECK_THROWS_AS(api::decode_completion(text), json::decode_error);
            });
        }
    }

    TEST_CASE("a stream with any member of a chunk gone or replaced is put together") {
        for (const auto& file : recordings::chat_answers("sse")) {
            CAPTURE(file);
            const auto chunks = recordings::chunks(file);
            json::decoder decoder;
            chat::chunk chunk;
            // The first chunks and the last ones have all that is different.
            for (std::size_t index = 0; index < chunks.size(); ++index) {
                if (index >= 4 && index + 4 < chunks.size())
                    continue;
                auto root = recordings::parse(chunks[index]);
                mutate(root, root, strange_values, [&](const boost::json::value& changed) {
                    chat::completion_accumulator accumulator;
                    for (std::size_t before = 0; before < index && before < 3; ++before) {
                        api::decode_chunk(decoder, chunks[before], chunk);
                        accumulator.add(chunk);
                    }
                    api::decode_chunk(decoder, boost::json::serialize(changed), chunk);
                    accumulator.add(chunk);
                    accumulator.add(chunk);
                    const auto completion = accumulator.finish();
                    REQUIRE_FALSE(json::serialize(completion).empty());
                });
            }
        }
    }

    TEST_CASE("a chunk cut short is refused, and the next one is read") {
        for (const auto& file : recordings::chat_answers("sse")) {
            CAPTURE(file);
            json::decoder decoder;
            chat::chunk chunk;
            const auto chunks = recordings::chunks(file);
            for (const auto* data : {&chunks.front(), &chunks.back()}) {
                truncate(*data, [&](std::string_view text) {
                    CHECK_THROWS_AS(api::decode_chunk(decoder, text, chunk), json::decode_error);
                });
                api::decode_chunk(decoder, *data, chunk);
                CHECK_FALSE(json::serialize(chunk).empty());
            }
        }
    }

    TEST_CASE("a stream cut off after any chunk, or with any chunk lost, is put together") {
        for (const auto& file : recordings::chat_answers("sse")) {
            CAPTURE(file);
            const auto chunks = recordings::chunks(file);
            for (std::size_t index = 0; index < chunks.size() && index < 40; ++index) {
                const auto cut = chunks.begin() + static_cast<std::ptrdiff_t>(index);
                const auto begun = sample::accumulate({chunks.begin(), cut});
                CHECK(begun.object == (index == 0 ? "" : "chat.completion"));
                auto without = chunks;
                without.erase(without.begin() + static_cast<std::ptrdiff_t>(index));
                for (const auto& choice : sample::accumulate(without).choices) {
                    for (const auto& call : choice.message.tool_calls)
                        CHECK_FALSE(call.id.empty());
                }
            }
        }
    }
}
