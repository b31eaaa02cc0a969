#include "testing/gzip_encoder.hpp"

#include "http/inflate_decoder.hpp"
#include "testing/seeded_random.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using coai::http::error_code;
using coai::http::inflate_decoder;
using coai::testing::gzip_encoder;
using coai::testing::seeded_random;

/// All that can be decompressed of what has been received.
std::string inflate(inflate_decoder& decoder, std::string_view compressed) {
    std::string text;
    error_code ec;
    decoder.feed(compressed);
    for (std::string_view run = decoder.next(ec); !run.empty(); run = decoder.next(ec))
        text += run;
    REQUIRE_MESSAGE(!ec, ec.message());
    return text;
}

TEST_SUITE("gzip encoder") {
    TEST_CASE("every piece can be decompressed before the next is there") {
        gzip_encoder encoder;
        inflate_decoder decoder(inflate_decoder::format::gzip);
        for (int i = 0; i < 200; ++i) {
            const std::string piece = "data: {\"number\":" + std::to_string(i * i) + "}\n\n";
            REQUIRE(inflate(decoder, encoder.encode(piece)) == piece);
        }
        CHECK(inflate(decoder, encoder.finish()) == "");
        error_code ec;
        decoder.finish(ec);
        CHECK(!ec);
    }

    TEST_CASE("large and incompressible texts survive") {
        seeded_random random(7);
        std::string noise;
        for (int i = 0; i < 300'000; ++i)
            noise += static_cast<char>(random.below(256));
        gzip_encoder encoder;
        inflate_decoder decoder(inflate_decoder::format::gzip);
        CHECK(inflate(decoder, encoder.encode(noise)) == noise);
        CHECK(inflate(decoder, encoder.encode(std::string(1'000'000, 'a'))) ==
              std::string(1'000'000, 'a'));
        CHECK(inflate(decoder, encoder.finish()) == "");
        error_code ec;
        decoder.finish(ec);
        CHECK(!ec);
    }

    TEST_CASE("an empty text is a complete body") {
        gzip_encoder encoder;
        inflate_decoder decoder(inflate_decoder::format::gzip);
        CHECK(inflate(decoder, encoder.finish()) == "");
        error_code ec;
        decoder.finish(ec);
        CHECK(!ec);
    }
}

} // namespace
