#include "http/error.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace {

using coai::http::error;
using coai::http::error_code;

TEST_SUITE("http error") {
    TEST_CASE("an error converts to an error code of the category coai.http") {
        const error_code ec = error::truncated_body;
        CHECK(ec);
        CHECK(ec == error::truncated_body);
        CHECK(ec != error::truncated_head);
        CHECK(std::string(ec.category().name()) == "coai.http");
        CHECK(ec.message() == "the connection ended before the response body was complete");
    }

    TEST_CASE("every error has a message of its own") {
        std::set<std::string> messages;
        const auto last = static_cast<int>(error::base64_too_large);
        for (int value = 1; value <= last; ++value) {
            messages.insert(error_code(value, coai::http::error_category()).message());
        }
        CHECK(messages.size() == static_cast<std::size_t>(last));
        CHECK(messages.count("unknown HTTP error") == 0);
        CHECK(error_code(last + 1, coai::http::error_category()).message() == "unknown HTTP error");
    }
}

} // namespace
