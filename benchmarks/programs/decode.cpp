// Reads one JSON text into its type, so many times.
//
//     --kind completion|chunk --times N
//
// A chunk is read into the same object again, as a stream does; a completion into a new one.

#include "server/replies.hpp"
#include "support/meter.hpp"
#include "support/program.hpp"

#include <coai/chat.hpp>
#include <coai/json.hpp>

#include <stdexcept>
#include <string>

namespace {

template <class T>
void decode(coai::json::decoder& decoder, const std::string& text, T& into) {
    if (const auto error = decoder.decode(text, into))
        throw coai::json::decode_error(*error);
}

std::size_t decode_completions(std::size_t times) {
    const std::string text = bench::completion_json();
    std::size_t checksum = 0;
    for (std::size_t i = 0; i < times; ++i) {
        coai::json::decoder decoder;
        coai::chat::completion completion;
        decode(decoder, text, completion);
        checksum += completion.text().size();
    }
    return checksum;
}

std::size_t decode_chunks(std::size_t times) {
    const std::string text = bench::chunk_json(bench::chunk_text());
    coai::json::decoder decoder;
    coai::chat::chunk chunk;
    std::size_t checksum = 0;
    for (std::size_t i = 0; i < times; ++i) {
        decode(decoder, text, chunk);
        checksum += chunk.text().size();
    }
    return checksum;
}

boost::json::object measure(bench::arguments& given) {
    const std::string kind = given.text("kind");
    const std::size_t times = given.number("times", 1);
    given.check();
    if (kind != "completion" && kind != "chunk")
        throw std::invalid_argument("--kind is completion or chunk");
    bench::meter meter;
    meter.start();
    boost::json::object result;
    result["checksum"] = kind == "chunk" ? decode_chunks(times) : decode_completions(times);
    meter.stop(result);
    result["count"] = times;
    return result;
}

} // namespace

int main(int argc, char** argv) { return bench::run_program(argc, argv, measure); }
