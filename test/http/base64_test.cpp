#include "http/base64.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>

namespace {

using coai::http::decode_base64;
using coai::http::encode_base64;
using coai::http::error;
using coai::http::error_code;

std::string decoded(std::string_view text, error_code& ec, std::size_t max_size = 1024) {
    const auto bytes = decode_base64(text, max_size, ec);
    std::string result;
    for (const auto byte : bytes) {
        result.push_back(std::to_integer<char>(byte));
    }
    return result;
}

TEST_SUITE("base64") {
    TEST_CASE("the examples of RFC 4648 section 10 go both ways") {
        const std::pair<const char*, const char*> examples[] = {
            {"", ""},
            {"f", "Zg=="},
            {"fo", "Zm8="},
            {"foo", "Zm9v"},
            {"foob", "Zm9vYg=="},
            {"fooba", "Zm9vYmE="},
            {"foobar", "Zm9vYmFy"},
        };
        for (const auto& [plain, text] : examples) {
            error_code ec;
            CHECK(encode_base64(plain) == text);
            CHECK(decoded(text, ec) == plain);
            CHECK_FALSE(ec);
        }
    }

    TEST_CASE("every byte survives at every position of a group") {
        std::string plain;
        for (int shift = 0; shift < 3; ++shift) {
            for (int c = 0; c < 256; ++c) {
                plain.push_back(static_cast<char>(c));
            }
            error_code ec;
            CHECK(decoded(encode_base64(plain), ec) == plain);
            CHECK_FALSE(ec);
            plain.push_back('x');
        }
    }

    TEST_CASE("the last two digits of the alphabet are plus and slash") {
        CHECK(encode_base64("\xFB\xFF") == "+/8=");
        error_code ec;
        CHECK(decoded("-_8=", ec).empty());
        CHECK(ec == error::malformed_base64);
    }

    TEST_CASE("appending keeps what is there") {
        std::string out = "data:;base64,";
        coai::http::append_base64(out, std::as_bytes(std::span(std::string_view("foo"))));
        CHECK(out == "data:;base64,Zm9v");
    }

    TEST_CASE("decoding is strict") {
        for (const auto* text : {"Z", "Zg", "Zg=", "Zg===", "====", "A===", "Zg==Zg==", "Zm9v\n",
                                 "Zm 9v", "Zm9=", "Zh==", "Zm9vYmF=", "=m9v", "Z=9v", "Zm=v"}) {
            CAPTURE(text);
            error_code ec;
            CHECK(decoded(text, ec).empty());
            CHECK(ec == error::malformed_base64);
        }
    }

    TEST_CASE("decoding is bounded by the size of the content") {
        error_code ec;
        CHECK(decoded("Zm9vYg==", ec, 4) == "foob");
        CHECK_FALSE(ec);
        CHECK(decoded("Zm9vYg==", ec, 3).empty());
        CHECK(ec == error::base64_too_large);
    }
}

} // namespace
