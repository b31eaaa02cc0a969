// Many requests from one thread, so many at a time: what a server that embeds the client, or a
// measurement, does. Prints throughput, latencies and what the connection pool did.
//
//     many_requests [--requests 10000] [--parallel 64]

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/program_options.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <vector>

namespace asio = boost::asio;
namespace po = boost::program_options;
using steady_clock = std::chrono::steady_clock;

namespace {

using milliseconds = std::chrono::duration<double, std::milli>;

// What the workers share. They take turns on one thread, so it needs no lock.
struct workload {
    explicit workload(std::size_t requests) : left(requests) { latencies.reserve(requests); }

    std::size_t left;
    std::size_t failed = 0;
    std::vector<steady_clock::duration> latencies;
};

// One of the requests that are under way at the same time; the next begins when it is answered.
asio::awaitable<void> work(const coai::client& client, const coai::chat::request& request,
                           workload& shared) {
    while (shared.left > 0) {
        --shared.left;
        const auto started = steady_clock::now();
        const auto answer = co_await coai::as_result(client.chat.completions.create(request));
        shared.latencies.push_back(steady_clock::now() - started);
        if (!answer && ++shared.failed == 1) {
            std::cerr << "the first failure: " << answer.error().what() << '\n';
        }
    }
}

void print(workload& done, steady_clock::duration taken) {
    const auto seconds = std::chrono::duration<double>(taken).count();
    const auto count = done.latencies.size();
    std::cout << count << " requests in " << seconds << " s, "
              << static_cast<double>(count) / seconds << " a second, " << done.failed
              << " failed\nlatency in ms:";
    std::sort(done.latencies.begin(), done.latencies.end());
    for (const std::size_t percent : {50U, 90U, 99U}) {
        const auto latency = done.latencies[(count - 1) * percent / 100];
        std::cout << " p" << percent << ' ' << milliseconds(latency).count() << ',';
    }
    std::cout << " max " << milliseconds(done.latencies.back()).count() << '\n';
}

void print(const coai::pool_statistics& pool) {
    std::cout << "connections: " << pool.created << " created, " << pool.reused << " times reused, "
              << pool.handshakes << " TLS handshakes (" << pool.resumed << " resumed), "
              << pool.open << " open now\n";
}

} // namespace

int main(int argc, char** argv) try {
    const example::upstream upstream;
    std::size_t requests = 0;
    std::size_t parallel = 0;
    po::options_description known("many_requests");
    known.add_options()("help", "print this")(
        "requests", po::value(&requests)->default_value(upstream.is_emulated() ? 10'000 : 20),
        "how many requests to make")("parallel", po::value(&parallel)->default_value(64),
                                     "how many of them at a time");
    po::variables_map given;
    po::store(po::parse_command_line(argc, argv, known), given);
    po::notify(given);
    if (given.contains("help") || requests == 0 || parallel == 0) {
        std::cout << known;
        return given.contains("help") ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    std::cout << "Talking to " << upstream.description() << '\n';

    asio::io_context io(1);
    auto options = upstream.client_options();
    options.pool.max_connections = parallel;
    coai::client client(io.get_executor(), options);
    coai::chat::request request(upstream.model());
    request.user("Explain to me how AI works");

    workload shared(requests);
    for (std::size_t worker = 0; worker < parallel; ++worker) {
        asio::co_spawn(io, work(client, request, shared), example::rethrow);
    }
    const auto started = steady_clock::now();
    io.run();

    const auto pool = client.statistics();
    print(shared, steady_clock::now() - started);
    print(pool);
    return shared.failed == 0 && pool.created <= parallel ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const std::exception& failed) {
    return example::report(failed);
}
