#include "api/thoughts.hpp"

#include "api/extra_content.hpp"
#include "http/json_member.hpp"

#include <boost/json/value.hpp>

#include <utility>

namespace coai::api {

namespace {

boost::json::object* object_in(boost::json::object& from, std::string_view name) noexcept {
    boost::json::value* const value = from.if_contains(name);
    return value != nullptr ? value->if_object() : nullptr;
}

} // namespace

std::string_view thought_in(const chat::content& content,
                            const boost::json::object& extra) noexcept {
    if (!content.thought().empty() || extra.empty())
        return content.thought();
    const auto content_member = http::string_member(extra, "reasoning_content");
    return content_member.empty() ? http::string_member(extra, "reasoning") : content_member;
}

bool is_flagged_thought(const boost::json::object& extra) noexcept {
    const auto* const content =
        extra.empty() ? nullptr : http::object_member(extra, extra_content_name);
    if (content == nullptr)
        return false;
    for (const std::string_view provider : extra_content_providers) {
        const auto* const members = http::object_member(*content, provider);
        if (members != nullptr && http::flag_member(*members, "thought", false))
            return true;
    }
    return false;
}

void clear_thought_flag(boost::json::object& extra) {
    auto* const content = object_in(extra, extra_content_name);
    if (content == nullptr)
        return;
    for (const std::string_view provider : extra_content_providers) {
        auto* const members = object_in(*content, provider);
        if (members != nullptr && members->erase("thought") > 0 && members->empty())
            content->erase(provider);
    }
    if (content->empty())
        extra.erase(extra_content_name);
}

void split_thoughts(chat::message& whole, const thought_tags& tags) {
    const std::string_view text = whole.content.raw_text();
    if (text.empty() || !whole.content.parts().empty())
        return;
    const auto found = thought_splitter::split(text, is_flagged_thought(whole.extra), tags);
    if (found.answer != text)
        whole.content.split(found.thought, found.answer);
}

chunk_thoughts::chunk_thoughts(thought_tags tags) : tags_(std::move(tags)) {}

void chunk_thoughts::split(chat::chunk& next) {
    for (auto& choice : next.choices) {
        auto& content = choice.delta.content;
        if (!content.parts().empty())
            continue;
        const bool flagged = is_flagged_thought(choice.delta.extra);
        auto* const splitter = splitter_of(choice.index, flagged || tags_.expected);
        if (splitter == nullptr)
            continue;
        const std::string_view text = content.raw_text();
        const auto found = splitter->next(text, flagged, !choice.finish_reason.empty());
        if (!found.thought.empty() || found.answer != text)
            content.split(found.thought, found.answer);
    }
}

thought_splitter* chunk_thoughts::splitter_of(int index, bool needed) {
    for (auto& known : answers_) {
        if (known.index == index)
            return &known.splitter;
    }
    if (!needed || answers_.size() == max_answers)
        return nullptr;
    return &answers_.emplace_back(answer{index, thought_splitter(tags_)}).splitter;
}

} // namespace coai::api
