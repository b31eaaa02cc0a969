// What it costs to hand a value from a generator to its consumer, without any waiting, beside the
// other ways that Asio has.

#include <coai/chat/chunk.hpp>
#include <coai/generator.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/coro.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <benchmark/benchmark.h>

#include <exception>
#include <optional>
#include <utility>

namespace asio = boost::asio;

namespace {

void run(asio::awaitable<void> work) {
    asio::io_context io(1);
    asio::co_spawn(io, std::move(work), [](std::exception_ptr failed) {
        if (failed)
            std::rethrow_exception(failed);
    });
    io.run();
}

coai::async_generator<int> count_up() {
    for (int i = 0;; ++i)
        co_yield i;
}

asio::awaitable<void> take_with_next(benchmark::State& state) {
    auto numbers = count_up();
    while (state.KeepRunning()) {
        const auto number = co_await numbers.next();
        benchmark::DoNotOptimize(*number);
    }
}

void generator_next(benchmark::State& state) { run(take_with_next(state)); }
BENCHMARK(generator_next);

void generator_try_next(benchmark::State& state) {
    auto numbers = count_up();
    for (auto _ : state) {
        const auto number = numbers.try_next();
        benchmark::DoNotOptimize(*number);
    }
}
BENCHMARK(generator_try_next);

coai::async_generator<coai::chat::chunk> make_chunks() {
    for (;;) {
        coai::chat::chunk made;
        made.created = 1;
        co_yield std::move(made);
    }
}

asio::awaitable<void> take_chunks(benchmark::State& state) {
    auto chunks = make_chunks();
    while (state.KeepRunning()) {
        const auto chunk = co_await chunks.next();
        benchmark::DoNotOptimize(chunk->created);
    }
}

void generator_next_chunk(benchmark::State& state) { run(take_chunks(state)); }
BENCHMARK(generator_next_chunk);

// The obvious way: a coroutine call for each value.
class counter {
public:
    asio::awaitable<std::optional<int>> next() { co_return count_++; }

private:
    int count_ = 0;
};

asio::awaitable<void> take_optionals(benchmark::State& state) {
    counter numbers;
    while (state.KeepRunning()) {
        const auto number = co_await numbers.next();
        benchmark::DoNotOptimize(*number);
    }
}

void awaitable_optional(benchmark::State& state) { run(take_optionals(state)); }
BENCHMARK(awaitable_optional);

asio::experimental::coro<int> count_up_coro(asio::any_io_executor) {
    for (int i = 0;; ++i)
        co_yield i;
}

asio::awaitable<void> take_from_coro(benchmark::State& state) {
    auto numbers = count_up_coro(co_await asio::this_coro::executor);
    while (state.KeepRunning()) {
        const auto number = co_await numbers.async_resume(asio::use_awaitable);
        benchmark::DoNotOptimize(*number);
    }
}

void experimental_coro(benchmark::State& state) { run(take_from_coro(state)); }
BENCHMARK(experimental_coro);

} // namespace

BENCHMARK_MAIN();
