#include "http/error_body.hpp"
#include "http/error_kind.hpp"
#include "http/retry_after.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace {

using coai::errc;
using namespace std::chrono_literals;

struct recording {
    const char* file;
    unsigned status;
    errc kind;
    const char* code;
    const char* message_begins;
    std::optional<std::chrono::milliseconds> wait = std::nullopt;
};

const recording recordings[] = {
    {"gemini-openai/error-404-array.json", 404, errc::not_found, "404", "models/no-such-model"},
    {"gemini-native/error-400-invalid-key.json", 400, errc::authentication, "400", "API key not"},
    {"gemini-native/error-403-no-identity.json", 403, errc::permission_denied, "403", "Method"},
    {"gemini-native/error-429-quota.json", 429, errc::rate_limited, "429", "You exceeded", 48s},
    {"transcribed/gemini-openai/error-400-array-unknown-field.json", 400, errc::bad_request, "400",
     "Invalid JSON payload"},
    {"transcribed/gemini-openai/error-503-array.json", 503, errc::unavailable, "503",
     "The model is"},
    {"transcribed/openai/error-429-tokens.json", 429, errc::rate_limited, "rate_limit_exceeded",
     "Rate limit reached", 84ms},
    {"transcribed/openai/error-503-overloaded-2023.json", 503, errc::unavailable, "", "That model"},
    {"openai/error-401.json", 401, errc::authentication, "invalid_api_key", "Incorrect API key"},
    {"openai/error-404-model.json", 404, errc::not_found, "model_not_found", "The model `"},
    {"openai/error-400-param.json", 400, errc::bad_request, "unsupported_parameter", "Unsupported"},
    {"openai/error-500.json", 500, errc::server_error, "", "The server had an error"},
    {"azure/error-429.json", 429, errc::rate_limited, "RateLimitReached", "Your requests"},
    {"azure/error-401.json", 401, errc::authentication, "401", "Access denied"},
    {"deepseek/error-401.json", 401, errc::authentication, "invalid_request_error",
     "Authentication"},
    {"openrouter/error-429.json", 429, errc::rate_limited, "429", "Rate limit exceeded"},
    {"together/error-429.json", 429, errc::rate_limited, "", "Too many requests"},
};

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
        for (const auto& r : recordings) {
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
