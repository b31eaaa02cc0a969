#include "testing/request_log.hpp"

#include <coai/testing/emulator.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/variables_map.hpp>

#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace po = boost::program_options;
using coai::testing::certificate_kind;
using coai::testing::emulator;
using coai::testing::emulator_options;
using std::chrono::milliseconds;

const std::map<std::string, certificate_kind>& certificate_kinds() {
    static const std::map<std::string, certificate_kind> kinds = {
        {"valid", certificate_kind::valid},
        {"expired", certificate_kind::expired},
        {"not-yet-valid", certificate_kind::not_yet_valid},
        {"wrong-host", certificate_kind::wrong_host},
        {"name-only", certificate_kind::name_only},
        {"addresses-only", certificate_kind::addresses_only},
        {"addresses-as-names", certificate_kind::addresses_as_names},
        {"self-signed", certificate_kind::self_signed},
        {"unknown-ca", certificate_kind::unknown_ca},
    };
    return kinds;
}

certificate_kind to_certificate_kind(const std::string& name) {
    const auto found = certificate_kinds().find(name);
    if (found == certificate_kinds().end())
        throw std::invalid_argument("--cert: no certificate is called " + name);
    return found->second;
}

po::options_description describe_options() {
    po::options_description options("Serves Gemini's OpenAI-compatible API on the loopback "
                                    "interface, with answers of its own");
    const emulator_options defaults;
    options.add_options()("help", "print this text")(
        "port", po::value<std::uint16_t>()->default_value(8443),
        "port; 0 takes a free one")("http", "speak HTTP without TLS")("ipv6", "listen on ::1, too")(
        "threads", po::value<unsigned>()->default_value(defaults.threads), "threads that serve")(
        "api-key", po::value<std::string>()->default_value(defaults.api_key),
        "the key that is accepted")("ca-file", po::value<std::string>(),
                                    "write the certificate to trust to this file (PEM)")(
        "cert", po::value<std::string>()->default_value("valid"),
        "valid, expired, not-yet-valid, wrong-host, name-only, addresses-only, addresses-as-names, "
        "self-signed or unknown-ca")("latency-ms", po::value<unsigned>()->default_value(0),
                                     "time to the first byte")(
        "tokens-per-second", po::value<double>()->default_value(0),
        "speed; 0 has no limit")("reply-chunks", po::value<std::size_t>()->default_value(0),
                                 "answer every request with that many chunks")(
        "chunk-size", po::value<std::size_t>()->default_value(0), "bytes of text in a chunk")(
        "cached-content", po::value<std::vector<std::string>>(),
        "name of a cache that exists, \"cachedContents/...\"; may be repeated")(
        "record", po::value<std::string>(), "write each request to this file, as a line of JSON")(
        "print-config", "print shell commands that point an OpenAI client at the server");
    return options;
}

emulator_options read_options(const po::variables_map& arguments) {
    emulator_options options;
    options.port = arguments["port"].as<std::uint16_t>();
    options.tls = arguments.count("http") == 0;
    options.ipv6 = arguments.count("ipv6") > 0;
    options.threads = arguments["threads"].as<unsigned>();
    options.api_key = arguments["api-key"].as<std::string>();
    options.certificate = to_certificate_kind(arguments["cert"].as<std::string>());
    options.latency = milliseconds(arguments["latency-ms"].as<unsigned>());
    options.tokens_per_second = arguments["tokens-per-second"].as<double>();
    options.reply_chunks = arguments["reply-chunks"].as<std::size_t>();
    options.chunk_size = arguments["chunk-size"].as<std::size_t>();
    if (arguments.count("cached-content") > 0) {
        options.cached_contents = arguments["cached-content"].as<std::vector<std::string>>();
    }
    options.max_recorded_requests = 0; // nobody asks for them
    return options;
}

void write_file(const std::string& path, const std::string& text) {
    std::ofstream file(path);
    file << text;
    file.close();
    if (!file)
        throw std::runtime_error("cannot write " + path);
}

/// A connection needs a descriptor, and the usual soft limit is 1024.
void raise_open_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

void wait_for_signal() {
    boost::asio::io_context io;
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([](const boost::system::error_code&, int) {});
    io.run();
}

int run(int argc, char** argv) {
    const po::options_description described = describe_options();
    po::variables_map arguments;
    po::store(po::parse_command_line(argc, argv, described), arguments);
    if (arguments.count("help") > 0) {
        std::cout << described;
        return EXIT_SUCCESS;
    }
    raise_open_file_limit();
    emulator_options options = read_options(arguments);
    std::optional<coai::testing::request_log> log;
    if (arguments.count("record") > 0) {
        log.emplace(arguments["record"].as<std::string>());
        options.on_request = [&log](const auto& request) { log->write(request); };
    }
    const emulator server(options);
    std::string ca_file;
    if (arguments.count("ca-file") > 0 && options.tls) {
        ca_file = arguments["ca-file"].as<std::string>();
        write_file(ca_file, server.ca_pem());
    }
    std::cout << "listening on " << server.base_url() << std::endl;
    if (arguments.count("print-config") > 0) {
        std::cout << "export OPENAI_BASE_URL='" << server.base_url() << "'\n"
                  << "export OPENAI_API_KEY='" << options.api_key << "'\n";
        if (!ca_file.empty())
            std::cout << "export SSL_CERT_FILE='" << ca_file << "'\n";
        std::cout << std::flush;
    }
    wait_for_signal();
    return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& failed) {
        std::cerr << "coai-emulator: " << failed.what() << '\n';
        return EXIT_FAILURE;
    }
}
