#include "testing/transmission.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using namespace coai::testing;
using std::chrono::milliseconds;

transmission events(std::vector<std::string> texts) {
    transmission parts;
    for (std::string& text : texts)
        parts.emplace_back(std::move(text));
    return parts;
}

/// The bytes that are sent, with "!" for an ending and "~" for a pause.
std::string played(const transmission& parts) {
    std::string text;
    for (const segment& part : parts) {
        text += part.wait.count() > 0 ? "~" : "";
        text += part.bytes;
        text += part.end ? "!" : "";
    }
    return text;
}

std::string with_events(const fault& f, std::vector<std::string> texts) {
    return played(apply_event_steps(events(std::move(texts)), f.details().steps));
}

std::string with_bytes(const fault& f, std::vector<std::string> texts) {
    return played(apply_byte_steps(events(std::move(texts)), f.details().steps, point::unit::byte));
}

TEST_SUITE("transmission") {
    TEST_CASE("bytes are inserted at every offset, however the text is divided") {
        for (std::int64_t offset = 0; offset <= 6; ++offset) {
            std::string expected = "abcdef";
            expected.insert(static_cast<std::size_t>(offset), "XY");
            const fault f = fault().insert(point::byte(offset), "XY");
            CHECK(with_bytes(f, {"abcdef"}) == expected);
            CHECK(with_bytes(f, {"ab", "", "c", "def"}) == expected);
            CHECK(with_bytes(f, {"a", "b", "c", "d", "e", "f"}) == expected);
        }
    }

    TEST_CASE("bytes can be inserted several times, and stay together") {
        const transmission parts = apply_byte_steps(
            events({"ab", "cd"}), fault().insert(point::byte(1), "XY", 3).details().steps,
            point::unit::byte);
        CHECK(played(parts) == "aXYbcd");
        CHECK(parts[1].times == 3);
        CHECK(size_of(parts) == 10);

        // They count as often as they are sent, and what would happen within happens behind.
        CHECK(played(apply_byte_steps(parts, fault().insert(point::byte(8), "!").details().steps,
                                      point::unit::byte)) == "aXYb!cd");
        CHECK(played(apply_byte_steps(parts, fault().insert(point::byte(3), "!").details().steps,
                                      point::unit::byte)) == "aXY!bcd");
        CHECK(played(apply_byte_steps(parts, fault().remove(point::byte(1), 6).details().steps,
                                      point::unit::byte)) == "abcd");

        transmission joined = parts;
        coalesce(joined);
        CHECK(joined.size() == 3);
        transmission chunks =
            apply_byte_steps(events({"a"}), fault().insert(point::byte(1), "XY", 2).details().steps,
                             point::unit::byte);
        frame_as_chunks(chunks, 0);
        CHECK(played(chunks) == "1\r\na\r\n2\r\nXY\r\n0\r\n\r\n");
        CHECK(chunks.back().times == 1);
    }

    TEST_CASE("what is sent without end has no size") {
        const transmission parts = apply_byte_steps(
            events({"ab"}), fault().insert(point::byte(1), "XY", fault::all).details().steps,
            point::unit::byte);
        CHECK(size_of(parts) == fault::all);
        CHECK(played(apply_byte_steps(parts, fault().insert(point::byte(100), "!").details().steps,
                                      point::unit::byte)) == "aXY!b");
    }

    TEST_CASE("bytes are removed across divisions") {
        CHECK(with_bytes(fault().remove(point::byte(1), 3), {"ab", "cd", "ef"}) == "aef");
        CHECK(with_bytes(fault().remove(point::byte(2)), {"ab", "cd", "ef"}) == "ab");
        CHECK(with_bytes(fault().remove(point::byte(0), 2).remove(point::byte(1), 2), {"abcdef"}) ==
              "ef");
        CHECK(with_bytes(fault().remove(point::byte(0)).remove(point::byte(1)), {"abc"}) == "");
    }

    TEST_CASE("an ending stands at its offset and what follows is kept for the length") {
        const fault f = fault().end(point::byte(3), ending::reset);
        CHECK(with_bytes(f, {"ab", "cd", "ef"}) == "abc!def");
        CHECK(with_bytes(fault().end(point::byte(0), ending::reset), {"ab"}) == "!ab");
        CHECK(with_bytes(fault().end(point::response_end(), ending::close), {"ab", "c"}) == "abc!");
    }

    TEST_CASE("points beyond the response have no effect") {
        CHECK(with_bytes(fault().end(point::byte(7), ending::reset), {"abcdef"}) == "abcdef");
        CHECK(with_bytes(fault().insert(point::byte(6), "."), {"abcdef"}) == "abcdef.");
        CHECK(with_events(fault().insert(point::event(3), "x"), {"a", "b"}) == "ab");
        CHECK(with_events(fault().insert(point::event(-3), "x"), {"a", "b"}) == "ab");
    }

    TEST_CASE("steps at one point happen in the order in which they were added") {
        const fault f = fault()
                            .insert(point::byte(1), "1")
                            .wait(point::byte(1), milliseconds(5))
                            .insert(point::byte(1), "2")
                            .end(point::byte(1), ending::close);
        CHECK(with_bytes(f, {"ab"}) == "a1~2!b");
    }

    TEST_CASE("pauses of a part come before its first byte, once") {
        transmission parts = events({"ab", "cd"});
        parts[1].wait = milliseconds(1);
        const fault f = fault().insert(point::byte(2), "X").insert(point::byte(3), "Y");
        CHECK(played(apply_byte_steps(parts, f.details().steps, point::unit::byte)) == "abX~cYd");
    }

    TEST_CASE("events are counted from the front and from the back") {
        const std::vector<std::string> four = {"a", "b", "c", "d"};
        CHECK(with_events(fault().insert(point::event(0), "."), four) == ".abcd");
        CHECK(with_events(fault().insert(point::event(2), "."), four) == "ab.cd");
        CHECK(with_events(fault().insert(point::event(-1), "."), four) == "abc.d");
        CHECK(with_events(fault().insert(point::body_end(), "."), four) == "abcd.");
        CHECK(with_events(fault().insert(point::each_event(), "."), four) == ".a.b.c.d");
        CHECK(with_events(fault().remove(point::event(-1)), four) == "abc");
        CHECK(with_events(fault().remove(point::event(1), 2), four) == "ad");
        CHECK(with_events(fault().insert(point::event(1), "x").remove(point::event(1)), four) ==
              "ax");
        CHECK(with_events(fault().end(point::event(2), ending::stall), four) == "ab!cd");
    }

    TEST_CASE("steps of other units are left alone") {
        const fault f = fault().insert(point::body_byte(0), "x").insert(point::event(0), "y");
        CHECK(with_bytes(f, {"ab"}) == "ab");
        CHECK(with_events(f, {"ab"}) == "yab");
        CHECK(played(apply_byte_steps(events({"ab"}), f.details().steps, point::unit::body_byte)) ==
              "xab");
    }

    TEST_CASE("each part becomes a chunk, or several of a given size") {
        transmission whole = events({"hello", "", "0123456789abcdefg"});
        frame_as_chunks(whole, 0);
        CHECK(played(whole) == "5\r\nhello\r\n11\r\n0123456789abcdefg\r\n0\r\n\r\n");
        CHECK(whole.size() == 3);

        transmission small = events({"hello"});
        frame_as_chunks(small, 2);
        CHECK(played(small) == "2\r\nhe\r\n2\r\nll\r\n1\r\no\r\n0\r\n\r\n");

        transmission none;
        frame_as_chunks(none, 0);
        CHECK(played(none) == "0\r\n\r\n");

        transmission ended = events({"hello"});
        ended.back().end = ending::reset;
        frame_as_chunks(ended, 0);
        CHECK(played(ended) == "5\r\nhello\r\n!0\r\n\r\n");
    }

    TEST_CASE("parts are joined unless something happens between them") {
        transmission parts = events({"a", "b", "c", "d", "e"});
        parts[2].wait = milliseconds(1);
        parts[3].end = ending::close;
        coalesce(parts);
        REQUIRE(parts.size() == 3);
        CHECK(played(parts) == "ab~cd!e");
        CHECK(parts[0].bytes == "ab");
        CHECK(parts[1].bytes == "cd");
    }

    TEST_CASE("line ends become CR LF") {
        transmission parts = events({"a\nb\n", "\n"});
        end_lines_with_crlf(parts);
        CHECK(played(parts) == "a\r\nb\r\n\r\n");
    }
}

} // namespace
