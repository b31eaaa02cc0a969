#pragma once

#include <coai/error.hpp>

#include <chrono>
#include <optional>

namespace recordings {

using coai::errc;
using namespace std::chrono_literals;

/// What an error that a server was recorded to answer says.
struct recorded_error {
    const char* file;
    unsigned status;
    coai::errc kind;
    const char* code;
    const char* message_begins;
    std::optional<std::chrono::milliseconds> wait = std::nullopt;
};

inline const recorded_error errors[] = {
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
    {"azure/error-404-resource.json", 404, errc::not_found, "404", "Resource not found"},
    {"openai/error-403.json", 403, errc::permission_denied, "", "You are not allowed"},
    {"openrouter/error-401.json", 401, errc::authentication, "401", "Missing Authentication"},
    {"together/error-429.json", 429, errc::rate_limited, "", "Too many requests"},
};

} // namespace recordings
