#pragma once

#include <coai/chat/message.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>

namespace recordings {

/// "id:namearguments" of each call, with "*" for an id that was made up.
inline std::string tool_call_summary(const coai::chat::message& message) {
    std::string result;
    for (const auto& call : message.tool_calls) {
        result += result.empty() ? "" : " ";
        result += (call.synthetic_id ? "*" : call.id) + ":" + call.function->name +
                  call.function->arguments;
    }
    return result;
}

/// What a recorded stream amounts to, in its first choice.
struct recorded_stream {
    const char* file;
    const char* finish_reason;
    std::initializer_list<std::int64_t> usage; // prompt, completion, total
    const char* text;
    const char* tool_calls = "";
};

inline const recorded_stream streams[] = {
    {"azure/stream-first-choices-empty.sse", "stop", {19, 76, 95}, "Oi!"},
    {"cerebras/stream-no-done.sse", "stop", {43, 2, 45}, "hello"},
    {"deepseek/stream-reasoning.sse",
     "tool_calls",
     {297, 35, 332},
     "",
     "call_00_tz6Vq4aG59EtpFCVbpoY3635:get_date{}"},
    {"gemini-openai/stream-text-include-usage.sse",
     "stop",
     {3, 11, 14},
     "Hello there! How can I help you today?\n"},
    {"gemini-openai/stream-tool-call-empty-id.sse",
     "stop",
     {25, 8, 33},
     "",
     R"(*:return_list_of_int{"value":[1,2,3,4,5]})"},
    {"gemini-openai/stream-tool-call-finish-tool-calls.sse",
     "tool_calls",
     {108, 19, 194},
     "",
     R"(function-call-11628457821388745023:Read{"file_path":"/tmp/a.go"})"},
    {"groq/stream-error-event.sse", "", {}, "maybe"},
    {"groq/stream-tool-call.sse",
     "tool_calls",
     {93, 32, 125},
     "I'll check the weather in Florence, Italy for you.",
     R"(functions.weather:0:weather{"location":"Florence,Italy"})"},
    {"llamacpp/stream-tool-call.sse",
     "tool_calls",
     {139, 41, 180},
     "",
     R"(g2KOIWzn722hzEaZQmNVP4roUPEiYafL:weather{"location":"Florence, Italy"})"},
    {"mistral/stream-tool-call.sse",
     "tool_calls",
     {187, 45, 232},
     "",
     R"(nqjf8Hqe1:plus{"a": 1, "b": 2} ATcpCKul3:minus{"a": 2, "b": 1})"},
    {"ollama/stream-tool-call-no-index.sse",
     "stop",
     {},
     "",
     R"(call_28sm5ma0:return_list_of_int{"value":"[1, 2, 3, 4, 5]"})"},
    {"openai/stream-length-no-content.sse", "length", {13, 50, 63}, ""},
    {"openai/stream-n2-tools.sse",
     "tool_calls",
     {85, 43, 128},
     "",
     R"(call_ZLW6rwgBZAlsBPJv2F9O3zhz:get_current_weather{"location":"San Francisco, CA"})"},
    {"openai/stream-parallel-tool-calls.sse",
     "tool_calls",
     {75, 53, 128},
     "",
     R"(call_NnkmjbtYL9gdZnGOMxYEl0A3:secret_retrieval_tool{"password": "mellon"} )"
     R"(call_uvC42eCVUOg2Y35G9FQKjAOB:secret_retrieval_tool{"password": "radiance"})"},
    {"openai/stream-refusal.sse", "stop", {64, 13, 77}, ""},
    {"openai/stream-tool-call.sse",
     "tool_calls",
     {53, 15, 68},
     "",
     R"(call_ZR5UUuTt3pf61kjwAJIYdVMj:get_capital{"country":"UK"})"},
    {"openai/stream-usage.sse", "stop", {20, 2, 22}, "Olá!"},
    {"openrouter/stream-comments.sse", "stop", {586, 3, 589}, "test response"},
    {"openrouter/stream-midstream-error.sse", "length", {43, 10, 53}, ""},
    {"xai/stream-parallel-tool-calls.sse",
     "tool_calls",
     {432, 68, 636},
     "",
     R"(call_55070233:add{"a":2,"b":3} call_12016531:multiply{"a":2,"b":3})"},
};

} // namespace recordings
