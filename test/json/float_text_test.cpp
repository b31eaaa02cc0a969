#include "json/float_text.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>

using coai::json::detail::read_float;

namespace {

/// The number that a text is in full.
std::optional<float> whole(std::string_view text) {
    float value = std::numeric_limits<float>::quiet_NaN();
    const char* const end = text.data() + text.size();
    return read_float(text.data(), end, value) == end ? std::optional(value) : std::nullopt;
}

void check_bits(const std::string& text, float expected) {
    CAPTURE(text);
    const auto read = whole(text);
    REQUIRE(read.has_value());
    CHECK(std::bit_cast<std::uint32_t>(*read) == std::bit_cast<std::uint32_t>(expected));
}

/// By the C library, which rounds correctly, too.
void check_nearest(const std::string& text) {
    check_bits(text, std::strtof(text.c_str(), nullptr));
}

} // namespace

TEST_SUITE("json: text of floats") {
    TEST_CASE("every form of a number is read") {
        for (const char* text : {"0", "-0", "1", "-1", "10", "0.5", "-0.25", "1e2", "1E2", "1e+2",
                                 "1e-2", "-1.5e-2", "0e0", "0.0", "1e0002", "123456789", "16777217",
                                 "0.012345678901234567", "0.0044629420153796673"}) {
            check_nearest(text);
        }
    }

    TEST_CASE("what is no JSON number is none") {
        for (const char* text :
             {"",          "-",   "+1",   ".5",   "1.",    "-.5",  "01",  "-01",
              "00",        "1e",  "1e+",  "1.e5", "e5",    "nan",  "NaN", "Infinity",
              "-Infinity", "inf", "0x10", "--1",  "\"1\"", "null", " 1"}) {
            CAPTURE(text);
            CHECK_FALSE(whole(text).has_value());
        }
    }

    TEST_CASE("a number ends where its characters end") {
        const std::string_view text = "-12.5e1,7";
        float value = 0;
        CHECK(read_float(text.data(), text.data() + text.size(), value) == text.data() + 7);
        CHECK(value == -125.0F);
        CHECK(read_float(text.data(), text.data() + 3, value) == text.data() + 3);
        CHECK(value == -12.0F);
    }

    TEST_CASE("the ends of the range") {
        check_nearest("3.4028234663852886e38");
        check_nearest("3.4028235e38");
        check_nearest("340282346638528859811704183484516925440");
        check_nearest("1.17549435e-38");
        check_nearest("1e-45");
        check_nearest("1.4e-45");
        check_nearest("-7.1e-44");
        CHECK_FALSE(whole("3.5e38").has_value());
        CHECK_FALSE(whole("-1e39").has_value());
        CHECK_FALSE(whole("1e400").has_value());
        CHECK_FALSE(whole("1e99999999999999999999").has_value());
        CHECK_FALSE(whole("1" + std::string(400, '0')).has_value());
        CHECK_FALSE(whole("10" + std::string(400, '0') + "e-300").has_value());
    }

    TEST_CASE("what is smaller than every float is zero") {
        check_bits("1e-50", 0.0F);
        check_bits("-1e-50", -0.0F);
        check_bits("1e-400", 0.0F);
        check_bits("1e-99999999999999999999", 0.0F);
        check_bits("0." + std::string(400, '0') + "1", 0.0F);
        check_bits("0." + std::string(400, '0') + "1e200", 0.0F);
        check_bits("0." + std::string(400, '0') + "1e401", 1.0F);
        check_bits("100" + std::string(400, '0') + "e-402", 1.0F);
    }

    TEST_CASE("ties go to the even float, and what is next to them to the nearest") {
        // Between 1 and the float after it, and how far a text may be from the middle.
        check_bits("1.00000005960464477539062500", 1.0F);
        check_bits("1.0000000596046447753906250000000000001", std::nextafter(1.0F, 2.0F));
        check_bits("1.000000059604644775390624", 1.0F);
        check_bits("1.000000059604644775390626", std::nextafter(1.0F, 2.0F));
        check_bits("16777217", 16777216.0F);
        check_bits("16777219", 16777220.0F);
        // Rounded to double first, this would become a tie, and then even.
        check_bits("1.00000017881393432617187499", std::nextafter(1.0F, 2.0F));
        check_bits("1.00000017881393421514957253748434595763683319091796875001",
                   std::nextafter(1.0F, 2.0F));
    }

    TEST_CASE("every float comes back from its shortest text") {
        std::mt19937 random(1);
        for (int round = 0; round < 200'000; ++round) {
            const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
            if (!std::isfinite(value))
                continue;
            char text[64];
            const auto end = std::to_chars(text, text + sizeof text, value).ptr;
            const auto read = whole({text, static_cast<std::size_t>(end - text)});
            REQUIRE(read.has_value());
            REQUIRE(std::bit_cast<std::uint32_t>(*read) == std::bit_cast<std::uint32_t>(value));
        }
    }

    TEST_CASE("doubles, and decimals near the middle of two floats, become the nearest float") {
        std::mt19937_64 random(2);
        std::uniform_real_distribution<double> wide(-45, 39);
        for (int round = 0; round < 100'000; ++round) {
            const double value = std::pow(10.0, wide(random)) * (round % 2 == 0 ? 1 : -1);
            char text[64];
            const auto end = std::to_chars(text, text + sizeof text, value).ptr;
            const std::string written(text, end);
            const float expected = std::strtof(written.c_str(), nullptr);
            const auto read = whole(written);
            if (std::isinf(expected)) {
                REQUIRE_FALSE(read.has_value());
                continue;
            }
            REQUIRE(read.has_value());
            REQUIRE(std::bit_cast<std::uint32_t>(*read) == std::bit_cast<std::uint32_t>(expected));
        }
        for (int round = 0; round < 100'000; ++round) {
            const auto low =
                std::bit_cast<float>(static_cast<std::uint32_t>(random() & 0x7FFFFFFF));
            const float high = std::nextafter(low, std::numeric_limits<float>::infinity());
            if (!std::isfinite(high))
                continue;
            const double middle = (static_cast<double>(low) + static_cast<double>(high)) / 2;
            char text[64];
            const int digits = 15 + round % 10;
            const auto end = std::to_chars(text, text + sizeof text, middle,
                                           std::chars_format::scientific, digits)
                                 .ptr;
            const std::string written(text, end);
            const auto read = whole(written);
            REQUIRE(read.has_value());
            REQUIRE(std::bit_cast<std::uint32_t>(*read) ==
                    std::bit_cast<std::uint32_t>(std::strtof(written.c_str(), nullptr)));
        }
    }
}
