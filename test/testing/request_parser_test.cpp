#include "testing/request_parser.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using boost::system::error_code;
using coai::testing::request_parser;

TEST_SUITE("request parser") {
    TEST_CASE("requests are found in a row of bytes cut anywhere") {
        const std::string first =
            "POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
        const std::string second = "GET /d HTTP/1.0\r\n\r\n";
        const std::string third = "PUT /e HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: "
                                  "close\r\n\r\n3;ext\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
        const std::string all = first + second + third;
        for (std::size_t piece = 1; piece <= all.size(); ++piece) {
            request_parser parser(100);
            std::string log;
            std::string_view rest;
            for (std::size_t at = 0; at < all.size(); at += piece) {
                rest = std::string_view(all).substr(at, piece);
                while (!rest.empty()) {
                    error_code ec;
                    rest.remove_prefix(parser.put(rest, ec));
                    REQUIRE(!ec);
                    if (!parser.done())
                        continue;
                    const auto& found = parser.parsed();
                    log += found.method + std::string(found.path()) + '[' +
                           std::string(found.query()) + ']' + found.body +
                           (found.keep_alive ? "+" : "-") + '\n';
                    parser.reset();
                }
            }
            REQUIRE(log == "POST/a[b=c]hello+\nGET/d[]-\nPUT/e[]abc0123456789-\n");
        }
    }

    TEST_CASE("the head is known before the body") {
        request_parser parser(100);
        error_code ec;
        parser.put("POST / HTTP/1.1\r\nX-a:  b \r\ncontent-length: 3\r\n\r\n", ec);
        CHECK(!ec);
        CHECK(parser.head_done());
        CHECK_FALSE(parser.done());
        CHECK(parser.parsed().headers.find("x-a") == "b");
    }

    TEST_CASE("what breaks the grammar or a limit is an error") {
        for (const std::string& text :
             {std::string("nonsense\r\n\r\n"), std::string("GET / HTTP/2.0\r\n\r\n"),
              std::string("GET / HTTP/1.1\r\na b: c\r\n\r\n"),
              std::string("POST / HTTP/1.1\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\n"),
              "GET / HTTP/1.1\r\nx: " + std::string(request_parser::max_head_size, 'x')}) {
            request_parser parser(100);
            error_code ec;
            parser.put(text, ec);
            CHECK(ec);
            CHECK(parser.failure() == ec);
            CHECK_FALSE(parser.is_body_too_large());
        }
        request_parser parser(3);
        error_code ec;
        parser.put("POST / HTTP/1.1\r\ncontent-length: 4\r\n\r\nabcd", ec);
        CHECK(parser.is_body_too_large());
        request_parser chunked(3);
        chunked.put("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n", ec);
        CHECK(chunked.is_body_too_large());
    }

    TEST_CASE("a form is kept apart, with a limit of its own") {
        for (const bool chunked : {false, true}) {
            request_parser parser(3, 1000);
            error_code ec;
            parser.put(std::string("POST / HTTP/1.1\r\ncontent-type: multipart/form-data; "
                                   "boundary=b\r\n") +
                           (chunked ? "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"
                                      "5\r\nworld\r\n0\r\n\r\n"
                                    : "content-length: 10\r\n\r\nhelloworld"),
                       ec);
            CHECK(!ec);
            REQUIRE(parser.done());
            CHECK(parser.body_size() == 10);
            CHECK(parser.parsed().body.empty());
            REQUIRE(parser.parsed().form);
            CHECK(parser.parsed().form->read(0, 100) == "helloworld");
        }
        request_parser parser(100, 3);
        error_code ec;
        parser.put("POST / HTTP/1.1\r\ncontent-length: 10\r\ncontent-type: multipart/form-data; "
                   "boundary=b\r\n\r\nhelloworld",
                   ec);
        CHECK(parser.is_body_too_large());
    }
}

} // namespace
