// Peer (a), streamed chat completions: no pool, no types; each connection reads one stream after
// the other.
//
//     --url URL --ca FILE --streams N --concurrent N [--gather yes]
//
// With --gather the measurement begins when all streams are open, otherwise when each connection
// has read one.

#include "peers/beast_events.hpp"
#include "support/distribution.hpp"
#include "support/gate.hpp"
#include "support/meter.hpp"
#include "support/program.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using steady_clock = std::chrono::steady_clock;

namespace {

class load {
public:
    load(bench::beast_target& to, std::size_t streams, std::size_t concurrent, bool gather,
         bench::meter& meter)
        : to_(to),
          left_(streams),
          gather_(gather),
          gate_(io_, concurrent, [&meter] { meter.start(); }) {
        first_token_.reserve(streams + concurrent);
        for (std::size_t i = 0; i < concurrent; ++i)
            asio::co_spawn(io_, work(), bench::rethrow);
    }

    void run() { io_.run(); }

    void write(boost::json::object& result) {
        result["count"] = chunks_;
        result["checksum"] = checksum_;
        result["first_token"] = first_token_.summary();
    }

private:
    asio::awaitable<void> work() {
        const auto stream = co_await bench::beast_connect(to_);
        beast::flat_buffer buffer;
        if (!gather_) {
            co_await read(*stream, buffer, false);
            co_await gate_.pass();
        }
        while (left_ > 0) {
            --left_;
            co_await read(*stream, buffer, true);
        }
    }

    asio::awaitable<void> read(bench::beast_stream& stream, beast::flat_buffer& buffer,
                               bool counts) {
        const auto begun = steady_clock::now();
        const auto request = bench::beast_request(to_, true);
        beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(600));
        co_await http::async_write(stream, request, asio::use_awaitable);
        bench::beast_events events(stream, buffer);
        co_await events.open();
        if (gather_)
            co_await gate_.pass();
        bool first = true;
        do {
            while (const auto event = events.next()) {
                if (*event == "[DONE]")
                    continue;
                const std::size_t size = bench::beast_text_size(*event);
                if (!counts)
                    continue;
                if (std::exchange(first, false))
                    first_token_.add(steady_clock::now() - begun);
                ++chunks_;
                checksum_ += size;
            }
            beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(300));
        } while (co_await events.read());
    }

    asio::io_context io_{1};
    bench::beast_target& to_;
    std::size_t left_;
    bool gather_;
    std::size_t chunks_ = 0;
    std::size_t checksum_ = 0;
    bench::distribution first_token_;
    bench::gate gate_;
};

boost::json::object measure(bench::arguments& given) {
    const std::size_t streams = given.number("streams", 1);
    const std::size_t concurrent = given.number("concurrent", 1);
    const bool gather = given.flag("gather");
    bench::beast_target to(given);
    given.check();
    if (gather && streams != concurrent)
        throw std::invalid_argument("--gather yes needs as many --streams as --concurrent");
    bench::meter meter;
    load work(to, streams, concurrent, gather, meter);
    work.run();
    boost::json::object result;
    meter.stop(result);
    work.write(result);
    return result;
}

} // namespace

int main(int argc, char** argv) { return bench::run_program(argc, argv, measure); }
