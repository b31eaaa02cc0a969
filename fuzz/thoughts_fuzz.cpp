// Thoughts told from the answer: cutting the text changes nothing, and nothing is lost but tags.

#include "fuzz/input.hpp"

#include "api/thought_splitter.hpp"

#include <string>

namespace {

using namespace coai;

struct parts {
    std::string thought;
    std::string answer;

    void add(const api::thought_splitter::pieces& more) {
        thought += more.thought;
        answer += more.answer;
    }
};

parts split_in_pieces(std::string_view text, const api::thought_tags& tags, std::size_t seed) {
    parts result;
    api::thought_splitter splitter(tags);
    for (fuzz::cutter pieces(text, seed); !pieces.done();) {
        const std::string piece(pieces.next());
        result.add(splitter.next(piece, false, pieces.done()));
    }
    return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input made(data, size);
    api::thought_tags tags;
    tags.expected = made.choice(2) == 1;
    tags.word = made.choice(4) == 1 ? "plan" : "";
    const std::size_t seed = made.choice(256);
    const std::string_view text = made.text();

    parts whole;
    api::thought_splitter at_once(tags);
    whole.add(at_once.next(text, false, true));
    const parts pieces = split_in_pieces(text, tags, seed);
    fuzz::require(pieces.thought == whole.thought, "cutting changes no thought");
    fuzz::require(pieces.answer == whole.answer, "cutting changes no answer");
    fuzz::require(whole.thought.size() + whole.answer.size() <= text.size(), "nothing is made up");
    fuzz::require(!whole.thought.empty() || text.find('<') != text.npos || whole.answer == text,
                  "a text without tags stays as it is");

    // Flags that come and go, as no server sets them.
    api::thought_splitter flagged(tags);
    std::size_t out = 0;
    for (fuzz::cutter cut(text, seed); !cut.done();) {
        const std::string piece(cut.next());
        const auto got = flagged.next(piece, piece.size() % 2 == 1, cut.done());
        out += got.thought.size() + got.answer.size();
    }
    fuzz::require(out <= text.size(), "nothing is made up");
    return 0;
}
