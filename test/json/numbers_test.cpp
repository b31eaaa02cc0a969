#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

using coai::json::parse;
using coai::json::serialize;

namespace {

template <class Number>
void check_round_trip(Number value) {
    const auto text = coai::json::serialize(value);
    CAPTURE(text);
    CHECK(parse<Number>(text) == value);
}

template <class Integer>
void check_limits() {
    check_round_trip(std::numeric_limits<Integer>::min());
    check_round_trip(std::numeric_limits<Integer>::max());
    check_round_trip(Integer(0));
    check_round_trip(Integer(1));
}

} // namespace

TEST_SUITE("json: numbers") {
    TEST_CASE("integers of every size come back") {
        check_limits<signed char>();
        check_limits<unsigned char>();
        check_limits<short>();
        check_limits<unsigned short>();
        check_limits<int>();
        check_limits<unsigned>();
        check_limits<long>();
        check_limits<unsigned long>();
        check_limits<long long>();
        check_limits<unsigned long long>();
        CHECK(coai::json::serialize(std::int8_t(-5)) == "-5");
    }

    TEST_CASE("floating-point numbers are written as short as they can be") {
        CHECK(coai::json::serialize(0.1) == "0.1");
        CHECK(coai::json::serialize(0.1F) == "0.1");
        CHECK(coai::json::serialize(1.0) == "1");
        CHECK(coai::json::serialize(1e300) == "1e+300");
        CHECK(coai::json::serialize(-2.5e-7) == "-2.5e-07");
    }

    TEST_CASE("every double and float comes back, to the last bit") {
        std::mt19937_64 random(2);
        for (int round = 0; round < 20000; ++round) {
            const auto bits = random();
            const auto real = std::bit_cast<double>(bits);
            if (std::isfinite(real))
                REQUIRE(std::bit_cast<std::uint64_t>(parse<double>(coai::json::serialize(real))) ==
                        bits);
            const auto low = static_cast<std::uint32_t>(bits);
            const auto single = std::bit_cast<float>(low);
            if (std::isfinite(single))
                REQUIRE(std::bit_cast<std::uint32_t>(parse<float>(coai::json::serialize(single))) ==
                        low);
        }
        CHECK(std::signbit(parse<double>("-0")));
        CHECK(std::signbit(parse<double>(coai::json::serialize(-0.0))));
    }

    TEST_CASE("decimals are read as the compiler reads them") {
        CHECK(parse<double>("0.012345678901234567") == 0.012345678901234567);
        CHECK(parse<double>("123456.789012345678") == 123456.789012345678);
        CHECK(parse<double>("0.1") == 0.1);
        CHECK(parse<double>("9007199254740993") == 9007199254740993.0);
        CHECK(parse<double>("5e-324") == 5e-324);
        CHECK(parse<double>("2.2250738585072014e-308") == 2.2250738585072014e-308);
        CHECK(parse<double>("1.7976931348623157e308") == 1.7976931348623157e308);
        CHECK(parse<double>("1e-400") == 0.0);
        CHECK(parse<double>("3e300") == 3e300);

        std::mt19937_64 random(3);
        for (int round = 0; round < 20000; ++round) {
            std::string text = std::to_string(random() % 100) + '.';
            const auto digits = 1 + random() % 20;
            for (std::uint64_t digit = 0; digit < digits; ++digit)
                text += static_cast<char>('0' + random() % 10);
            CAPTURE(text);
            REQUIRE(parse<double>(text) == std::strtod(text.c_str(), nullptr));
        }
    }

    TEST_CASE("a number that is not finite is not written") {
        const double infinity = std::numeric_limits<double>::infinity();
        CHECK_THROWS_WITH(coai::json::serialize(std::vector<double>{1, -infinity}),
                          "[1]: cannot write a number that is not finite");
        CHECK_THROWS_AS(coai::json::serialize(std::nan("")), coai::json::encode_error);
        CHECK_THROWS_AS(coai::json::serialize(std::numeric_limits<float>::infinity()),
                        coai::json::encode_error);
        CHECK_THROWS_AS(coai::json::serialize(boost::json::value(infinity)),
                        coai::json::encode_error);
    }

    TEST_CASE("numbers of Boost.JSON values keep their kind") {
        const boost::json::value value = {1, 1.0, 0.5, 1e300, 18446744073709551615U, -0.0};
        const auto text = coai::json::serialize(value);
        CHECK(text == "[1,1.0,0.5,1e+300,18446744073709551615,-0.0]");
        CHECK(parse<boost::json::value>(text) == value);
        CHECK(parse<boost::json::value>(text).at(1).is_double());
    }
}
