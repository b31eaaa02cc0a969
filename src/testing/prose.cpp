#include "testing/prose.hpp"

#include "http/ascii.hpp"
#include "http/utf8_prefix.hpp"
#include "testing/seeded_random.hpp"

#include <algorithm>
#include <array>

namespace coai::testing {

namespace {

using std::string_view;

// A star stands for the question or for one of its words.
constexpr std::array<string_view, 4> openings = {
    "You asked: “*”",
    "Here is a short answer to “*”.",
    "Let us look at “*” together.",
    "Thank you for the question “*”.",
};

constexpr std::array<string_view, 8> middles = {
    "What matters most about * is to begin with a simple case.",
    "In practice, * behaves well as long as every step can be checked.",
    "A good way to think about * is to ask what goes in and what comes out.",
    "Many people meet * for the first time without noticing it.",
    "If * surprises you, look at what happened just before.",
    "There are two sides to *: what it costs and what it saves.",
    "The details of * depend on where you start.",
    "An example makes * clearer than any definition – try one of your own.",
};

constexpr std::array<string_view, 4> closings = {
    "Tell me if you would like to go deeper.",
    "I can give an example if that helps.",
    "That is the short version; there is more to say.",
    "Which part should I explain further?",
};

struct thought_pattern {
    string_view heading;
    string_view text;
};

constexpr std::array<thought_pattern, 4> thoughts = {{
    {"Understanding the Question", "I have been asked about *, and begin with what it is."},
    {"Looking for an Angle", "I am weighing an example against a definition of *."},
    {"Checking the Facts", "What I know of * holds together; nothing needs to be looked up."},
    {"Shaping the Answer", "I have settled on a few sentences that lead to *."},
}};

constexpr std::size_t longest_quote = 80;
constexpr std::size_t long_word = 4;

bool is_letter(char c) noexcept {
    const char lower = http::ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }

std::vector<string_view> words_of(string_view text) {
    std::vector<string_view> words;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && is_letter(text[i]))
            continue;
        if (i > begin)
            words.push_back(text.substr(begin, i - begin));
        begin = i + 1;
    }
    return words;
}

void append_filled(std::string& out, string_view pattern, string_view filling) {
    const std::size_t star = pattern.find('*');
    out.append(pattern.substr(0, star));
    if (star != string_view::npos)
        out.append(filling).append(pattern.substr(star + 1));
}

/// The first line of the question, shortened to whole words.
std::string quote(string_view question) {
    const string_view line = question.substr(0, question.find('\n'));
    const string_view part = http::utf8_prefix(line, longest_quote);
    if (part.size() == question.size())
        return std::string(part);
    const std::size_t space = part.size() < line.size() ? part.rfind(' ') : part.size();
    return std::string(part.substr(0, space)) + "…";
}

std::size_t end_of_words(string_view text, std::size_t count) noexcept {
    std::size_t end = 0;
    for (; count > 0 && end < text.size(); --count) {
        while (end < text.size() && text[end] == ' ')
            ++end;
        while (end < text.size() && text[end] != ' ')
            ++end;
    }
    return end;
}

} // namespace

std::vector<string_view> telling_words(string_view text) {
    std::vector<string_view> names;
    std::vector<string_view> long_words;
    for (const string_view word : words_of(text)) {
        // The first word of a sentence has a capital in any case.
        const auto offset = static_cast<std::size_t>(word.data() - text.data());
        const bool begins_sentence = offset < 2 || text.substr(offset - 2, 2) == ". ";
        if (is_upper(word.front()) && word.size() > 1 && !begins_sentence)
            names.push_back(word);
        if (word.size() > long_word)
            long_words.push_back(word);
    }
    return names.empty() ? long_words : names;
}

std::string write_answer(string_view question, std::uint64_t seed) {
    seeded_random random(seed);
    const std::string quoted = question.empty() ? "your message" : quote(question);
    std::vector<string_view> words = telling_words(question);
    if (words.empty())
        words.emplace_back("it");
    std::string text;
    append_filled(text, openings[random.below(openings.size())], quoted);
    const std::size_t sentences = 2 + random.below(4);
    const std::size_t first = random.below(middles.size());
    for (std::size_t i = 0; i < sentences; ++i) {
        text += ' ';
        append_filled(text, middles[(first + i) % middles.size()],
                      words[random.below(words.size())]);
    }
    text += ' ';
    return text.append(closings[random.below(closings.size())]);
}

std::vector<std::string> write_thoughts(string_view question, std::uint64_t seed) {
    seeded_random random(seed);
    std::vector<string_view> words = telling_words(question);
    if (words.empty())
        words.emplace_back("it");
    std::vector<std::string> paragraphs;
    const std::size_t count = 2 + random.below(thoughts.size() - 1);
    for (std::size_t i = 0; i < count; ++i) {
        std::string& paragraph = paragraphs.emplace_back("**");
        paragraph.append(thoughts[i].heading).append("**\n\n");
        append_filled(paragraph, thoughts[i].text, words[random.below(words.size())]);
        paragraph += "\n\n\n";
    }
    return paragraphs;
}

std::vector<string_view> split_for_stream(string_view text, std::size_t size, std::uint64_t seed) {
    seeded_random random(seed);
    std::vector<string_view> pieces;
    constexpr std::size_t longest_sequence = 4;
    while (!text.empty()) {
        string_view piece;
        if (size == 0)
            piece = text.substr(0, end_of_words(text, 2 + random.below(5)));
        else
            piece = http::utf8_prefix(text, size);
        if (piece.empty()) // a sequence that is longer than a piece may be
            piece = http::utf8_prefix(text, longest_sequence);
        pieces.push_back(piece);
        text.remove_prefix(piece.size());
    }
    return pieces;
}

} // namespace coai::testing
