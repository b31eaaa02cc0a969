#pragma once

#include <coai/json/type.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>

namespace coai {

/// What a call cost in tokens. Servers differ in what they fill in; absent counts are 0.
struct usage {
    usage() {}

    /// Where the prompt's tokens came from.
    struct prompt_details {
        prompt_details() {}

        std::int64_t audio_tokens = 0;
        /// Part of the prompt that was served from a cache.
        std::int64_t cached_tokens = 0;
        /// Part of the prompt that was written to a cache.
        std::int64_t cache_write_tokens = 0;
        std::int64_t text_tokens = 0;
        std::int64_t image_tokens = 0;
        boost::json::object extra;
    };

    /// What the answer's tokens were spent on.
    struct completion_details {
        completion_details() {}

        std::int64_t accepted_prediction_tokens = 0;
        std::int64_t audio_tokens = 0;
        std::int64_t reasoning_tokens = 0;
        std::int64_t rejected_prediction_tokens = 0;
        std::int64_t text_tokens = 0;
        boost::json::object extra;
    };

    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;
    std::int64_t total_tokens = 0;
    std::optional<prompt_details> prompt_tokens_details;
    std::optional<completion_details> completion_tokens_details;
    boost::json::object extra;

    /// Tokens spent on thinking: as reported, or, since Gemini counts them in the total only, the
    /// total less prompt and answer.
    std::int64_t reasoning_tokens() const noexcept;
};

} // namespace coai

namespace coai::json::detail {

template <>
struct type_of<usage::prompt_details> {
    static const object_type value;
};

template <>
struct type_of<usage::completion_details> {
    static const object_type value;
};

template <>
struct type_of<usage> {
    static const object_type value;
};

} // namespace coai::json::detail
