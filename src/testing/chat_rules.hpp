#pragma once

#include "testing/payload_check.hpp"

#include <span>

namespace coai::testing {

/// The members of a chat completion request. Gemini knows fewer than OpenAI, and a few of its own.
std::span<const member_rule> chat_rules() noexcept;

} // namespace coai::testing
