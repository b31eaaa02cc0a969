// Reading the JSON of answers into types, beside Boost.JSON's DOM.

#include "server/replies.hpp"

#include <coai/chat.hpp>
#include <coai/json.hpp>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <string>

namespace json = boost::json;

namespace {

std::string chunk_text() { return bench::chunk_json(bench::chunk_text()); }

void typed_chunk(benchmark::State& state) {
    const std::string text = chunk_text();
    coai::json::decoder decoder;
    coai::chat::chunk chunk;
    for (auto _ : state) {
        if (decoder.decode(text, chunk))
            state.SkipWithError("the chunk cannot be read");
        benchmark::DoNotOptimize(chunk.text().size());
    }
}
BENCHMARK(typed_chunk);

void typed_completion(benchmark::State& state) {
    const std::string text = bench::completion_json();
    coai::json::decoder decoder;
    for (auto _ : state) {
        coai::chat::completion completion;
        if (decoder.decode(text, completion))
            state.SkipWithError("the completion cannot be read");
        benchmark::DoNotOptimize(completion.text().size());
    }
}
BENCHMARK(typed_completion);

void dom(benchmark::State& state, const std::string& text) {
    for (auto _ : state) {
        const json::value parsed = json::parse(text);
        benchmark::DoNotOptimize(parsed.at("choices").at(0).as_object().size());
    }
}

void dom_in_buffer(benchmark::State& state, const std::string& text) {
    std::array<unsigned char, 8192> room; // filled before it is read
    for (auto _ : state) {
        json::monotonic_resource memory(room.data(), room.size());
        const json::value parsed = json::parse(text, &memory);
        benchmark::DoNotOptimize(parsed.at("choices").at(0).as_object().size());
    }
}

void dom_chunk(benchmark::State& state) { dom(state, chunk_text()); }
BENCHMARK(dom_chunk);

void dom_chunk_in_buffer(benchmark::State& state) { dom_in_buffer(state, chunk_text()); }
BENCHMARK(dom_chunk_in_buffer);

void dom_completion(benchmark::State& state) { dom(state, bench::completion_json()); }
BENCHMARK(dom_completion);

void dom_completion_in_buffer(benchmark::State& state) {
    dom_in_buffer(state, bench::completion_json());
}
BENCHMARK(dom_completion_in_buffer);

} // namespace

BENCHMARK_MAIN();
