// The result file of a batch: every line is a result, however the file is cut.

#include "fuzz/input.hpp"

#include "api/batch_result_line.hpp"
#include "api/line_splitter.hpp"

#include <string>

namespace {

using namespace coai;

constexpr std::size_t max_line_size = 4096;

class transcript {
public:
    transcript() : reader_(batches::result_source("file-1"), secret()), lines_(max_line_size) {}

    void feed(std::string piece) {
        lines_.feed(std::move(piece));
        while (const auto line = lines_.next()) {
            add(*line);
        }
    }

    std::string end() {
        while (const auto line = lines_.finish()) {
            add(*line);
        }
        return text_;
    }

private:
    void add(const api::line_splitter::line& line) {
        const batches::result result = reader_.read(line);
        fuzz::require(result.ok() || result.error.has_value(), "a result is an answer or an error");
        text_ += std::to_string(result.line) + result.custom_id + result.body.text();
        text_ += result.error ? result.error->what() : "";
        if (result.ok()) {
            try {
                result.completion();
                result.json();
            } catch (const protocol_error&) { // the answer is of another kind
            }
        }
    }

    api::batch_result_reader reader_;
    api::line_splitter lines_;
    std::string text_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input made(data, size);
    const std::size_t seed = made.choice(256);
    transcript whole;
    whole.feed(std::string(made.text()));
    transcript pieces;
    for (fuzz::cutter cut(made.text(), seed); !cut.done();) {
        pieces.feed(std::string(cut.next()));
    }
    fuzz::require(pieces.end() == whole.end(), "cutting a file changes nothing");
    return 0;
}
