#pragma once

#include <coai/options.hpp>
#include <coai/schema.hpp>

#include <optional>
#include <string>
#include <utility>

namespace coai::chat {

/// What one parse() does differently from its client.
struct parse_options : request_options {
    parse_options() {}
    parse_options(request_options call) : request_options(std::move(call)) {}

    /// The dialect of the schema that is sent. Where not set it follows the client's provider:
    /// gemini for Gemini, openai_strict for OpenAI and all others.
    std::optional<schema_dialect> dialect;
    /// What the schema is called, 1 to 64 of A-Z a-z 0-9 _ -; coai::schema_name<T>() where empty.
    std::string schema_name;
    /// Whether the JSON may be in a Markdown code fence (```json), as some models put it in spite
    /// of the schema.
    bool code_fence = false;
};

} // namespace coai::chat
