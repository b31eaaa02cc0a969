#pragma once

#include "testing/dialect.hpp"
#include "testing/seeded_random.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace coai::testing {

/// How the model thinks about a request.
struct thinking_plan {
    /// Most tokens to think for; 0 if it does not think.
    std::int64_t budget = 0;
    /// Whether the thoughts are part of the answer, and the word in the tags around them.
    bool include_thoughts = false;
    std::string tag = "thought";
};

/// What `reasoning_effort`, `thinking_config` and the model make of it together.
/// @param model Without "models/".
/// @throws request_error in Gemini's words for what the model cannot do.
thinking_plan plan_thinking(const boost::json::object& payload, std::string_view model,
                            dialect shape);

/// How many tokens the thoughts take, at most the budget.
std::int64_t thinking_tokens(const thinking_plan& plan, seeded_random& random);

} // namespace coai::testing
