// Peer (a), plain chat completions: no pool, no retries, no types; each connection asks one
// question after the other.
//
//     --url URL --ca FILE --requests N --concurrent N

#include "peers/beast_connection.hpp"
#include "support/gate.hpp"
#include "support/meter.hpp"
#include "support/program.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <chrono>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace json = boost::json;

namespace {

class load {
public:
    load(bench::beast_target& to, std::size_t requests, std::size_t concurrent, bench::meter& meter)
        : to_(to), left_(requests), gate_(io_, concurrent, [&meter] { meter.start(); }) {
        for (std::size_t i = 0; i < concurrent; ++i)
            asio::co_spawn(io_, work(), bench::rethrow);
    }

    void run() { io_.run(); }
    std::size_t checksum() const noexcept { return checksum_; }

private:
    asio::awaitable<void> work() {
        const auto stream = co_await bench::beast_connect(to_);
        beast::flat_buffer buffer;
        co_await ask(*stream, buffer);
        co_await gate_.pass();
        while (left_ > 0) {
            --left_;
            checksum_ += co_await ask(*stream, buffer);
        }
    }

    asio::awaitable<std::size_t> ask(bench::beast_stream& stream, beast::flat_buffer& buffer) {
        const auto request = bench::beast_request(to_, false);
        beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(600));
        co_await http::async_write(stream, request, asio::use_awaitable);
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, asio::use_awaitable);
        json::monotonic_resource memory;
        const json::value answer = json::parse(response.body(), &memory);
        co_return answer.at("choices").at(0).at("message").at("content").as_string().size();
    }

    asio::io_context io_{1};
    bench::beast_target& to_;
    std::size_t left_;
    std::size_t checksum_ = 0;
    bench::gate gate_;
};

boost::json::object measure(bench::arguments& given) {
    const std::size_t requests = given.number("requests", 1000);
    const std::size_t concurrent = given.number("concurrent", 1);
    bench::beast_target to(given);
    given.check();
    bench::meter meter;
    load work(to, requests, concurrent, meter);
    work.run();
    boost::json::object result;
    meter.stop(result);
    result["count"] = requests;
    result["checksum"] = work.checksum();
    return result;
}

} // namespace

int main(int argc, char** argv) { return bench::run_program(argc, argv, measure); }
