#include "http/media_signature.hpp"

#include <doctest/doctest.h>

#include <span>
#include <string>
#include <string_view>

namespace {

using namespace std::string_view_literals;

std::string_view image(std::string_view bytes) {
    return coai::http::image_type(std::as_bytes(std::span(bytes)));
}

std::string_view audio(std::string_view bytes) {
    return coai::http::audio_format(std::as_bytes(std::span(bytes)));
}

} // namespace

TEST_SUITE("media signature") {
    TEST_CASE("images are told by their first bytes") {
        CHECK(image("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"sv) == "image/png");
        CHECK(image("\xFF\xD8\xFF\xE0\0\x10JFIF"sv) == "image/jpeg");
        CHECK(image("GIF87a\1\0"sv) == "image/gif");
        CHECK(image("GIF89a\1\0"sv) == "image/gif");
        CHECK(image("RIFF\x24\0\0\0WEBPVP8 "sv) == "image/webp");
        CHECK(image("\0\0\0\x18"
                    "ftypheic\0\0\0\0"sv) == "image/heic");
        CHECK(image("\0\0\0\x18"
                    "ftyphevc\0\0\0\0"sv) == "image/heic");
        CHECK(image("\0\0\0\x18"
                    "ftypmif1\0\0\0\0"sv) == "image/heif");
        CHECK(image("\0\0\0\x18"
                    "ftypavif\0\0\0\0"sv) == "image/avif");
        CHECK(image("BM\x36\0\x0C\0\0\0\0\0\x36\0\0\0"sv) == "image/bmp");
        CHECK(image("II*\0\x08\0\0\0"sv) == "image/tiff");
        CHECK(image("MM\0*\0\0\0\x08"sv) == "image/tiff");
    }

    TEST_CASE("what only looks like an image is none") {
        for (const std::string_view other :
             {""sv, "\x89PNG"sv, "\x89PNG\n\x1A\n"sv, "\xFF\xD8"sv, "GIF88a"sv,
              "RIFF\0\0\0\0WAVE"sv, "RIFF"sv,
              "\0\0\0\x18"
              "ftypisom"sv,
              "\0\0\0\x18"
              "ftyp"sv,
              "BMW drivers"sv, "BM"sv, "%PDF-1.7"sv, "<svg xmlns="sv, "a.jpg"sv}) {
            CAPTURE(std::string(other));
            CHECK(image(other).empty());
        }
    }

    TEST_CASE("recordings are told by their first bytes") {
        CHECK(audio("RIFF\x24\0\0\0WAVEfmt "sv) == "wav");
        CHECK(audio("ID3\4\0\0\0\0\0\0"sv) == "mp3");
        CHECK(audio("\xFF\xFB\x90\x64"sv) == "mp3"); // MPEG-1, 128 kbit/s, 44.1 kHz
        CHECK(audio("\xFF\xF3\x40\xC4"sv) == "mp3"); // MPEG-2
        CHECK(audio("\xFF\xE3\x40\xC4"sv) == "mp3"); // MPEG-2.5
    }

    TEST_CASE("what only looks like a recording is none") {
        for (const std::string_view other :
             {""sv, "RIFF\x24\0\0\0WEBP"sv, "OggS"sv, "fLaC"sv, "\xFF"sv, "\xFF\xD8\xFF\xE0"sv,
              "\xFF\xF1\x50\x80"sv, // AAC
              "\xFF\xFD\x90\x64"sv, // layer II
              "\xFF\xEB\x90\x64"sv, // a reserved version
              "\xFF\xFB\xF0\x64"sv, "\xFF\xFB\x9C\x64"sv, "\xFF\xFB"sv, "\xFE\xFF"sv}) {
            CAPTURE(std::string(other));
            CHECK(audio(other).empty());
        }
    }
}
