// Streamed chat completions, so many at a time, each chunk typed.
//
//     --url URL --ca FILE --streams N --concurrent N [--read next|reuse] [--gather yes]
//     [--delays yes] [--samples N]
//
// --read reuse reads into one chunk, without suspending for what has arrived already. With
// --gather the server begins to send when all streams are open, and so does the measurement;
// otherwise it begins when each connection has served a stream. With --delays the text of a chunk
// is the server's clock when it was sent; room for so many samples is made beforehand.

#include "programs/target.hpp"
#include "support/allocation_counter.hpp"
#include "support/distribution.hpp"
#include "support/gate.hpp"
#include "support/meter.hpp"
#include "support/program.hpp"
#include "support/timestamp.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace asio = boost::asio;
namespace chat = coai::chat;
using steady_clock = std::chrono::steady_clock;

namespace {

struct plan {
    std::size_t streams = 0;
    std::size_t concurrent = 0;
    bool reuse = false;
    bool gather = false;
    bool delays = false;
};

class load {
public:
    load(coai::client_options options, const plan& what, bench::meter& meter)
        : what_(what),
          client_(io_.get_executor(), std::move(options)),
          gate_(io_, what.concurrent, [&meter] { meter.start(); }) {}

    void warm_up() {
        for (int round = 0; round < 100 && client_.statistics().open < what_.concurrent; ++round)
            run(what_.concurrent);
        run(what_.concurrent);
        chunks_ = 0;
        checksum_ = 0;
        allocations_in_try_next_ = 0;
        first_token_ = {};
    }

    void run(std::size_t streams) {
        left_ = streams;
        for (std::size_t worker = 0; worker < std::min(what_.concurrent, streams); ++worker)
            asio::co_spawn(io_, work(), bench::rethrow);
        io_.restart();
        io_.run();
    }

    void reserve(std::size_t samples) {
        first_token_.reserve(what_.streams);
        delay_.reserve(samples);
    }

    void write(boost::json::object& result) {
        result["count"] = chunks_;
        result["checksum"] = checksum_;
        result["allocations_in_try_next"] = allocations_in_try_next_;
        result["first_token"] = first_token_.summary();
        if (what_.delays)
            result["delay"] = delay_.summary();
    }

private:
    asio::awaitable<void> work() {
        while (left_ > 0) {
            --left_;
            const auto begun = steady_clock::now();
            auto stream = co_await client_.chat.completions.stream(request_);
            if (what_.gather)
                co_await gate_.pass();
            if (what_.reuse)
                co_await read_in_place(stream);
            else
                co_await read(stream, begun);
        }
    }

    asio::awaitable<void> read(chat::completion_stream& stream, steady_clock::time_point begun) {
        bool first = true;
        while (const auto chunk = co_await stream.next()) {
            if (std::exchange(first, false))
                first_token_.add(steady_clock::now() - begun);
            consume(*chunk);
        }
    }

    asio::awaitable<void> read_in_place(chat::completion_stream& stream) {
        chat::chunk chunk;
        while (co_await stream.next(chunk)) {
            do {
                consume(chunk);
            } while (take_arrived(stream, chunk));
        }
    }

    bool take_arrived(chat::completion_stream& stream, chat::chunk& chunk) {
        const std::uint64_t before = bench::allocations();
        const bool taken = stream.try_next(chunk);
        allocations_in_try_next_ += bench::allocations() - before;
        return taken;
    }

    void consume(const chat::chunk& chunk) {
        ++chunks_;
        checksum_ += chunk.text().size();
        if (what_.delays && !chunk.text().empty())
            delay_.add(bench::since_timestamp(chunk.text()));
    }

    plan what_;
    asio::io_context io_{1};
    coai::client client_;
    bench::gate gate_;
    chat::request request_ = bench::question();
    std::size_t left_ = 0;
    std::size_t chunks_ = 0;
    std::size_t checksum_ = 0;
    std::uint64_t allocations_in_try_next_ = 0;
    bench::distribution first_token_;
    bench::distribution delay_;
};

boost::json::object measure(bench::arguments& given) {
    plan what;
    what.streams = given.number("streams", 1);
    what.concurrent = given.number("concurrent", 1);
    what.reuse = given.text("read", "next") == "reuse";
    what.gather = given.flag("gather");
    what.delays = given.flag("delays");
    const std::size_t samples = given.number("samples", 0);
    const coai::client_options options = bench::client_options(given, what.concurrent);
    given.check();
    if (what.gather && what.streams != what.concurrent)
        throw std::invalid_argument("--gather yes needs as many --streams as --concurrent");

    bench::meter meter;
    load work(options, what, meter);
    if (!what.gather)
        work.warm_up();
    work.reserve(samples);
    if (!what.gather)
        meter.start();
    work.run(what.streams);

    boost::json::object result;
    meter.stop(result);
    work.write(result);
    return result;
}

} // namespace

int main(int argc, char** argv) { return bench::run_program(argc, argv, measure); }
