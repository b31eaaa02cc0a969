#include <coai/gemini/thought_signature.hpp>

#include "api/extra_content.hpp"
#include "http/json_member.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace coai::gemini {

using api::extra_content_name;
using api::extra_content_providers;

namespace {

constexpr std::string_view signature_name = "thought_signature";

std::string_view signature_in(const boost::json::object& extra) noexcept {
    if (const auto* const content = http::object_member(extra, extra_content_name)) {
        for (const std::string_view provider : extra_content_providers) {
            const auto* const members = http::object_member(*content, provider);
            if (members == nullptr)
                continue;
            const auto signature = http::string_member(*members, signature_name);
            if (!signature.empty())
                return signature;
        }
    }
    // Gemini 2.5's first versions.
    return http::string_member(extra, signature_name);
}

void strip(boost::json::object& extra) {
    extra.erase(signature_name);
    boost::json::value* const content = extra.if_contains(extra_content_name);
    if (content == nullptr)
        return;
    if (auto* const members = content->if_object()) {
        for (const std::string_view provider : extra_content_providers)
            members->erase(provider);
        if (!members->empty())
            return;
    }
    extra.erase(extra_content_name);
}

/// The object of that name, made if it is something else or absent.
boost::json::object& make_object(boost::json::object& in, std::string_view name) {
    boost::json::value& value = in[name];
    return value.is_object() ? value.get_object() : value.emplace_object();
}

} // namespace

std::string_view thought_signature(const chat::tool_call& call) noexcept {
    return signature_in(call.extra);
}

std::string_view thought_signature(const chat::message& message) noexcept {
    return signature_in(message.extra);
}

void strip_thought_signatures(chat::message& message) {
    strip(message.extra);
    for (auto& call : message.tool_calls)
        strip(call.extra);
}

void strip_thought_signatures(std::vector<chat::message>& messages) {
    for (auto& message : messages)
        strip_thought_signatures(message);
}

void skip_thought_signatures(chat::message& message) {
    if (message.tool_calls.empty() || !thought_signature(message.tool_calls.front()).empty())
        return;
    auto& content = make_object(message.tool_calls.front().extra, extra_content_name);
    make_object(content, "google")[signature_name] = skip_thought_signature_validator;
}

void skip_thought_signatures(std::vector<chat::message>& messages) {
    for (auto& message : messages)
        skip_thought_signatures(message);
}

} // namespace coai::gemini
