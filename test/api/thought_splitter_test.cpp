#include "api/thought_splitter.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace {

using coai::api::thought_splitter;
using coai::api::thought_tags;

struct delta {
    std::string text;
    bool flagged = false;
};

struct thought_split {
    std::string thought;
    std::string answer;

    friend bool operator==(const thought_split&, const thought_split&) = default;
};

doctest::String toString(const thought_split& made) {
    return ("thought \"" + made.thought + "\", answer \"" + made.answer + '"').c_str();
}

thought_tags expected(std::string word = {}) {
    thought_tags tags;
    tags.expected = true;
    tags.word = std::move(word);
    return tags;
}

/// The end of an answer comes with its last delta, or after it.
enum class ending { with_last_delta, after_it };

thought_split run(const std::vector<delta>& deltas, const thought_tags& tags = thought_tags(),
                  ending end = ending::with_last_delta) {
    thought_splitter splitter(tags);
    thought_split made;
    const auto take = [&](thought_splitter::pieces found) {
        made.thought += found.thought;
        made.answer += found.answer;
    };
    for (std::size_t index = 0; index < deltas.size(); ++index) {
        const bool last = end == ending::with_last_delta && index + 1 == deltas.size();
        take(splitter.next(deltas[index].text, deltas[index].flagged, last));
    }
    if (end == ending::after_it)
        take(splitter.next("", false, true));
    return made;
}

/// The deltas with each of them cut in two at `position` of the whole text.
std::vector<delta> cut(const std::vector<delta>& deltas, std::size_t position) {
    std::vector<delta> pieces;
    std::size_t begin = 0;
    for (const delta& each : deltas) {
        const std::size_t end = begin + each.text.size();
        if (position > begin && position < end) {
            pieces.push_back({each.text.substr(0, position - begin), each.flagged});
            pieces.push_back({each.text.substr(position - begin), each.flagged});
        } else {
            pieces.push_back(each);
        }
        begin = end;
    }
    return pieces;
}

std::vector<delta> single_bytes(const std::vector<delta>& deltas) {
    std::vector<delta> pieces;
    for (const delta& each : deltas) {
        for (const char byte : each.text)
            pieces.push_back({std::string(1, byte), each.flagged});
    }
    return pieces;
}

std::size_t size_of(const std::vector<delta>& deltas) {
    std::size_t size = 0;
    for (const delta& each : deltas)
        size += each.text.size();
    return size;
}

/// However the deltas are cut, they amount to the same.
void check_all_cuts(const std::vector<delta>& deltas, const thought_split& wanted,
                    const thought_tags& tags = thought_tags()) {
    for (const ending end : {ending::with_last_delta, ending::after_it}) {
        CHECK(run(deltas, tags, end) == wanted);
        CHECK(run(single_bytes(deltas), tags, end) == wanted);
        for (std::size_t first = 1; first < size_of(deltas); ++first) {
            CAPTURE(first);
            const auto once = cut(deltas, first);
            REQUIRE(run(once, tags, end) == wanted);
            for (std::size_t second = first + 1; second < size_of(deltas); ++second) {
                CAPTURE(second);
                REQUIRE(run(cut(once, second), tags, end) == wanted);
            }
        }
    }
}

} // namespace

