#pragma once

#include <coai/chat/message.hpp>
#include <coai/chat/tool.hpp>

#include <string_view>
#include <vector>

/// Thought signatures: opaque texts in which Gemini keeps what it thought. It wants them back with
/// the messages that they came in, and Gemini 3 refuses a conversation in which a tool call of the
/// current turn has lost its own. Who puts an answer's message into the next request as it came
/// (`request.add(completion.choices.front().message)`) need do nothing about them; these functions
/// are for histories that change hands.
namespace coai::gemini {

/// The signature of a tool call; of parallel calls, only the first has one. Empty if there is none.
/// Valid while the call is not changed.
std::string_view thought_signature(const chat::tool_call& call) noexcept;

/// The signature of a message as such, which Gemini 3 gives to texts. Empty if there is none.
std::string_view thought_signature(const chat::message& message) noexcept;

/// Removes what only Google understands (signatures, and the `extra_content` that holds them), so
/// that another provider may go on with the conversation. Servers that check strictly refuse it.
/// @{
void strip_thought_signatures(chat::message& message);
void strip_thought_signatures(std::vector<chat::message>& messages);
/// @}

/// What Gemini takes in place of a signature, for tool calls that it has not made itself.
inline constexpr std::string_view skip_thought_signature_validator =
    "skip_thought_signature_validator";

/// Gives the first tool call of each message that value unless it has a signature, so that Gemini 3
/// goes on with a conversation that another provider began. The model thinks less well without its
/// signatures, so do this to foreign histories only.
/// @{
void skip_thought_signatures(chat::message& message);
void skip_thought_signatures(std::vector<chat::message>& messages);
/// @}

} // namespace coai::gemini
