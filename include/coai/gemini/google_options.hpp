#pragma once

#include <coai/json/type.hpp>
#include <coai/open_enum.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace coai::gemini {

/// How much a model of the Gemini 3 family thinks; models differ in which they accept.
enum class thinking_level { minimal, low, medium, high };

/// What an answer may be blocked for.
enum class harm_category {
    harassment,
    hate_speech,
    sexually_explicit,
    dangerous_content,
    civic_integrity,
};

/// From which probability of harm on an answer is blocked.
enum class harm_block_threshold {
    low_and_above,
    medium_and_above,
    only_high,
    none,
    /// Not even rated.
    off,
};

} // namespace coai::gemini

template <>
struct coai::enum_names<coai::gemini::thinking_level> {
    static constexpr enum_name<gemini::thinking_level> entries[] = {
        {gemini::thinking_level::minimal, "minimal"},
        {gemini::thinking_level::low, "low"},
        {gemini::thinking_level::medium, "medium"},
        {gemini::thinking_level::high, "high"},
    };
};

template <>
struct coai::enum_names<coai::gemini::harm_category> {
    static constexpr enum_name<gemini::harm_category> entries[] = {
        {gemini::harm_category::harassment, "HARM_CATEGORY_HARASSMENT"},
        {gemini::harm_category::hate_speech, "HARM_CATEGORY_HATE_SPEECH"},
        {gemini::harm_category::sexually_explicit, "HARM_CATEGORY_SEXUALLY_EXPLICIT"},
        {gemini::harm_category::dangerous_content, "HARM_CATEGORY_DANGEROUS_CONTENT"},
        {gemini::harm_category::civic_integrity, "HARM_CATEGORY_CIVIC_INTEGRITY"},
    };
};

template <>
struct coai::enum_names<coai::gemini::harm_block_threshold> {
    static constexpr enum_name<gemini::harm_block_threshold> entries[] = {
        {gemini::harm_block_threshold::low_and_above, "BLOCK_LOW_AND_ABOVE"},
        {gemini::harm_block_threshold::medium_and_above, "BLOCK_MEDIUM_AND_ABOVE"},
        {gemini::harm_block_threshold::only_high, "BLOCK_ONLY_HIGH"},
        {gemini::harm_block_threshold::none, "BLOCK_NONE"},
        {gemini::harm_block_threshold::off, "OFF"},
    };
};

namespace coai::gemini {

/// How much the model thinks, and whether it says what. Set the budget for Gemini 2.5 or the level
/// for Gemini 3, not both, and neither together with chat::request::reasoning_effort.
struct thinking_config {
    thinking_config() {}

    /// Most tokens to think for; 0 turns thinking off where the model allows it, -1 leaves the
    /// amount to the model. Gemini 2.5 Pro takes 128 to 32,768, Flash up to 24,576, Flash-Lite 512
    /// to 24,576.
    std::optional<std::int64_t> thinking_budget;
    open_enum<gemini::thinking_level> thinking_level;
    /// Whether a summary of the thoughts comes with the answer: chat::completion::thought() and
    /// chat::chunk::thought().
    std::optional<bool> include_thoughts;
    boost::json::object extra;
};

/// From when on answers of one kind are blocked.
struct safety_setting {
    safety_setting() {}
    safety_setting(open_enum<harm_category> kind, open_enum<harm_block_threshold> from)
        : category(std::move(kind)), threshold(std::move(from)) {}

    open_enum<harm_category> category;
    open_enum<harm_block_threshold> threshold;
    boost::json::object extra;
};

/// What Gemini understands beyond OpenAI's API: the member `google` of a chat::request, which is
/// sent as `"extra_body":{"google":{…}}`, and not at all where nothing in it is set.
///
/// @code
/// request.google.thinking_budget(1024).include_thoughts();
/// @endcode
///
/// What chat::request::extra and request_options::extra_body have under `extra_body` is merged into
/// it, object by object, and stands in place of the member of the same name here.
struct google_options {
    google_options() {}

    /// Set the members of `thinking_config`; the calls chain.
    /// @{
    google_options& thinking_budget(std::int64_t tokens) &;
    google_options&& thinking_budget(std::int64_t tokens) && {
        return std::move(thinking_budget(tokens));
    }
    google_options& thinking_level(open_enum<gemini::thinking_level> level) &;
    google_options&& thinking_level(open_enum<gemini::thinking_level> level) && {
        return std::move(thinking_level(std::move(level)));
    }
    google_options& include_thoughts(bool wanted = true) &;
    google_options&& include_thoughts(bool wanted = true) && {
        return std::move(include_thoughts(wanted));
    }
    /// @}

    /// Appends to `safety_settings`; the calls chain.
    /// @{
    google_options& block(open_enum<harm_category> category,
                          open_enum<harm_block_threshold> threshold) &;
    google_options&& block(open_enum<harm_category> category,
                           open_enum<harm_block_threshold> threshold) && {
        return std::move(block(std::move(category), std::move(threshold)));
    }
    /// @}

    /// Whether nothing is set that would be sent.
    bool empty() const noexcept;

    /// Name of a cache made before, "cachedContents/…", that the prompt begins with. The request
    /// must then have no system message and no tools: they belong into the cache.
    std::string cached_content;
    std::optional<gemini::thinking_config> thinking_config;
    std::vector<safety_setting> safety_settings;
    /// The word in the tags around thoughts in an answer's text, in place of "thought".
    std::string thought_tag_marker;
    boost::json::object extra;

    /// Whether reasoning_effort may be sent together with a thinking budget or level. Gemini
    /// refuses that, so the call does, before anything is sent; a proxy may know better. What is in
    /// `extra` is not looked at. Not on the wire.
    bool allow_reasoning_effort = false;

private:
    friend struct google_options_wire;

    // What a request that was read has beside `google`.
    boost::json::object beside_;
};

} // namespace coai::gemini

namespace coai::json::detail {

template <>
struct type_of<gemini::thinking_config> {
    static const object_type value;
};

template <>
struct type_of<gemini::safety_setting> {
    static const object_type value;
};

template <>
struct type_of<gemini::google_options> {
    static const object_type value;
};

} // namespace coai::json::detail
