#include "testing/media_facts.hpp"

#include <doctest/doctest.h>

#include <span>
#include <string>
#include <string_view>

namespace {

using namespace coai::testing;
using namespace std::string_view_literals;

std::string size_of(std::string_view file) {
    const auto size = image_size(std::as_bytes(std::span(file)));
    return size ? std::to_string(size->width) + 'x' + std::to_string(size->height) : "none";
}

std::optional<double> seconds(std::string_view file) {
    return wav_seconds(std::as_bytes(std::span(file)));
}

} // namespace

TEST_SUITE("emulator media facts") {
    TEST_CASE("the size of an image is in its head") {
        CHECK(size_of("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\1\2\0\0\0\5"sv) == "258x5");
        CHECK(size_of("GIF89a\x02\x01\x05\0"sv) == "258x5");
        CHECK(size_of("\xFF\xD8\xFF\xE0\0\4JF\xFF\xC4\0\3X\xFF\xC2\0\x0B\x08\0\5\1\2\3"sv) ==
              "258x5");
    }

    TEST_CASE("there is none where it is missing") {
        for (const std::string_view file :
             {""sv, "\x89PNG\r\n\x1A\n"sv, "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\1\2"sv,
              "\x89PNG\r\n\x1A\n\0\0\0\rPLTE\0\0\1\2\0\0\0\5"sv, "GIF89a"sv,
              "\xFF\xD8\xFF\xE0\0\4JF\xFF\xDA\0\3X"sv, "\xFF\xD8\xFF\xE0\0\0"sv,
              "RIFF\x24\0\0\0WEBPVP8 "sv, "text"sv})
            CHECK(size_of(file) == "none");
    }

    TEST_CASE("a recording plays as long as its data lasts") {
        const std::string head =
            std::string("RIFF\0\0\0\0WAVELIST\3\0\0\0abc\0"
                        "fmt \x10\0\0\0\1\0\1\0\x40\x1F\0\0\x40\x1F\0\0\1\0\x08\0",
                        48) +
            "data";
        CHECK(seconds(head + std::string("\xA0\x0F\0\0", 4) + std::string(4000, '\0')) == 0.5);
        // The size is that of a stream: unknown.
        CHECK(seconds(head + "\xFF\xFF\xFF\xFF" + std::string(8000, '\0')) == 1.0);
        CHECK_FALSE(seconds(head).has_value());
        CHECK_FALSE(seconds(head.substr(0, 20)).has_value());
        CHECK_FALSE(seconds("RIFF\0\0\0\0WAVEdata\0\0\0\0"sv).has_value());
        CHECK_FALSE(seconds("ID3"sv).has_value());
    }
}
