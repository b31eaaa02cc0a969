#include "http/path_encoding.hpp"

#include <coai/error.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using coai::errc;
using coai::http::encode_id;
using coai::http::encode_path_segment;

template <typename Encode>
void check_refused(const std::string& option, Encode encode) {
    try {
        encode();
        FAIL_CHECK("accepted");
    } catch (const coai::usage_error& e) {
        CHECK(e.kind() == errc::invalid_request);
        CHECK(e.option() == option);
    }
}

TEST_SUITE("path encoding") {
    TEST_CASE("any text becomes one segment") {
        CHECK(encode_path_segment("gpt-4o") == "gpt-4o");
        CHECK(encode_path_segment("a/b") == "a%2Fb");
        CHECK(encode_path_segment("a b?c#d%e") == "a%20b%3Fc%23d%25e");
        CHECK(encode_path_segment("%2e%2E%2f") == "%252e%252E%252f");
        CHECK(encode_path_segment("ft:gpt-4o:org::id@1~x_y") == "ft:gpt-4o:org::id@1~x_y");
        CHECK(encode_path_segment("\u00e9") == "%C3%A9");
        CHECK(encode_path_segment("...") == "...");
    }

    TEST_CASE("ids keep their slashes where the server wants them") {
        CHECK(encode_id("models/gemini-2.5-flash", true) == "models/gemini-2.5-flash");
        CHECK(encode_id("models/gemini-2.5-flash", false) == "models%2Fgemini-2.5-flash");
        CHECK(encode_id("batches/a b", true) == "batches/a%20b");
        CHECK(encode_id("batch_1", true) == "batch_1");
        CHECK(encode_id("batch_1", false) == "batch_1");
        CHECK(encode_id("a/../b", false) == "a%2F..%2Fb");
    }

    TEST_CASE("ids that address something else are refused") {
        for (const std::string id :
             {"", ".", "..", "%2e", "%2E%2e", ".%2e", "a\nb", "a\x01", "\t"}) {
            CAPTURE(id);
            check_refused("id", [&] { encode_id(id, true); });
            check_refused("id", [&] { encode_id(id, false); });
            check_refused("path", [&] { encode_path_segment(id); });
        }
        for (const std::string id :
             {"/", "a/", "/a", "a//b", "a/..", "../a", "a/./b", "a/%2e%2e/b"}) {
            CAPTURE(id);
            check_refused("id", [&] { encode_id(id, true); });
        }
        check_refused("id", [] { encode_id(std::string_view("a\0b", 3), false); });
    }
}

} // namespace
