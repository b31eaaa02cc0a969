#include "http/body_decoder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using coai::http::body_decoder;
using coai::http::body_framing;
using coai::http::error;
using coai::http::error_code;

// What decoding a message in the given pieces comes to.
struct outcome {
    std::string body;
    std::size_t consumed = 0;
    bool done = false;
    error_code ec;
};

void feed(body_decoder& decoder, std::string_view piece, outcome& result) {
    while (!piece.empty() && !decoder.done() && !result.ec) {
        const auto [consumed, body] = decoder.decode(piece, result.ec);
        REQUIRE((consumed > 0 || result.ec));
        result.body.append(body);
        result.consumed += consumed;
        piece.remove_prefix(consumed);
    }
    result.done = decoder.done();
}

outcome decode(body_decoder decoder, const std::vector<std::string_view>& pieces) {
    outcome result;
    for (const auto piece : pieces) {
        feed(decoder, piece, result);
    }
    return result;
}

outcome decode_bytewise(body_decoder decoder, std::string_view message) {
    outcome result;
    for (std::size_t i = 0; i < message.size(); ++i) {
        feed(decoder, message.substr(i, 1), result);
    }
    return result;
}

const body_decoder chunked(body_framing::chunked);

error_code chunked_error(std::string_view message) {
    const auto whole = decode(chunked, {message});
    CHECK(decode_bytewise(chunked, message).ec == whole.ec);
    return whole.ec;
}

