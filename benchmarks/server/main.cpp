// The server that the benchmarks of streams talk to.
//
//     --certificate FILE --key FILE [--chunks N] [--rate N] [--gather N] [--settle MS]
//     [--seconds N]
//
// Prints its port and serves for so many seconds at most. Or, for a server with fixed replies:
//
//     --write-replies FOLDER [--chunks N]
//
// writes completion.json and stream.sse.

#include "server/replies.hpp"
#include "server/stream_server.hpp"
#include "support/program.hpp"

#include <csignal>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

void write_file(const std::string& path, const std::string& text) {
    std::ofstream file(path);
    file << text;
    file.close();
    if (!file)
        throw std::runtime_error("cannot write " + path);
}

boost::json::object serve(bench::arguments& given) {
    bench::server_options options;
    options.chunks = given.number("chunks", options.chunks);
    boost::json::object result;
    const std::string folder = given.text("write-replies", "");
    if (!folder.empty()) {
        given.check();
        write_file(folder + "/completion.json", bench::completion_json());
        write_file(folder + "/stream.sse", bench::event_stream(options.chunks));
        return result;
    }
    options.certificate_chain = given.text("certificate");
    options.private_key = given.text("key");
    options.chunks_per_second = static_cast<double>(given.number("rate", 1000));
    options.gather = given.number("gather", options.gather);
    options.settle = std::chrono::milliseconds(given.number("settle", 0));
    options.lifetime = std::chrono::seconds(given.number("seconds", 600));
    given.check();
    std::signal(SIGPIPE, SIG_IGN); // a client may leave within a stream
    bench::stream_server server(options);
    std::cout << server.port() << std::endl;
    server.run();
    return result;
}

} // namespace

int main(int argc, char** argv) { return bench::run_program(argc, argv, serve); }
