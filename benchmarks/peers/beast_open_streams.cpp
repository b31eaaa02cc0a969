// Peer (a), memory of streams that are open and wait for their next chunk; as
// programs/open_streams.cpp.
//
//     --url URL --ca FILE --streams N [--opening N]

#include "peers/beast_events.hpp"
#include "support/meter.hpp"
#include "support/program.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/write.hpp>

#include <memory>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

class load {
public:
    load(bench::beast_target& to, std::size_t streams, std::size_t opening)
        : to_(to), wanted_(streams), left_(streams), opening_(opening) {}

    void run() {
        asio::co_spawn(io_, read(true), bench::rethrow);
        io_.run();
    }

    boost::json::object result() const {
        boost::json::object result;
        result["count"] = wanted_;
        result["checksum"] = checksum_;
        result["before_kib"] = before_kib_;
        result["after_kib"] = after_kib_;
        result["kib_each"] =
            static_cast<double>(after_kib_ - before_kib_) / static_cast<double>(wanted_);
        return result;
    }

private:
    void open_next() {
        if (left_ == 0)
            return;
        --left_;
        asio::co_spawn(io_, read(false), bench::rethrow);
    }

    asio::awaitable<void> read(bool is_first) {
        const auto stream = co_await bench::beast_connect(to_);
        beast::flat_buffer buffer;
        co_await send(*stream);
        bench::beast_events events(*stream, buffer);
        co_await events.open();
        beast::get_lowest_layer(*stream).expires_after(std::chrono::seconds(300));
        for (;;) {
            while (const auto event = events.next()) {
                checksum_ += bench::beast_text_size(*event);
                on_chunk(is_first);
            }
            if (!co_await events.read())
                co_return;
        }
    }

    asio::awaitable<void> send(bench::beast_stream& stream) {
        const auto request = bench::beast_request(to_, true);
        co_await http::async_write(stream, request, asio::use_awaitable);
    }

    void on_chunk(bool is_first) {
        if (is_first) {
            before_kib_ = bench::resident_kib();
            for (std::size_t i = 0; i < opening_; ++i)
                open_next();
        } else if (++waiting_ == wanted_) {
            asio::post(io_, [this] {
                after_kib_ = bench::resident_kib();
                io_.stop();
            });
        } else {
            open_next();
        }
    }

    bench::beast_target& to_;
    std::size_t wanted_;
    std::size_t left_;
    std::size_t opening_;
    std::size_t waiting_ = 0;
    std::size_t checksum_ = 0;
    std::size_t before_kib_ = 0;
    std::size_t after_kib_ = 0;
    asio::io_context io_{1}; // goes first, with the coroutines in it
};

boost::json::object measure(bench::arguments& given) {
    const std::size_t streams = given.number("streams", 100);
    const std::size_t opening = given.number("opening", 100);
    bench::beast_target to(given);
    given.check();
    load work(to, streams, opening);
    work.run();
    return work.result();
}

} // namespace

int main(int argc, char** argv) { return bench::run_program(argc, argv, measure); }