TEST_SUITE("body decoder") {
    TEST_CASE("a message without body is done at once and consumes nothing") {
        body_decoder decoder;
        CHECK(decoder.done());
        CHECK(decoder.remaining() == 0);
        error_code ec;
        CHECK(decoder.decode("HTTP/1.1", ec).consumed == 0);
        CHECK_FALSE(ec);
        decoder.finish(ec);
        CHECK_FALSE(ec);
        CHECK(body_decoder(body_framing::content_length, 0).done());
    }

    TEST_CASE("a counted body ends after its bytes and leaves the rest") {
        body_decoder decoder(body_framing::content_length, 5);
        CHECK(decoder.remaining() == 5);
        error_code ec;
        const std::string_view input = "helloHTTP/1.1";
        const auto part = decoder.decode(input.substr(0, 3), ec);
        CHECK(part.body == "hel");
        CHECK(part.body.data() == input.data());
        CHECK(decoder.remaining() == 2);
        CHECK_FALSE(decoder.done());
        const auto rest = decoder.decode(input.substr(3), ec);
        CHECK(rest.body == "lo");
        CHECK(rest.consumed == 2);
        CHECK(decoder.done());
        CHECK(decoder.remaining() == 0);
    }

    TEST_CASE("the connection's end truncates a counted or a chunked body") {
        for (auto decoder : {body_decoder(body_framing::content_length, 5), chunked}) {
            error_code ec;
            decoder.decode("5\r\n", ec);
            REQUIRE_FALSE(ec);
            decoder.finish(ec);
            CHECK(ec == error::truncated_body);
            CHECK_FALSE(decoder.done());
        }
    }

    TEST_CASE("a body until close takes everything and ends with the connection") {
        body_decoder decoder(body_framing::until_close);
        error_code ec;
        CHECK(decoder.decode("abc", ec).body == "abc");
        CHECK_FALSE(decoder.remaining().has_value());
        CHECK_FALSE(decoder.done());
        decoder.finish(ec);
        CHECK_FALSE(ec);
        CHECK(decoder.done());
    }

    TEST_CASE("a chunked body is the same wherever it is cut") {
        const std::string_view message = "5\r\nhello\r\n"
                                         "00A;ext=1;name=\"va l\"\r\n, streamed\r\n"
                                         "1 ; x\r\n!\r\n"
                                         "000 \t;last\r\n"
                                         "Trailer: value\r\nOther:\r\n\r\n";
        const std::string next = std::string(message) + "HTTP/1.1 200 OK";
        const std::string_view expected = "hello, streamed!";
        for (std::size_t cut = 0; cut <= message.size(); ++cut) {
            CAPTURE(cut);
            const std::string_view whole = next;
            const auto result = decode(chunked, {whole.substr(0, cut), whole.substr(cut)});
            CHECK_FALSE(result.ec);
            CHECK(result.body == expected);
            CHECK(result.done);
            CHECK(result.consumed == message.size());
        }
        const auto bytewise = decode_bytewise(chunked, next);
        CHECK(bytewise.body == expected);
        CHECK(bytewise.consumed == message.size());
        CHECK(bytewise.done);
    }

    TEST_CASE("every proper prefix of a chunked body is truncated") {
        const std::string_view message = "3\r\nabc\r\n0\r\nA: b\r\n\r\n";
        for (std::size_t size = 0; size < message.size(); ++size) {
            CAPTURE(size);
            auto decoder = chunked;
            outcome result;
            feed(decoder, message.substr(0, size), result);
            CHECK_FALSE(result.ec);
            CHECK_FALSE(result.done);
            decoder.finish(result.ec);
            CHECK(result.ec == error::truncated_body);
        }
    }

    TEST_CASE("framing around a chunk goes with it, so one call takes one event") {
        auto decoder = chunked;
        error_code ec;
        const std::string_view message = "3\r\nabc\r\n0\r\n\r\nleft over";
        const auto result = decoder.decode(message, ec);
        CHECK(result.body == "abc");
        CHECK(result.body.data() == message.data() + 3);
        CHECK(message.substr(result.consumed) == "left over");
        CHECK(decoder.done());
    }

    TEST_CASE("a body view never spans two chunks") {
        auto decoder = chunked;
        error_code ec;
        const std::string_view message = "1\r\na\r\n1\r\nb\r\n";
        const auto first = decoder.decode(message, ec);
        CHECK(first.body == "a");
        const auto second = decoder.decode(message.substr(first.consumed), ec);
        CHECK(second.body == "b");
        CHECK(first.consumed + second.consumed == message.size());
    }

    TEST_CASE("upper and lower case hexadecimal sizes are read") {
        const std::string data(0xAF, 'x');
        CHECK(decode(chunked, {"aF\r\n", data, "\r\n0\r\n\r\n"}).body == data);
        CHECK(decode(chunked, {"Af\r\n", data, "\r\n0\r\n\r\n"}).body == data);
    }

    TEST_CASE("chunked framing that another reader could see differently is refused") {
        CHECK(chunked_error("3\nabc\n0\n\n") == error::bare_line_feed);
        CHECK(chunked_error("3\r\nabc\n0\r\n\r\n") == error::bare_line_feed);
        CHECK(chunked_error("3;x\nabc") == error::bare_line_feed);
        CHECK(chunked_error("0\r\nA: b\n\r\n") == error::bare_line_feed);
        CHECK(chunked_error("3\rabc") == error::malformed_chunk);
        CHECK(chunked_error("3\r\nabcd\r\n") == error::malformed_chunk);
        CHECK(chunked_error("3\r\nab\r\n0\r\n\r\n") == error::bare_line_feed);
        CHECK(chunked_error("\r\n3\r\nabc") == error::malformed_chunk);
        CHECK(chunked_error(" 3\r\nabc") == error::malformed_chunk);
        CHECK(chunked_error("3 \r\nabc") == error::malformed_chunk);
        CHECK(chunked_error("3 4\r\nabc") == error::malformed_chunk);
        CHECK(chunked_error("0x3\r\nabc") == error::malformed_chunk);
        CHECK(chunked_error("-3\r\nabc") == error::malformed_chunk);
        CHECK(chunked_error("+3\r\nabc") == error::malformed_chunk);
        CHECK(chunked_error("3g\r\nabc") == error::malformed_chunk);
        CHECK(chunked_error("3_0\r\nabc") == error::malformed_chunk);
        CHECK(chunked_error(";x\r\nabc") == error::malformed_chunk);
        CHECK(chunked_error("3;a\x01\r\nabc") == error::malformed_chunk);
        CHECK(chunked_error("3;a\rb\r\nabc") == error::malformed_chunk);
        CHECK(chunked_error("0\r\nA\x01: b\r\n\r\n") == error::malformed_chunk);
        CHECK(chunked_error("0\r\n\rX") == error::malformed_chunk);
        CHECK(chunked_error("HTTP/1.1 200 OK\r\n") == error::malformed_chunk);
    }

    TEST_CASE("a chunk size of 64 bits is taken and a larger one refused") {
        auto decoder = chunked;
        error_code ec;
        CHECK(decoder.decode("ffffffffffffffff\r\nabc", ec).body == "abc");
        CHECK_FALSE(ec);
        CHECK(chunked_error("10000000000000000\r\n") == error::chunk_size_overflow);
        CHECK(chunked_error("1ffffffffffffffff\r\n") == error::chunk_size_overflow);
        // Leading zeros are no overflow.
        CHECK_FALSE(chunked_error("00000000000000000000001\r\na\r\n"));
    }

    TEST_CASE("size lines and trailers are bounded") {
        const auto padding = std::string(body_decoder::max_chunk_line, '0');
        CHECK(chunked_error(padding + "1\r\n") == error::chunk_line_too_long);
        const auto extension = ";" + std::string(body_decoder::max_chunk_line, 'x');
        CHECK(chunked_error("1" + extension + "\r\n") == error::chunk_line_too_long);
        CHECK(chunked_error("1" + std::string(body_decoder::max_chunk_line, ' ')) ==
              error::chunk_line_too_long);
        // The bound is on each line, not on their sum.
        std::string many;
        for (int i = 0; i < 10; ++i) {
            many += "1;" + std::string(1000, 'x') + "\r\na\r\n";
        }
        CHECK_FALSE(chunked_error(many));

        // The last size line does not count as trailer.
        const auto last_chunk = "0;" + std::string(4000, 'x') + "\r\n";
        const std::string half(body_decoder::max_trailers / 2 - 1, 'x');
        CHECK_FALSE(chunked_error(last_chunk + half + "\r\n" + half + "\r\n\r\n"));
        CHECK(chunked_error("0\r\n" + half + "\r\n" + half + "x\r\n\r\n") ==
              error::trailers_too_large);
    }

    TEST_CASE("an error stays") {
        auto decoder = chunked;
        error_code ec;
        decoder.decode("x", ec);
        CHECK(ec == error::malformed_chunk);
        CHECK(decoder.decode("0\r\n\r\n", ec).consumed == 0);
        CHECK(ec == error::malformed_chunk);
        decoder.finish(ec);
        CHECK(ec == error::malformed_chunk);
        CHECK_FALSE(decoder.done());
    }
}

} // namespace
