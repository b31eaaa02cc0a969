#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coai::testing {

/// A few sentences of an assistant that answers `question`. They quote it and use its words, and
/// follow from the question and the seed.
std::string write_answer(std::string_view question, std::uint64_t seed);

/// What a model thinks before it answers `question`, a paragraph with a heading each time, as
/// Gemini's summaries are. They follow from the question and the seed.
std::vector<std::string> write_thoughts(std::string_view question, std::uint64_t seed);

/// The words of a text that carry meaning, in their order: its names, or else its longer words.
std::vector<std::string_view> telling_words(std::string_view text);

/// Cuts a text into the pieces of a stream, which joined are the text: of `size` bytes, or of a few
/// words where that is 0. No piece ends inside a UTF-8 sequence.
std::vector<std::string_view> split_for_stream(std::string_view text, std::size_t size,
                                               std::uint64_t seed);

} // namespace coai::testing
