// Drives the client over a link with faults, each run made up from a seed, and checks what must
// hold whatever happens. See scripts/faults.

#include "faults/campaign.hpp"
#include "open_descriptors.hpp"

#include <boost/program_options.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>

namespace po = boost::program_options;

using coai::test::open_descriptors;

int main(int argc, char** argv) try {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    unsigned threads = 0;
    po::options_description known("coai-faults");
    known.add_options()("first", po::value(&first)->default_value(1), "the first seed")(
        "seeds", po::value(&count)->default_value(200), "how many to run")(
        "threads", po::value(&threads)->default_value(1), "threads of the client's context");
    po::variables_map given;
    po::store(po::parse_command_line(argc, argv, known), given);
    po::notify(given);

    coai::faults::campaign runs(threads == 0 ? 1 : threads);
    std::optional<std::ptrdiff_t> descriptors;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        try {
            runs.run(seed);
        } catch (const std::exception& violated) {
            std::cout << "seed " << seed << ": " << violated.what() << '\n';
            return EXIT_FAILURE;
        }
        if (seed == first + count / 10) {
            runs.finish();
            descriptors = open_descriptors();
        }
    }
    runs.finish();
    if (descriptors && open_descriptors() > *descriptors) {
        std::cout << "descriptors grew from " << *descriptors << " to " << open_descriptors()
                  << '\n';
        return EXIT_FAILURE;
    }
    std::cout << count << " seeds from " << first << ", calls by outcome:\n";
    runs.results().print(std::cout);
    return EXIT_SUCCESS;
} catch (const std::exception& failed) {
    std::cerr << failed.what() << '\n';
    return EXIT_FAILURE;
}
