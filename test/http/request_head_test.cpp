#include "http/field_syntax.hpp"
#include "http/request_head.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace {

using coai::http::cleansing_string;
using coai::http::request_head_writer;

std::string failure_of(std::string_view name, std::string_view value) {
    cleansing_string out;
    request_head_writer writer(out, "GET", "/", "host");
    try {
        writer.field(name, value);
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return {};
}

TEST_SUITE("request head") {
    TEST_CASE("a head is written line by line and appended to what is there") {
        cleansing_string out = "previous ";
        request_head_writer writer(out, "POST", "/v1/chat/completions?a=b%20c", "example.com:8443");
        writer.field("Content-Length", 18446744073709551615U)
            .fields(coai::headers{{"Accept", "*/*"}, {"X-Empty", ""}})
            .field("X-Text", "tab\tand \xC3\xA4");
        writer.finish();
        CHECK(out == "previous POST /v1/chat/completions?a=b%20c HTTP/1.1\r\n"
                     "Host: example.com:8443\r\n"
                     "Content-Length: 18446744073709551615\r\n"
                     "Accept: */*\r\n"
                     "X-Empty: \r\n"
                     "X-Text: tab\tand \xC3\xA4\r\n"
                     "\r\n");
    }

    TEST_CASE("line breaks and control characters in a value are refused without telling it") {
        using namespace std::string_view_literals;
        for (const auto value : {"secret\n"sv, "secret\r\nX: y"sv, "\rsecret"sv, "sec\0ret"sv,
                                 "secret\x1F"sv, "secret\x7F"sv}) {
            const auto failure = failure_of("Authorization", value);
            CHECK(failure == "the value of header \"Authorization\" has a line break or another "
                             "control character");
            CHECK(failure.find("secret") == failure.npos);
        }
    }

    TEST_CASE("a value may come in two parts, and neither may break the line") {
        cleansing_string out;
        request_head_writer writer(out, "GET", "/", "host");
        writer.field("Authorization", "Bearer ", "secret");
        CHECK(out.ends_with("\r\nAuthorization: Bearer secret\r\n"));
        const cleansing_string before = out;
        CHECK_THROWS_AS(writer.field("Authorization", "Bearer ", "a\r\nb"), std::invalid_argument);
        CHECK_THROWS_AS(writer.field("Authorization", "Bearer\n", "a"), std::invalid_argument);
        CHECK(out == before);
    }

    TEST_CASE("a header name that is no token is refused and shown safely") {
        CHECK(failure_of("", "v") == "the header name \"\" is not an HTTP token");
        CHECK(failure_of("a\r\nb", "v") == "the header name \"a??b\" is not an HTTP token");
        CHECK(failure_of("a:b", "v") == "the header name \"a:b\" is not an HTTP token");
        CHECK(failure_of("a b", "v") == "the header name \"a b\" is not an HTTP token");
        CHECK(failure_of(std::string(1000, ' '), "v").size() < 150);
    }

    TEST_CASE("a refused header leaves no trace of itself") {
        cleansing_string out;
        request_head_writer writer(out, "GET", "/", "host");
        const auto before = out;
        CHECK_THROWS_AS(writer.field("X", "\n"), std::invalid_argument);
        CHECK_THROWS_AS(writer.field("\n", "x"), std::invalid_argument);
        CHECK(out == before);
    }

    TEST_CASE("method, target and host cannot break the request line") {
        const auto write = [](std::string_view method, std::string_view target,
                              std::string_view host) {
            cleansing_string out;
            request_head_writer(out, method, target, host).finish();
        };
        CHECK_NOTHROW(write("GET", "/", "[::1]:80"));
        CHECK_NOTHROW(write("CONNECT", "example.com:443", "example.com:443"));
        CHECK_THROWS_AS(write("GET /", "/", "h"), std::invalid_argument);
        CHECK_THROWS_AS(write("", "/", "h"), std::invalid_argument);
        for (const auto* target : {"", "/a b", "/a\r\nX: y", "/\t", "/\xC3\xA4", "/\x7F"}) {
            CAPTURE(target);
            CHECK_THROWS_AS(write("GET", target, "h"), std::invalid_argument);
        }
        for (const auto* host : {"", "h\r\nX: y", "a b"}) {
            CAPTURE(host);
            CHECK_THROWS_AS(write("GET", "/", host), std::invalid_argument);
        }
    }

    TEST_CASE("tokens are the characters of RFC 9110 section 5.6.2") {
        const std::string_view others = "!#$%&'*+-.^_`|~";
        for (int i = 0; i < 256; ++i) {
            const char c = static_cast<char>(i);
            const bool expected = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                                  (c >= 'A' && c <= 'Z') || others.find(c) != others.npos;
            CAPTURE(i);
            CHECK(coai::http::is_valid_header_name(std::string_view(&c, 1)) == expected);
        }
        CHECK_FALSE(coai::http::is_token(""));
    }

    TEST_CASE("values may hold anything but control characters") {
        for (int i = 0; i < 256; ++i) {
            const char c = static_cast<char>(i);
            CAPTURE(i);
            const bool expected = i == '\t' || (i >= 0x20 && i != 0x7F);
            CHECK(coai::http::is_valid_header_value(std::string_view(&c, 1)) == expected);
        }
        CHECK(coai::http::is_valid_header_value(""));
    }
}

} // namespace
