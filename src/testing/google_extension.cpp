#include "testing/google_extension.hpp"

#include "http/json_member.hpp"
#include "testing/request_error.hpp"
#include "testing/seeded_random.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace coai::testing {

namespace json = boost::json;
using http::object_member;
using http::string_member;

namespace {

constexpr std::string_view categories[] = {
    "HARM_CATEGORY_UNSPECIFIED",       "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_HATE_SPEECH",       "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_DANGEROUS_CONTENT", "HARM_CATEGORY_CIVIC_INTEGRITY"};

constexpr std::string_view thresholds[] = {"HARM_BLOCK_THRESHOLD_UNSPECIFIED",
                                           "BLOCK_LOW_AND_ABOVE",
                                           "BLOCK_MEDIUM_AND_ABOVE",
                                           "BLOCK_ONLY_HIGH",
                                           "BLOCK_NONE",
                                           "OFF"};

constexpr std::size_t smallest_cache = 1024;
constexpr std::size_t cache_sizes = 4096;

void check_enumerator(const json::object& setting, std::size_t index, std::string_view name,
                      std::string_view type, std::span<const std::string_view> known) {
    const json::value* value = setting.if_contains(name);
    if (!value || value->is_null() ||
        std::find(known.begin(), known.end(), string_member(setting, name)) != known.end())
        return;
    std::string message = "Invalid value at 'extra_body.google.safety_settings[";
    message += std::to_string(index) + "].";
    message += name;
    message += "' (type.googleapis.com/google.ai.generativelanguage.v1main.";
    message += type;
    throw request_error(400, message + "), " + json::serialize(*value));
}

bool has_instructions(const json::object& payload) {
    const json::value* messages = payload.if_contains("messages");
    const json::array* list = messages ? messages->if_array() : nullptr;
    return list && std::any_of(list->begin(), list->end(), [](const json::value& message) {
               const std::string_view role = string_member(message.get_object(), "role");
               return role == "system" || role == "developer";
           });
}

bool has_tools(const json::object& payload) {
    const json::value* tools = payload.if_contains("tools");
    return payload.contains("tool_choice") || (tools && tools->is_array());
}

} // namespace

const json::object* google_extension(const json::object& payload) noexcept {
    const json::object* extra = object_member(payload, "extra_body");
    return extra ? object_member(*extra, "google") : nullptr;
}

void check_safety_settings(const json::object& google) {
    const json::value* settings = google.if_contains("safety_settings");
    const json::array* list = settings ? settings->if_array() : nullptr;
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        const json::object& setting = (*list)[i].get_object();
        check_enumerator(setting, i, "category", "HarmCategory", categories);
        check_enumerator(setting, i, "threshold", "SafetySetting.HarmBlockThreshold", thresholds);
    }
}

std::int64_t read_cached_tokens(const json::object& payload, const json::object& google,
                                const emulator_options& options) {
    const std::string_view name = string_member(google, "cached_content");
    if (name.empty())
        return 0;
    const auto& caches = options.cached_contents;
    if (std::find(caches.begin(), caches.end(), name) == caches.end())
        throw request_error(403, "CachedContent not found (or permission denied)");
    if (has_instructions(payload) || has_tools(payload))
        throw request_error(400,
                            "CachedContent can not be used with GenerateContent request setting "
                            "system_instruction, tools or tool_config.\n\nProposed fix: move those "
                            "values to CachedContent from GenerateContent request.");
    return static_cast<std::int64_t>(smallest_cache + text_hash(name) % cache_sizes);
}

} // namespace coai::testing
