#include "api/line_splitter.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using coai::api::line_splitter;

namespace {

/// Each line as "number:text", or "number:!" if it is too long.
std::vector<std::string> split(const std::vector<std::string>& pieces, std::size_t max_size = 100) {
    line_splitter lines(max_size);
    std::vector<std::string> seen;
    const auto take = [&](const line_splitter::line& line) {
        CHECK((!line.too_long || line.text.empty()));
        seen.push_back(std::to_string(line.number) + ':' +
                       (line.too_long ? "!" : std::string(line.text)));
    };
    for (const std::string& piece : pieces) {
        lines.feed(piece);
        while (const auto line = lines.next()) {
            take(*line);
        }
    }
    if (const auto line = lines.finish()) {
        take(*line);
    }
    CHECK_FALSE(lines.finish());
    return seen;
}

using texts = std::vector<std::string>;

} // namespace

TEST_SUITE("line splitter") {
    TEST_CASE("lines end with a line feed, with or without a carriage return") {
        CHECK(split({"a\nb\r\n\nc\n"}) == texts{"1:a", "2:b", "3:", "4:c"});
        CHECK(split({"\r\n\r\r\n"}) == texts{"1:", "2:\r"});
    }

    TEST_CASE("the last line needs no end") {
        CHECK(split({"a\nb"}) == texts{"1:a", "2:b"});
        CHECK(split({"a\n"}) == texts{"1:a"});
        CHECK(split({}) == texts{});
        CHECK(split({""}) == texts{});
    }

    TEST_CASE("pieces may be cut anywhere") {
        const std::string text = "first\r\n\nsecond line\nlast";
        const texts whole = split({text});
        REQUIRE(whole == texts{"1:first", "2:", "3:second line", "4:last"});
        for (std::size_t first = 0; first <= text.size(); ++first) {
            for (std::size_t second = first; second <= text.size(); ++second) {
                CHECK(split({text.substr(0, first), text.substr(first, second - first),
                             text.substr(second)}) == whole);
            }
        }
        texts bytes;
        for (const char byte : text) {
            bytes.emplace_back(1, byte);
        }
        CHECK(split(bytes) == whole);
    }

    TEST_CASE("a line that is too long is passed over, wherever it is cut") {
        const std::string text = "ok\n12345\nfine\n123456\r\n12345\r\nend";
        const texts expected{"1:ok", "2:12345", "3:fine", "4:!", "5:12345", "6:end"};
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            CHECK(split({text.substr(0, cut), text.substr(cut)}, 5) == expected);
        }
        CHECK(split({"123456"}, 5) == texts{"1:!"});
        CHECK(split({"1234", "56"}, 5) == texts{"1:!"});
        CHECK(split({"1234", "5678", "9", "\nx"}, 5) == texts{"1:!", "2:x"});
    }

    TEST_CASE("of a line that is too long nothing is kept") {
        line_splitter lines(10);
        const std::string piece(1 << 20, 'x');
        for (int i = 0; i < 64; ++i) {
            lines.feed(piece);
            CHECK_FALSE(lines.next());
        }
        lines.feed("\n");
        const auto line = lines.next();
        REQUIRE(line);
        CHECK(line->too_long);
    }
}
