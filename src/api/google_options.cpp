#include "api/google_options.hpp"

#include "http/failure.hpp"
#include "http/json_member.hpp"

#include <coai/error.hpp>

#include <string>

namespace coai::gemini {

namespace {

thinking_config& thinking_of(google_options& options) {
    auto& config = options.thinking_config;
    return config ? *config : config.emplace();
}

} // namespace

google_options& google_options::thinking_budget(std::int64_t tokens) & {
    thinking_of(*this).thinking_budget = tokens;
    return *this;
}

google_options& google_options::thinking_level(open_enum<gemini::thinking_level> level) & {
    thinking_of(*this).thinking_level = std::move(level);
    return *this;
}

google_options& google_options::include_thoughts(bool wanted) & {
    thinking_of(*this).include_thoughts = wanted;
    return *this;
}

google_options& google_options::block(open_enum<harm_category> category,
                                      open_enum<harm_block_threshold> threshold) & {
    safety_settings.emplace_back(std::move(category), std::move(threshold));
    return *this;
}

bool google_options::empty() const noexcept {
    return cached_content.empty() && !thinking_config && safety_settings.empty() &&
           thought_tag_marker.empty() && extra.empty();
}

} // namespace coai::gemini

namespace coai::api {

namespace {

/// What was asked for beside the typed members.
void add_untyped(thought_tags& tags, const boost::json::object& members) {
    const auto* const extra_body = http::object_member(members, "extra_body");
    const auto* const google =
        extra_body != nullptr ? http::object_member(*extra_body, "google") : nullptr;
    if (google == nullptr)
        return;
    if (const auto marker = http::string_member(*google, "thought_tag_marker"); !marker.empty())
        tags.word = marker;
    if (const auto* const thinking = http::object_member(*google, "thinking_config"))
        tags.expected = http::flag_member(*thinking, "include_thoughts", tags.expected);
}

} // namespace

void check_google_options(const chat::request& request) {
    const auto& options = request.google;
    if (request.reasoning_effort.empty() || !options.thinking_config ||
        options.allow_reasoning_effort)
        return;
    const char* other = nullptr;
    if (options.thinking_config->thinking_budget)
        other = "thinking_budget";
    else if (!options.thinking_config->thinking_level.empty())
        other = "thinking_level";
    if (other == nullptr)
        return;
    detail::throw_usage_error(
        errc::invalid_request, "reasoning_effort",
        std::string("reasoning_effort and google.thinking_config.") + other +
            " both say how much the model thinks, and Gemini refuses a request that has both");
}

thought_tags thought_tags_of(const chat::request& request, const boost::json::object& extra_body) {
    thought_tags tags;
    const auto& options = request.google;
    tags.word = options.thought_tag_marker;
    if (options.thinking_config)
        tags.expected = options.thinking_config->include_thoughts.value_or(false);
    add_untyped(tags, request.extra);
    add_untyped(tags, extra_body);
    // Who names the tags wants them recognised, whoever asked for the thoughts.
    tags.expected = tags.expected || !tags.word.empty();
    return tags;
}

} // namespace coai::api
