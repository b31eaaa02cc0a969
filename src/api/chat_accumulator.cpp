#include <coai/chat/accumulator.hpp>

#include "api/extra_merge.hpp"
#include "api/memory_size.hpp"
#include "api/tool_call_assembler.hpp"
#include "http/failure.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace coai::chat {

namespace {

constexpr int max_choices = 128;

[[noreturn]] void throw_too_large(std::string what) {
    detail::throw_failure(
        detail::failure(errc::response_too_large, "the stream has more than " + std::move(what)));
}

void keep_first(std::string& value, const std::string& next) {
    if (value.empty())
        value = next;
}

/// Of texts and open enumerations.
template <class T>
void keep_last(T& value, const T& next) {
    if (!next.empty())
        value = next;
}

} // namespace

struct completion_accumulator::state {
    explicit state(std::size_t size_limit) : max_size(size_limit) {}

    void add(const chunk& next);
    void add(const chunk_choice& next, int index);
    void add(message& into, const delta& next, api::tool_call_assembler& calls);
    void append(chat::content& into, const chat::content& next);
    void append(message_audio& into, const message_audio& next);
    void append(std::string& text, const std::string& next);
    template <class T>
    void append(std::vector<T>& list, const std::vector<T>& next);
    void merge(boost::json::object& into, const boost::json::object& next, api::repeated rule);
    void count(const chat::content& next);
    std::size_t find_or_insert(int index);

    completion result;
    // Of each of the result's choices, which are in the order of their indices.
    std::vector<api::tool_call_assembler> tool_calls;
    // The choice that the last chunk was about.
    std::size_t last_position = 0;
    std::size_t max_size;
    std::size_t size = 0;
};

void completion_accumulator::state::add(const chunk& next) {
    keep_first(result.id, next.id);
    keep_first(result.model, next.model);
    if (result.created == 0)
        result.created = next.created;
    result.object = "chat.completion";
    keep_last(result.service_tier, next.service_tier);
    keep_last(result.system_fingerprint, next.system_fingerprint);
    if (next.usage)
        result.usage = next.usage;
    merge(result.extra, next.extra, api::repeated::replaces);

    int position = 0;
    for (const auto& choice : next.choices) {
        add(choice, choice.index < 0 ? position : choice.index);
        ++position;
    }
    if (size > max_size)
        throw_too_large(std::to_string(max_size) + " bytes");
}

void completion_accumulator::state::add(const chunk_choice& next, int index) {
    const auto position = find_or_insert(index);
    auto& choice = result.choices[position];
    keep_last(choice.finish_reason, next.finish_reason);
    if (next.logprobs) {
        auto& logprobs = choice.logprobs ? *choice.logprobs : choice.logprobs.emplace();
        append(logprobs.content, next.logprobs->content);
        append(logprobs.refusal, next.logprobs->refusal);
        merge(logprobs.extra, next.logprobs->extra, api::repeated::replaces);
    }
    merge(choice.extra, next.extra, api::repeated::replaces);
    add(choice.message, next.delta, tool_calls[position]);
}

void completion_accumulator::state::add(message& into, const delta& next,
                                        api::tool_call_assembler& calls) {
    keep_last(into.role, next.role);
    append(into.content, next.content);
    if (next.refusal)
        append(into.refusal ? *into.refusal : into.refusal.emplace(), *next.refusal);
    if (next.audio)
        append(into.audio ? *into.audio : into.audio.emplace(), *next.audio);
    append(into.annotations, next.annotations);
    merge(into.extra, next.extra, api::repeated::continues);
    for (const auto& piece : next.tool_calls) {
        if (!calls.add(into.tool_calls, piece, into.extra, size))
            throw_too_large(std::to_string(api::tool_call_assembler::max_calls) + " tool calls");
    }
}

void completion_accumulator::state::append(chat::content& into, const chat::content& next) {
    count(next);
    if (into.empty() && into.text().empty() && into.thought().empty()) {
        into = next;
        return;
    }
    if (!next.object().empty())
        into.append(boost::json::serialize(next.object()));
    else if (next.parts().empty() && !(next.empty() && next.text().empty()))
        into.append(next.raw_text(), next.thought(), next.text());
    for (const auto& part : next.parts()) {
        const bool continues =
            !into.parts().empty() && part.type == "text" && part.text && part.extra.empty();
        if (continues)
            into.append(*part.text);
        else
            into.add(part);
    }
}

void completion_accumulator::state::append(message_audio& into, const message_audio& next) {
    keep_first(into.id, next.id);
    if (next.expires_at)
        into.expires_at = next.expires_at;
    append(into.data, next.data);
    append(into.transcript, next.transcript);
    merge(into.extra, next.extra, api::repeated::replaces);
}

void completion_accumulator::state::append(std::string& text, const std::string& next) {
    text += next;
    size += next.size();
}

template <class T>
void completion_accumulator::state::append(std::vector<T>& list, const std::vector<T>& next) {
    for (const auto& element : next) {
        list.push_back(element);
        size += api::memory_size(element);
    }
}

void completion_accumulator::state::merge(boost::json::object& into,
                                          const boost::json::object& next, api::repeated rule) {
    api::merge_extra(into, next, rule, size);
}

void completion_accumulator::state::count(const chat::content& next) {
    size += next.raw_text().size() + api::memory_size(next.object());
    if (!next.thought().empty())
        size += next.thought().size() + next.text().size();
    for (const auto& part : next.parts())
        size += api::memory_size(part);
}

std::size_t completion_accumulator::state::find_or_insert(int index) {
    auto& choices = result.choices;
    if (last_position < choices.size() && choices[last_position].index == index)
        return last_position;

    if (index >= max_choices)
        throw_too_large(std::to_string(max_choices) + " answers");
    const auto place = std::partition_point(
        choices.begin(), choices.end(), [&](const choice& other) { return other.index < index; });
    const auto offset = place - choices.begin();
    last_position = static_cast<std::size_t>(offset);
    if (place == choices.end() || place->index != index) {
        choices.emplace(place)->index = index;
        tool_calls.emplace(tool_calls.begin() + offset);
    }
    return last_position;
}

completion_accumulator::completion_accumulator(std::size_t max_size)
    : state_(std::make_unique<state>(max_size)) {}

completion_accumulator::completion_accumulator(completion_accumulator&&) noexcept = default;
completion_accumulator&
completion_accumulator::operator=(completion_accumulator&&) noexcept = default;
completion_accumulator::~completion_accumulator() = default;

void completion_accumulator::add(const chunk& next) { state_->add(next); }

const completion& completion_accumulator::snapshot() const noexcept { return state_->result; }

completion completion_accumulator::finish() {
    auto result = std::move(state_->result);
    *state_ = state(state_->max_size);
    for (auto& choice : result.choices) {
        if (choice.message.role.empty())
            choice.message.role = role::assistant;
        api::finish_tool_calls(choice.message.tool_calls);
    }
    return result;
}

} // namespace coai::chat
