#pragma once

#include "api/json_text_scanner.hpp"

#include <coai/chat/tool.hpp>

#include <boost/json/object.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace coai::api {

/// Joins the pieces of the tool calls of one streamed answer.
///
/// OpenAI numbers its calls and sends their ids once. Others leave out indices, ids or both, number
/// all calls 0, begin at 1, or send each call whole. So a piece belongs, in this order: to the call
/// that has its id; if the id is new, to the call of its index that waits for one; without an id,
/// to the call of its index, unless it names a function and that call is complete; without an index
/// too, to the last call, unless it names a function. Otherwise it begins a new call.
class tool_call_assembler {
public:
    static constexpr std::size_t max_calls = 1024;

    /// Adds a piece to `calls`, which only the assembler changes from one piece to the next. A
    /// piece that neither belongs to a call nor begins one leaves what it carries in
    /// `message_extra`. False if there would be too many calls. `size` follows the memory taken.
    bool add(std::vector<chat::tool_call>& calls, const chat::tool_call_delta& piece,
             boost::json::object& message_extra, std::size_t& size);

private:
    // What is known of a call beside what the user sees of it.
    struct slot {
        std::optional<int> index;
        json_text_scanner arguments;
    };

    std::optional<std::size_t> find(const std::vector<chat::tool_call>& calls,
                                    const chat::tool_call_delta& piece);
    std::optional<std::size_t> find_index(int index) const;
    // Whether a piece is not of the call at `position`, though it has its index.
    bool begins_another(const std::vector<chat::tool_call>& calls,
                        const chat::tool_call_delta& piece, std::size_t position);
    bool is_complete(const std::vector<chat::tool_call>& calls, std::size_t position);

    std::vector<slot> slots_;
};

/// What is left to do at the end of a stream: types, ids, and `{}` for arguments that never came.
void finish_tool_calls(std::vector<chat::tool_call>& calls);

} // namespace coai::api
