// Many callers for long, while their servers come and go. See scripts/soak.

#include "soak/soak.hpp"

#include <boost/program_options.hpp>

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>

namespace po = boost::program_options;

int main(int argc, char** argv) try {
    coai::soak::settings chosen;
    std::int64_t seconds = 0;
    std::int64_t pause = 0;
    std::int64_t reload_every = 0;
    std::int64_t restart_every = 0;
    po::options_description known("coai-soak");
    known.add_options()("emulator", po::value(&chosen.emulator)->required(),
                        "the program coai-emulator")(
        "seconds", po::value(&seconds)->default_value(chosen.duration.count()), "how long")(
        "callers", po::value(&chosen.callers)->default_value(chosen.callers),
        "how many call at the same time")("pause",
                                          po::value(&pause)->default_value(chosen.pause.count()),
                                          "milliseconds between two calls of a caller, on average")(
        "connections", po::value(&chosen.connections)->default_value(chosen.connections),
        "connections of each of the two pools")(
        "seed", po::value(&chosen.seed)->default_value(chosen.seed),
        "what chance follows from")("no-proxy", "plain HTTP to the emulator, without nginx")(
        "reload-every", po::value(&reload_every)->default_value(chosen.reload_every.count()),
        "seconds between two reloads of nginx")(
        "restart-every", po::value(&restart_every)->default_value(chosen.restart_every.count()),
        "seconds between two restarts of the emulator");
    po::variables_map given;
    po::store(po::parse_command_line(argc, argv, known), given);
    po::notify(given);
    chosen.duration = std::chrono::seconds(seconds);
    chosen.pause = std::chrono::milliseconds(pause);
    chosen.reload_every = std::chrono::seconds(reload_every);
    chosen.restart_every = std::chrono::seconds(restart_every);
    chosen.proxy = given.count("no-proxy") == 0;
    return coai::soak::run(chosen, std::cout) ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const std::exception& failed) {
    std::cerr << "coai-soak: " << failed.what() << '\n';
    return EXIT_FAILURE;
}
