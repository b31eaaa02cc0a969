#include "testing/chat_rules.hpp"

namespace coai::testing {

namespace {

using namespace json_kind;

constexpr auto gemini = known_by::gemini;
constexpr auto openai = known_by::openai;

constexpr member_rule image_rules[] = {{"url", text}, {"detail", text}};

constexpr member_rule audio_rules[] = {{"data", text}, {"format", text}};

constexpr member_rule file_rules[] = {{"filename", text}, {"file_data", text}, {"file_id", text}};

constexpr member_rule part_rules[] = {
    {"type", text},
    {"text", text},
    {"image_url", object, image_rules},
    {"input_audio", object, audio_rules},
    {"file", object, file_rules},
    {"refusal", text, {}, openai},
};

constexpr member_rule function_call_rules[] = {{"name", text}, {"arguments", text}};

constexpr member_rule custom_call_rules[] = {{"name", text}, {"input", text}};

constexpr member_rule google_extra_rules[] = {{"thought_signature", text}, {"thought", boolean}};

constexpr member_rule extra_content_rules[] = {{"google", object, google_extra_rules}};

constexpr member_rule tool_call_rules[] = {
    {"id", text},
    {"type", text},
    {"index", integer, {}, openai},
    {"function", object, function_call_rules},
    {"custom", object, custom_call_rules, openai},
    {"extra_content", object, extra_content_rules, gemini},
};

constexpr member_rule message_rules[] = {
    {"role", text},
    {"content", text | list, part_rules},
    {"name", text},
    {"tool_calls", list, tool_call_rules},
    {"tool_call_id", text},
    {"extra_content", object, extra_content_rules, gemini},
    {"refusal", text, {}, openai},
    {"audio", object, {}, openai},
    {"annotations", list, {}, openai},
    {"function_call", object, function_call_rules, openai},
};

constexpr member_rule function_rules[] = {
    {"name", text}, {"description", text}, {"parameters", object}, {"strict", boolean}};

constexpr member_rule tool_rules[] = {
    {"type", text}, {"function", object, function_rules}, {"custom", object, {}, openai}};

constexpr member_rule stream_options_rules[] = {{"include_usage", boolean},
                                                {"include_obfuscation", boolean, {}, openai}};

constexpr member_rule json_schema_rules[] = {
    {"name", text}, {"description", text}, {"schema", object}, {"strict", boolean}};

constexpr member_rule response_format_rules[] = {{"type", text},
                                                 {"json_schema", object, json_schema_rules}};

constexpr member_rule thinking_rules[] = {
    {"thinking_budget", integer}, {"thinking_level", text}, {"include_thoughts", boolean}};

constexpr member_rule safety_setting_rules[] = {
    {"category", text}, {"threshold", text}, {"method", text}};

constexpr member_rule google_rules[] = {{"thinking_config", object, thinking_rules},
                                        {"cached_content", text},
                                        {"safety_settings", list, safety_setting_rules},
                                        {"thought_tag_marker", text}};

constexpr member_rule extra_body_rules[] = {{"google", object, google_rules}};

constexpr member_rule request_rules[] = {
    {"model", text},
    {"messages", list, message_rules},
    {"stream", boolean},
    {"stream_options", object, stream_options_rules},
    {"max_tokens", integer},
    {"max_completion_tokens", integer},
    {"temperature", number},
    {"top_p", number},
    {"n", integer},
    {"stop", text | list},
    {"frequency_penalty", number},
    {"presence_penalty", number},
    {"seed", integer},
    {"tools", list, tool_rules},
    {"tool_choice", text | object},
    {"parallel_tool_calls", boolean},
    {"response_format", object, response_format_rules},
    {"reasoning_effort", text},
    {"logprobs", boolean},
    {"top_logprobs", integer},
    {"user", text},
    {"modalities", list},
    {"service_tier", text},
    {"extra_body", object, extra_body_rules, gemini},
    {"audio", object, {}, openai},
    {"function_call", text | object, {}, openai},
    {"functions", list, function_rules, openai},
    {"logit_bias", object, {}, openai},
    {"metadata", object, {}, openai},
    {"moderation", object, {}, openai},
    {"prediction", object, {}, openai},
    {"prompt_cache_key", text, {}, openai},
    {"prompt_cache_options", object, {}, openai},
    {"prompt_cache_retention", text, {}, openai},
    {"safety_identifier", text, {}, openai},
    {"store", boolean, {}, openai},
    {"verbosity", text, {}, openai},
    {"web_search_options", object, {}, openai},
};

} // namespace

std::span<const member_rule> chat_rules() noexcept { return request_rules; }

} // namespace coai::testing
