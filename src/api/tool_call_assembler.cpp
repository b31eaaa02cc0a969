#include "api/tool_call_assembler.hpp"

#include "api/extra_merge.hpp"
#include "api/tool_call_id.hpp"

#include <string>
#include <string_view>

namespace coai::api {

namespace {

using chat::tool_call;
using chat::tool_call_delta;

bool has_name(const tool_call_delta& piece) {
    return (piece.function && !piece.function->name.empty()) ||
           (piece.custom && !piece.custom->name.empty());
}

bool has_arguments(const tool_call_delta& piece) {
    return (piece.function && !piece.function->arguments.empty()) ||
           (piece.custom && !piece.custom->input.empty());
}

// A name comes whole, maybe with every piece. Some proxies cut it like a text.
void join_name(std::string& name, const std::string& piece, std::size_t& size) {
    if (name == piece)
        return;
    name += piece;
    size += piece.size();
}

void join_text(std::string& text, const std::string& piece, std::size_t& size) {
    text += piece;
    size += piece.size();
}

void join(tool_call& call, const tool_call_delta& piece, std::size_t& size) {
    if (!piece.id.empty())
        call.id = piece.id;
    if (!piece.type.empty())
        call.type = piece.type;
    if (piece.function) {
        auto& function = call.function ? *call.function : call.function.emplace();
        join_name(function.name, piece.function->name, size);
        join_text(function.arguments, piece.function->arguments, size);
        merge_extra(function.extra, piece.function->extra, repeated::replaces, size);
    }
    if (piece.custom) {
        auto& custom = call.custom ? *call.custom : call.custom.emplace();
        join_name(custom.name, piece.custom->name, size);
        join_text(custom.input, piece.custom->input, size);
        merge_extra(custom.extra, piece.custom->extra, repeated::replaces, size);
    }
    merge_extra(call.extra, piece.extra, repeated::replaces, size);
}

} // namespace

bool tool_call_assembler::add(std::vector<tool_call>& calls, const tool_call_delta& piece,
                              boost::json::object& message_extra, std::size_t& size) {
    auto position = find(calls, piece);
    if (!position) {
        const bool says_nothing =
            piece.id.empty() && !piece.index && !has_name(piece) && !has_arguments(piece);
        if (says_nothing) {
            merge_extra(message_extra, piece.extra, repeated::replaces, size);
            return true;
        }
        if (calls.size() == max_calls)
            return false;
        position = calls.size();
        calls.emplace_back();
        slots_.emplace_back();
        size += sizeof(tool_call) + sizeof(slot) + piece.id.size();
    }
    join(calls[*position], piece, size);
    if (!slots_[*position].index)
        slots_[*position].index = piece.index;
    return true;
}

std::optional<std::size_t> tool_call_assembler::find(const std::vector<tool_call>& calls,
                                                     const tool_call_delta& piece) {
    // Backwards: mostly it is the last one, and of several with one index it is the newest.
    if (!piece.id.empty()) {
        for (auto position = calls.size(); position-- > 0;) {
            if (calls[position].id == piece.id)
                return position;
        }
    }

    if (piece.index) {
        const auto position = find_index(*piece.index);
        return position && !begins_another(calls, piece, *position) ? position : std::nullopt;
    }
    if (!piece.id.empty() || has_name(piece) || calls.empty())
        return std::nullopt;
    return calls.size() - 1;
}

bool tool_call_assembler::begins_another(const std::vector<tool_call>& calls,
                                         const tool_call_delta& piece, std::size_t position) {
    if (piece.id.empty())
        return has_name(piece) && is_complete(calls, position);
    if (!calls[position].id.empty())
        return true;
    return (has_name(piece) || has_arguments(piece)) && is_complete(calls, position);
}

std::optional<std::size_t> tool_call_assembler::find_index(int index) const {
    for (auto position = slots_.size(); position-- > 0;) {
        if (slots_[position].index == index)
            return position;
    }
    // The number of a call that began without one is its place.
    if (index >= 0 && static_cast<std::size_t>(index) < slots_.size() &&
        !slots_[static_cast<std::size_t>(index)].index)
        return static_cast<std::size_t>(index);
    return std::nullopt;
}

bool tool_call_assembler::is_complete(const std::vector<tool_call>& calls, std::size_t position) {
    const auto& function = calls[position].function;
    return function && slots_[position].arguments.is_complete(function->arguments);
}

void finish_tool_calls(std::vector<tool_call>& calls) {
    for (auto& call : calls) {
        if (call.type.empty())
            call.type = call.custom ? "custom" : "function";
        if (call.type == "function" && !call.function)
            call.function.emplace();
        if (call.function && call.function->arguments.empty())
            call.function->arguments = "{}";
    }
    complete_tool_call_ids(calls);
}

} // namespace coai::api
