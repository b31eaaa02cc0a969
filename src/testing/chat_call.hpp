#pragma once

#include "testing/chat_media.hpp"
#include "testing/dialect.hpp"
#include "testing/thinking.hpp"

#include <coai/testing/emulator_options.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coai::testing {

/// A message of the conversation, reduced to what the answer depends on.
struct chat_turn {
    std::string role;
    std::string text;
    std::vector<chat_medium> media;
    /// The function whose result a tool's message brings.
    std::string function;
    /// What the model counts for it.
    std::int64_t tokens = 0;
};

/// A function that may be called.
struct chat_function {
    std::string name;
    boost::json::object parameters;
};

/// A chat completion request that has passed all checks.
struct chat_call {
    /// As it was asked for, with "models/" if it was asked so.
    std::string model;
    std::vector<chat_turn> turns;
    bool stream = false;
    bool include_usage = false;
    std::size_t choices = 1;
    std::optional<std::int64_t> max_tokens;
    std::vector<std::string> stops;
    std::vector<chat_function> functions;
    /// "auto", "none", "required", or "named", when `functions` has only the one named.
    std::string tool_choice = "auto";
    bool parallel_calls = true;
    /// The schema that the answer must follow, or an empty one for any JSON object.
    std::optional<boost::json::object> json_schema;
    thinking_plan thinking;
    /// What a cache adds to the prompt.
    std::int64_t cached_tokens = 0;
    /// The hash of all that makes this conversation different from others.
    std::uint64_t seed = 0;

    std::string_view short_model() const noexcept;
    const chat_turn& last_turn() const noexcept { return turns.back(); }
    /// The last message of the user; null if there is none.
    const chat_turn* last_user_turn() const noexcept;
};

/// What the model counts for a text: a token for every four bytes.
std::int64_t count_tokens(std::string_view text) noexcept;

/// Reads the body of a request.
/// @throws request_error in the words of the dialect for what that server would not accept.
chat_call read_chat_call(const std::string& body, dialect shape, const emulator_options& options);

} // namespace coai::testing
