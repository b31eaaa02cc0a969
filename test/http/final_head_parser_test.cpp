#include "http/final_head_parser.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace {

using coai::http::error_code;
using coai::http::final_head_parser;

constexpr std::string_view hint = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
constexpr std::string_view proper = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";

TEST_SUITE("final head parser") {
    TEST_CASE("interim heads are skipped, wherever the bytes are cut, and the body is left") {
        const std::string text =
            std::string("HTTP/1.1 100 Continue\r\n\r\n").append(hint).append(proper) + "x";
        for (std::size_t size = 1; size <= text.size(); ++size) {
            CAPTURE(size);
            final_head_parser parser;
            error_code ec;
            std::size_t taken = 0;
            while (taken < text.size() && !parser.done()) {
                taken += parser.put(std::string_view(text).substr(taken, size), ec);
                REQUIRE_FALSE(ec);
            }
            REQUIRE(parser.done());
            CHECK(parser.head().status == 200);
            CHECK(parser.head().headers == coai::headers{{"Content-Length", "1"}});
            CHECK(text.substr(taken) == "x");
        }
    }

    TEST_CASE("a connection that switches protocols has its final head") {
        final_head_parser parser;
        error_code ec;
        parser.put("HTTP/1.1 101 Switching Protocols\r\n\r\n", ec);
        CHECK(parser.done());
    }

    TEST_CASE("interim heads may be as large as the head proper, all together") {
        const std::size_t limit = 2 * hint.size();
        final_head_parser parser(limit);
        error_code ec;
        parser.put(std::string(hint).append(hint).append(proper), ec);
        CHECK_FALSE(ec);
        CHECK(parser.done());

        final_head_parser endless(limit);
        endless.put(std::string(hint).append(hint).append(hint), ec);
        CHECK(ec == coai::http::error::head_too_large);
    }
}

} // namespace
