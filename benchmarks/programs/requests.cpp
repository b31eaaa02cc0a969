// Plain chat completions, so many at a time, typed and with all of the client's machinery.
//
//     --url URL --ca FILE --requests N --concurrent N [--pool N] [--threads N] [--cold yes]
//
// Counts are per thread; a thread has an io_context and a client of its own. Connections are made
// before the measurement begins, unless it is --cold, which counts them and the client, too.

#include "programs/target.hpp"
#include "support/meter.hpp"
#include "support/program.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace asio = boost::asio;

namespace {

class load {
public:
    load(coai::client_options options, std::size_t concurrent)
        : client_(io_.get_executor(), std::move(options)), concurrent_(concurrent) {}

    /// Opens the connections that the measurement is going to use.
    void warm_up(std::size_t connections) {
        for (int round = 0; round < 100 && client_.statistics().open < connections; ++round)
            run(concurrent_);
        run(concurrent_);
        checksum_ = 0;
    }

    void run(std::size_t requests) {
        left_ = requests;
        for (std::size_t worker = 0; worker < std::min(concurrent_, requests); ++worker)
            asio::co_spawn(io_, work(), bench::rethrow);
        io_.restart();
        io_.run();
    }

    std::size_t checksum() const noexcept { return checksum_; }
    coai::pool_statistics pool() const { return client_.statistics(); }

private:
    asio::awaitable<void> work() {
        while (left_ > 0) {
            --left_;
            const auto completion = co_await client_.chat.completions.create(request_);
            checksum_ += completion.text().size();
        }
    }

    asio::io_context io_{1};
    coai::client client_;
    coai::chat::request request_ = bench::question();
    std::size_t concurrent_;
    std::size_t left_ = 0;
    std::size_t checksum_ = 0;
};

/// Runs the loads at the same time, each on its thread.
void run_all(std::vector<std::unique_ptr<load>>& loads, std::size_t requests) {
    if (loads.size() == 1) {
        loads.front()->run(requests);
        return;
    }
    std::vector<std::exception_ptr> failures(loads.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < loads.size(); ++i) {
        threads.emplace_back([&, i] {
            try {
                loads[i]->run(requests);
            } catch (...) {
                failures[i] = std::current_exception();
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    for (const std::exception_ptr& failed : failures)
        bench::rethrow(failed);
}

boost::json::object measure(bench::arguments& given) {
    const std::size_t requests = given.number("requests", 1000);
    const std::size_t concurrent = given.number("concurrent", 1);
    const std::size_t pool = given.number("pool", concurrent);
    const std::size_t threads = given.number("threads", 1);
    const bool cold = given.flag("cold");
    const coai::client_options options = bench::client_options(given, pool);
    given.check();

    bench::meter meter;
    if (cold)
        meter.start();
    std::vector<std::unique_ptr<load>> loads;
    for (std::size_t i = 0; i < threads; ++i)
        loads.push_back(std::make_unique<load>(options, concurrent));
    if (!cold) {
        for (const auto& each : loads)
            each->warm_up(std::min(pool, concurrent));
        meter.start();
    }
    run_all(loads, requests);

    boost::json::object result;
    meter.stop(result);
    result["count"] = requests * threads;
    std::size_t checksum = 0;
    std::uint64_t handshakes = 0;
    std::uint64_t resumed = 0;
    for (const auto& each : loads) {
        checksum += each->checksum();
        handshakes += each->pool().handshakes;
        resumed += each->pool().resumed;
    }
    result["checksum"] = checksum;
    result["handshakes"] = handshakes;
    result["resumed"] = resumed;
    return result;
}

} // namespace

int main(int argc, char** argv) { return bench::run_program(argc, argv, measure); }
