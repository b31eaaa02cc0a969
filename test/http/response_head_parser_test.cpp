#include "http/response_head_parser.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using coai::http::body_framing;
using coai::http::error;
using coai::http::error_code;
using coai::http::response_head;
using coai::http::response_head_parser;

response_head parsed(std::string_view text) {
    response_head_parser parser;
    error_code ec;
    CHECK(parser.put(text, ec) == text.size());
    REQUIRE_MESSAGE(!ec, ec.message());
    REQUIRE(parser.done());
    return parser.head();
}

response_head parsed_fields(std::string_view fields) {
    return parsed("HTTP/1.1 200 OK\r\n" + std::string(fields) + "\r\n");
}

error_code error_of(std::string_view text) {
    response_head_parser whole;
    error_code ec;
    whole.put(text, ec);
    CHECK_FALSE(whole.done());

    response_head_parser bytewise;
    error_code bytewise_ec;
    for (std::size_t i = 0; i < text.size() && !bytewise_ec; ++i) {
        bytewise.put(text.substr(i, 1), bytewise_ec);
    }
    CHECK(bytewise_ec == ec);
    return ec;
}

error_code error_of_fields(std::string_view fields) {
    return error_of("HTTP/1.1 200 OK\r\n" + std::string(fields) + "\r\n");
}

