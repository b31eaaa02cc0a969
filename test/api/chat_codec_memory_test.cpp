#include "api/chat_codec.hpp"
#include "api/thoughts.hpp"
#include "counted_allocations.hpp"
#include "sanitized.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string_view>

namespace {

using namespace coai;

// As OpenAI, Gemini and a server that repeats everything write plain text.
constexpr std::string_view openai_chunks[] = {
    R"({"id":"chatcmpl-DuLdOuviL2tiVxMim6HmX4YMnCorK","object":"chat.completion.chunk",)"
    R"("created":1782321902,"model":"gpt-4o-mini-2024-07-18","service_tier":"default",)"
    R"("system_fingerprint":"fp_bbc23ca3d7","choices":[{"index":0,"delta":{"role":"assistant",)"
    R"("content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,)"
    R"("obfuscation":"yS7A7FhhVyS7A7FhhVyS7A7FhhV"})",
    R"({"id":"chatcmpl-DuLdOuviL2tiVxMim6HmX4YMnCorK","object":"chat.completion.chunk",)"
    R"("created":1782321902,"model":"gpt-4o-mini-2024-07-18","service_tier":"default",)"
    R"("system_fingerprint":"fp_bbc23ca3d7","choices":[{"index":0,"delta":{"content":)"
    R"("a piece of text that is quite long \n"},"logprobs":null,"finish_reason":null}],)"
    R"("usage":null,"obfuscation":"TuWnytCa"})",
};

constexpr std::string_view gemini_chunks[] = {
    R"({"choices":[{"delta":{"content":"Hello, here is the beginning","role":"assistant"},)"
    R"("index":0}],"created":1740894641,"id":"HCWpavSjNMK7vdIPmsSF6Ac","model":"gemini-2.5-flash",)"
    R"("object":"chat.completion.chunk","usage":{"completion_tokens":0,"prompt_tokens":4,)"
    R"("prompt_tokens_details":{"cached_tokens":3},"total_tokens":4}})",
    R"({"choices":[{"delta":{"content":" there!","role":"assistant"},"finish_reason":"stop",)"
    R"("index":0}],"created":1740894641,"id":"HCWpavSjNMK7vdIPmsSF6Ac","model":"gemini-2.5-flash",)"
    R"("object":"chat.completion.chunk","usage":{"completion_tokens":11,"prompt_tokens":3,)"
    R"("prompt_tokens_details":{"cached_tokens":3},"total_tokens":14}})",
};

template <std::size_t Size>
std::size_t count_allocations(const std::string_view (&chunks)[Size],
                              const api::thought_tags& tags = api::thought_tags()) {
    json::decoder decoder;
    api::chunk_thoughts thoughts(tags);
    chat::chunk chunk;
    const auto read_all = [&] {
        for (const auto data : chunks) {
            api::decode_chunk(decoder, data, chunk);
            thoughts.split(chunk);
        }
    };
    read_all();

    const std::size_t before = test::allocations();
    for (int round = 0; round < 10; ++round)
        read_all();
    return test::allocations() - before;
}

} // namespace

TEST_SUITE("chat chunk: memory") {
    TEST_CASE("reading chunk after chunk of plain text allocates nothing") {
        CHECK(count_allocations(openai_chunks) == 0);
        CHECK(count_allocations(gemini_chunks) == 0);
    }

    TEST_CASE("nor does looking for thoughts in an answer that has none") {
        api::thought_tags tags;
        tags.expected = true;
        CHECK(count_allocations(openai_chunks, tags) == 0);
        CHECK(count_allocations(gemini_chunks, tags) == 0);
    }

    TEST_CASE("memory is really counted") {
#if !COAI_TEST_SANITIZED
        json::decoder decoder;
        chat::chunk chunk;
        const std::size_t before = test::allocations();
        api::decode_chunk(decoder, openai_chunks[0], chunk);
        CHECK(test::allocations() > before);
#endif
    }
}