TEST_SUITE("thought splitter") {
    TEST_CASE("Gemini's stream: tags, and a flag on each delta of thought") {
        const std::vector<delta> deltas = {{"<thought>First, ", true},
                                           {"then.\n\n", true},
                                           {"</thought>The answer", false},
                                           {" is 4.", false}};
        const thought_split wanted{"First, then.\n\n", "The answer is 4."};
        check_all_cuts(deltas, wanted);
        check_all_cuts(deltas, wanted, expected());
    }

    TEST_CASE("Vertex AI's stream: a flag and no tags") {
        check_all_cuts({{"Hm, a < b. ", true}, {"So be it.", true}, {"<b>Yes</b>", false}},
                       {"Hm, a < b. So be it.", "<b>Yes</b>"});
    }

    TEST_CASE("tags and no flag, where thoughts were asked for") {
        for (const std::string word : {"thought", "think"}) {
            check_all_cuts({{"<" + word + ">Hm </thou, </th ink></" + word + ">So: 4 </thought>"}},
                           {"Hm </thou, </th ink>", "So: 4 </thought>"}, expected());
        }
    }

    TEST_CASE("tags and no flag, where nobody asked for thoughts, are text") {
        const std::string text = "<thought>Hm</thought>So";
        check_all_cuts({{text}}, {"", text});
    }

    TEST_CASE("the tag's word may be another one") {
        for (const std::string word : {"reasoning", "<reasoning>"}) {
            check_all_cuts({{"<reasoning>Hm</reasoning>So", false}}, {"Hm", "So"}, expected(word));
            check_all_cuts({{"<reasoning>Hm", true}, {"</reasoning>So", false}}, {"Hm", "So"},
                           expected(word));
        }
        const std::string text = "<thought>Hm</thought>So";
        check_all_cuts({{text}}, {"", text}, expected("reasoning"));
    }

    TEST_CASE("a tag within an answer is text") {
        for (const std::string text :
             {"Write <thought>x</thought> to think", " <thought>x</thought>", "<thoughts>x",
              "</thought>x", "<think", "<", "a<thought>"}) {
            CAPTURE(text);
            check_all_cuts({{text}}, {"", text}, expected());
            check_all_cuts({{"<thought>Hm", true}, {"</thought>", false}, {text, false}},
                           {"Hm", text});
        }
    }

    TEST_CASE("a tag within a thought that is flagged is thought") {
        check_all_cuts(
            {{"<thought>Hm", true}, {", <thought> and </thought>?", true}, {"So", false}},
            {"Hm, <thought> and </thought>?", "So"});
    }

    TEST_CASE("thoughts may come again, with and without tags") {
        check_all_cuts({{"<thought>One", true},
                        {"</thought>First.", false},
                        {"<thought>Two", true},
                        {"</thought>Second.", false},
                        {"Three", true},
                        {"Third.", false}},
                       {"OneTwoThree", "First.Second.Third."});
    }

    TEST_CASE("a beginning of a tag that is none belongs to where it stands") {
        check_all_cuts({{"<thou", true}, {"So", false}}, {"<thou", "So"});
        check_all_cuts({{"Hm", true}, {"</thou", false}}, {"Hm", "</thou"});
        check_all_cuts({{"Hm", true}, {"</thou", false}, {"<think>Ah", true}}, {"HmAh", "</thou"});
        check_all_cuts({{"<thi", false}, {"Hm", true}}, {"Hm", "<thi"}, expected());
        check_all_cuts({{"<think>Hm</thi", false}, {"nk>ing", true}}, {"Hm</think>ing", ""},
                       expected());
    }

    TEST_CASE("a thought that never ends is all there is") {
        check_all_cuts({{"<thought>Hm, let me", true}}, {"Hm, let me", ""});
        check_all_cuts({{"<think>Hm, let me </th", false}}, {"Hm, let me </th", ""}, expected());
        check_all_cuts({{"<thought>", true}, {"</thought>", false}}, {"", ""});
    }

    TEST_CASE("a whole answer in one flagged delta is split by its tags") {
        CHECK(run({{"<thought>Hm</thought>So", true}, {" be it", false}}) ==
              thought_split{"Hm", "So be it"});
    }

    TEST_CASE("deltas without text change nothing") {
        CHECK(run({{"", false},
                   {"<thou", true},
                   {"", false},
                   {"ght>Hm", true},
                   {"", false},
                   {", well", true},
                   {"</th", false},
                   {"", true},
                   {"ought>So", false}}) == thought_split{"Hm, well", "So"});
    }

    TEST_CASE("what is left alone is not copied") {
        thought_splitter splitter;
        for (const std::string text : {"An answer", " in pieces", "<thought>"}) {
            const auto found = splitter.next(text, false, false);
            CHECK(found.thought.empty());
            CHECK(found.answer.data() == text.data());
            CHECK(found.answer.size() == text.size());
        }
    }

    TEST_CASE("an answer that came whole") {
        const auto split = [](std::string_view text, bool flagged, const thought_tags& tags) {
            const auto found = thought_splitter::split(text, flagged, tags);
            return thought_split{std::string(found.thought), std::string(found.answer)};
        };
        const thought_tags unexpected;
        CHECK(split("<thought>Hm</thought>So", true, unexpected) == thought_split{"Hm", "So"});
        CHECK(split("<think>Hm</think>So", false, expected()) == thought_split{"Hm", "So"});
        CHECK(split("<thought>Hm</thought>So", false, unexpected) ==
              thought_split{"", "<thought>Hm</thought>So"});
        CHECK(split("So <thought>Hm</thought>", true, unexpected) ==
              thought_split{"", "So <thought>Hm</thought>"});
        CHECK(split("<thought>Hm", true, unexpected) == thought_split{"Hm", ""});
        CHECK(split("<thou", true, unexpected) == thought_split{"", "<thou"});
        CHECK(split("", true, expected()) == thought_split{"", ""});
        CHECK(split("<why>Hm</why>So", false, expected("why")) == thought_split{"Hm", "So"});
    }
}