TEST_SUITE("response head parser") {
    TEST_CASE("status line and headers are read, and the body is left") {
        const std::string_view text = "HTTP/1.1 404 Not Found at all\r\n"
                                      "Content-Type: application/json; charset=UTF-8\r\n"
                                      "X-Empty:\r\n"
                                      "x-padded: \t a  b \t \r\n"
                                      "Content-Length: 2\r\n"
                                      "\r\n"
                                      "{}";
        response_head_parser parser;
        error_code ec;
        CHECK_FALSE(parser.started());
        CHECK(parser.put(text, ec) == text.size() - 2);
        CHECK_FALSE(ec);
        REQUIRE(parser.done());
        CHECK(parser.started());
        const auto& head = parser.head();
        CHECK(head.status == 404);
        CHECK(head.version_minor == 1);
        CHECK(head.reason == "Not Found at all");
        CHECK(head.headers == coai::headers{{"Content-Type", "application/json; charset=UTF-8"},
                                            {"X-Empty", ""},
                                            {"x-padded", "a  b"},
                                            {"Content-Length", "2"}});
        CHECK(head.framing == body_framing::content_length);
        CHECK(head.content_length == 2);
        CHECK(head.keep_alive);
        CHECK_FALSE(head.interim());
        CHECK(parser.put("more", ec) == 0);
        CHECK_FALSE(ec);
    }

    TEST_CASE("a head is the same wherever it is cut") {
        const std::string_view text = "HTTP/1.1 200 OK\r\n"
                                      "Content-Type: text/event-stream\r\n"
                                      "Set-Cookie: a=b\r\n"
                                      "Set-Cookie: c=d\r\n"
                                      "Transfer-Encoding: chunked\r\n"
                                      "\r\n";
        const auto expected = parsed(text);
        CHECK(expected.headers.size() == 4);
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            CAPTURE(cut);
            response_head_parser parser;
            error_code ec;
            CHECK(parser.put(text.substr(0, cut), ec) == cut);
            CHECK(parser.put(text.substr(cut), ec) == text.size() - cut);
            CHECK_FALSE(ec);
            REQUIRE(parser.done());
            CHECK(parser.head().headers == expected.headers);
            CHECK(parser.head().framing == body_framing::chunked);
        }
        response_head_parser parser;
        error_code ec;
        for (std::size_t i = 0; i < text.size(); ++i) {
            CHECK_FALSE(parser.done());
            CHECK(parser.put(text.substr(i, 1), ec) == 1);
            REQUIRE_FALSE(ec);
        }
        REQUIRE(parser.done());
        CHECK(parser.head().headers == expected.headers);
    }

    TEST_CASE("the connection's end truncates every proper prefix of a head") {
        const std::string_view text = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n";
        for (std::size_t size = 0; size < text.size(); ++size) {
            CAPTURE(size);
            response_head_parser parser;
            error_code ec;
            parser.put(text.substr(0, size), ec);
            CHECK_FALSE(ec);
            CHECK_FALSE(parser.done());
            CHECK(parser.started() == (size > 0));
            parser.finish(ec);
            CHECK(ec == error::truncated_head);
        }
        response_head_parser parser;
        error_code ec;
        parser.put(text, ec);
        parser.finish(ec);
        CHECK_FALSE(ec);
    }

    TEST_CASE("interim heads come one by one, each after a reset") {
        const std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n"
                                      "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                                      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";
        response_head_parser parser;
        error_code ec;
        std::size_t position = 0;
        for (const unsigned status : {100U, 103U}) {
            position += parser.put(text.substr(position), ec);
            REQUIRE(parser.done());
            CHECK(parser.head().status == status);
            CHECK(parser.head().interim());
            CHECK(parser.head().framing == body_framing::none);
            parser.reset();
            CHECK_FALSE(parser.done());
            CHECK_FALSE(parser.started());
        }
        position += parser.put(text.substr(position), ec);
        REQUIRE(parser.done());
        CHECK(parser.head().status == 200);
        CHECK(parser.head().headers == coai::headers{{"Content-Length", "1"}});
        CHECK(text.substr(position) == "x");
        CHECK_FALSE(parsed("HTTP/1.1 101 Switching Protocols\r\n\r\n").interim());
    }

    TEST_CASE("204, 304 and answers to HEAD have no body whatever they announce") {
        for (const auto* status : {"204 No Content", "304 Not Modified"}) {
            const auto head =
                parsed("HTTP/1.1 " + std::string(status) + "\r\nContent-Length: 10\r\n\r\n");
            CHECK(head.framing == body_framing::none);
            CHECK(head.content_length == 10);
            CHECK(head.keep_alive);
        }
        response_head_parser parser;
        parser.skip_body(true);
        error_code ec;
        parser.put("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", ec);
        REQUIRE(parser.done());
        CHECK(parser.head().framing == body_framing::none);
        CHECK(parser.head().keep_alive);
    }

    TEST_CASE("a body without length ends with the connection") {
        const auto head = parsed_fields("Content-Type: text/plain\r\n");
        CHECK(head.framing == body_framing::until_close);
        CHECK_FALSE(head.content_length.has_value());
        CHECK_FALSE(head.keep_alive);
    }

    TEST_CASE("an empty body is a counted one of length zero") {
        const auto head = parsed_fields("Content-Length: 0\r\n");
        CHECK(head.framing == body_framing::content_length);
        CHECK(head.content_length == 0);
        CHECK(head.keep_alive);
    }

    TEST_CASE("large bodies are no concern of the head") {
        CHECK(parsed_fields("Content-Length: 18446744073709551615\r\n").content_length ==
              18446744073709551615U);
    }

    TEST_CASE("Connection decides reuse by the rules of the version") {
        const auto keep_alive = [](std::string_view version, std::string_view connection) {
            return parsed("HTTP/" + std::string(version) + " 200 OK\r\nContent-Length: 1\r\n" +
                          std::string(connection) + "\r\n")
                .keep_alive;
        };
        CHECK(keep_alive("1.1", ""));
        CHECK(keep_alive("1.1", "Connection: keep-alive\r\n"));
        CHECK_FALSE(keep_alive("1.1", "Connection: close\r\n"));
        CHECK_FALSE(keep_alive("1.1", "connection: Foo, CLOSE\r\n"));
        CHECK_FALSE(keep_alive("1.0", ""));
        CHECK(keep_alive("1.0", "Connection: Keep-Alive\r\n"));
        CHECK(parsed("HTTP/1.0 200 OK\r\n\r\n").version_minor == 0);
    }

    TEST_CASE("Transfer-Encoding overrides Content-Length and ends the connection") {
        for (const auto* fields :
             {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
              "Transfer-Encoding: chunked\r\ncontent-length: 5\r\n",
              "Content-Length: 5\r\nTransfer-Encoding: Chunked\r\nContent-Length: 6\r\n",
              "Content-Length:\r\n 5\r\nTransfer-Encoding: chunked\r\n"}) {
            CAPTURE(fields);
            const auto head = parsed_fields("A: b\r\n" + std::string(fields) + "C: d\r\n");
            CHECK(head.framing == body_framing::chunked);
            CHECK_FALSE(head.content_length.has_value());
            CHECK_FALSE(head.keep_alive);
            CHECK_FALSE(head.headers.contains("Content-Length"));
            CHECK(head.headers.find("A") == "b");
            CHECK(head.headers.find("C") == "d");
            CHECK(head.headers.size() == 3);
        }
    }

    TEST_CASE("Transfer-Encoding in HTTP/1.0 ends the connection") {
        const auto head = parsed("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"
                                 "Transfer-Encoding: chunked\r\n\r\n");
        CHECK(head.framing == body_framing::chunked);
        CHECK_FALSE(head.keep_alive);
    }

    TEST_CASE("transfer codings other than chunked once are refused") {
        CHECK(error_of_fields("Transfer-Encoding: gzip\r\n") ==
              error::unsupported_transfer_encoding);
        CHECK(error_of_fields("Transfer-Encoding: gzip, chunked\r\n") ==
              error::unsupported_transfer_encoding);
        CHECK(error_of_fields("Transfer-Encoding: chunked, identity\r\n") ==
              error::unsupported_transfer_encoding);
        CHECK(error_of_fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") ==
              error::unsupported_transfer_encoding);
        CHECK(error_of_fields("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n") ==
              error::unsupported_transfer_encoding);
        CHECK(error_of_fields("Transfer-Encoding:\r\n") == error::unsupported_transfer_encoding);
    }

    TEST_CASE("Content-Length must be one number") {
        CHECK(parsed_fields("Content-Length: 5\r\nContent-Length: 5\r\n").content_length == 5);
        for (const auto* length : {"5\r\nContent-Length: 6", "5, 6", "", "-5", "+5", "5x", "0x5",
                                   "5 5", "18446744073709551616"}) {
            CAPTURE(length);
            CHECK(error_of_fields("Content-Length: " + std::string(length) + "\r\n") ==
                  error::malformed_content_length);
        }
    }

    TEST_CASE("a folded header becomes one line") {
        CHECK(parsed_fields("X-Folded: one\r\n  two\r\n\tthree\r\n").headers.find("x-folded") ==
              "one two three");
    }

    TEST_CASE("what is no status line is refused at its first wrong byte") {
        for (const auto* text : {"x", "\r\n", "http/1.1 200 OK", "SSH-2.0-OpenSSH", "HTTP/2 200",
                                 "\x15\x03\x03", "<html>", "{\"error\":1}"}) {
            CAPTURE(text);
            CHECK(error_of(text) == error::malformed_status_line);
        }
        for (const auto* text :
             {"HTTP/1.2 200 OK\r\n\r\n", "HTTP/1.x 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
              "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
              "HTTP/1.1 099 OK\r\n\r\n", "HTTP/1.1 200 O\x01K\r\n\r\n", "HTTP/1.1\r\n\r\n"}) {
            CAPTURE(text);
            CHECK(error_of(text) == error::malformed_status_line);
        }
    }

    TEST_CASE("malformed headers are refused") {
        using namespace std::string_view_literals;
        for (const auto fields : {"no colon\r\n"sv, ": no name\r\n"sv, "a b: c\r\n"sv,
                                  "a : b\r\n"sv, "a\0: b\r\n"sv, "a: b\0c\r\n"sv, "a: b\x01\r\n"sv,
                                  "a: b\rc: d\r\n"sv, "\xC3\xA4: b\r\n"sv, "a: b\x7F\r\n"sv}) {
            CAPTURE(fields);
            CHECK(error_of_fields(fields) == error::malformed_header);
        }
    }

    TEST_CASE("lines that end in LF alone are refused") {
        CHECK(error_of("HTTP/1.1 200 OK\n\n") == error::bare_line_feed);
        CHECK(error_of_fields("a: b\n") == error::bare_line_feed);
        CHECK(error_of("HTTP/1.1 200 OK\r\n\n") == error::bare_line_feed);
    }

    TEST_CASE("the size of a head is bounded, in one piece or many") {
        const std::string text = "HTTP/1.1 200 OK\r\nA: " + std::string(75, 'x') + "\r\n\r\n";
        REQUIRE(text.size() == 99);
        error_code ec;
        response_head_parser fits(99);
        fits.put(text, ec);
        CHECK_FALSE(ec);
        CHECK(fits.done());

        response_head_parser whole(98);
        whole.put(text, ec);
        CHECK(ec == error::head_too_large);

        response_head_parser bytewise(98);
        std::size_t taken = 0;
        for (ec.clear(); !ec && taken < text.size(); ++taken) {
            bytewise.put(std::string_view(text).substr(taken, 1), ec);
        }
        CHECK(ec == error::head_too_large);
        CHECK(taken == 99);
        bytewise.put("\r\n", ec);
        CHECK(ec == error::head_too_large);

        // Many short lines count together.
        std::string many = "HTTP/1.1 200 OK\r\n";
        for (int i = 0; i < 20; ++i) {
            many += "a: b\r\n";
        }
        response_head_parser lines(98);
        lines.put(many, ec);
        CHECK(ec == error::head_too_large);
    }

    TEST_CASE("the number of header lines is bounded") {
        const std::string three = "HTTP/1.1 200 OK\r\na: 1\r\nb: 2\r\nc: 3\r\n\r\n";
        error_code ec;
        response_head_parser enough(1000, 3);
        enough.put(three, ec);
        CHECK_FALSE(ec);
        CHECK(enough.done());
        response_head_parser too_few(1000, 2);
        too_few.put(three, ec);
        CHECK(ec == error::too_many_headers);
    }

    TEST_CASE("a long head costs linear work however it is cut") {
        // A quadratic parser would compare some 10^12 bytes.
        constexpr std::size_t size = 2 * 1024 * 1024;
        std::string text = "HTTP/1.1 200 OK\r\nA: ";
        text.append(size, 'x').append("\r\n\r\n");
        response_head_parser parser(2 * size);
        error_code ec;
        for (std::size_t i = 0; i < text.size(); ++i) {
            parser.put(std::string_view(text).substr(i, 1), ec);
        }
        CHECK_FALSE(ec);
        REQUIRE(parser.done());
        CHECK(parser.head().headers.find("A")->size() == size);
    }

    TEST_CASE("a parser is reusable after an error") {
        response_head_parser parser;
        error_code ec;
        parser.put("garbage", ec);
        CHECK(ec);
        parser.reset();
        parser.put("HTTP/1.1 200 OK\r\nA: b\r\n\r\n", ec);
        CHECK_FALSE(ec);
        CHECK(parser.done());
        CHECK(parser.head().headers.size() == 1);
    }

    TEST_CASE("a head may be moved out and the parser used on") {
        response_head_parser parser;
        error_code ec;
        parser.put("HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 3\r\n\r\n", ec);
        const auto first = std::move(parser.head());
        parser.reset();
        parser.put("HTTP/1.1 500 Oops\r\nC: d\r\nContent-Length: 0\r\n\r\n", ec);
        REQUIRE(parser.done());
        CHECK(first.headers.find("A") == "b");
        CHECK(parser.head().status == 500);
        CHECK(parser.head().headers.size() == 2);
        CHECK(parser.head().content_length == 0);
        parser.reset();
        parser.put("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", ec);
        REQUIRE(parser.done());
        CHECK_FALSE(parser.head().content_length.has_value());
        CHECK(parser.head().reason == "OK");
    }
}

} // namespace
