#include "http/error_body.hpp"
#include "http/error_kind.hpp"
#include "http/recorded_errors.hpp"
#include "http/retry_after.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace {

std::string read_fixture(const char* name) {
    std::ifstream file(std::string(COAI_FIXTURES "/") + name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST_SUITE("recorded errors") {
    TEST_CASE("the errors of real servers are understood") {
        if (!std::ifstream(COAI_FIXTURES "/index.json")) {
            MESSAGE("skipped: the recorded errors are not available (COAI_FIXTURES)");
            return;
        }
        for (const auto& r : recordings::errors) {
            CAPTURE(std::string(r.file));
            const auto object = coai::http::read_error_object(read_fixture(r.file));
            CHECK(object.message.starts_with(r.message_begins));
            CHECK(object.code == r.code);
            CHECK(coai::http::error_kind(r.status, object) == r.kind);
            CHECK(coai::http::retry_after({}, object, {}) == r.wait);
        }
    }
}

} // namespace
