#include <coai/chat/tool.hpp>

#include "json/wire_type.hpp"

namespace coai::chat {

struct tool_choice_wire {
    static boost::json::value& value(void* choice) {
        return static_cast<tool_choice*>(choice)->value_;
    }
    static void* engage(void* choice) { return &value(choice); }
    static void* get(void* choice) { return value(choice).is_null() ? nullptr : &value(choice); }
    static void reset(void* choice) { value(choice) = nullptr; }
};

} // namespace coai::chat

namespace coai::json::detail {

namespace {

using chat::custom_call;
using chat::function_call;
using chat::function_definition;
using chat::tool;
using chat::tool_call;
using chat::tool_call_delta;
using chat::tool_choice_wire;

constexpr field function_definition_fields[] = {
    written_empty(member<&function_definition::name>("name")),
    member<&function_definition::description>("description"),
    member<&function_definition::parameters>("parameters"),
    member<&function_definition::strict>("strict"),
};

constexpr field tool_fields[] = {
    member<&tool::type>("type"),
    member<&tool::function_tool>("function"),
    member<&tool::custom>("custom"),
};

constexpr field function_call_fields[] = {
    member<&function_call::name>("name"),
    written_empty(takes_json_text(member<&function_call::arguments>("arguments"))),
};

constexpr field custom_call_fields[] = {
    member<&custom_call::name>("name"),
    written_empty(takes_json_text(member<&custom_call::input>("input"))),
};

constexpr field tool_call_fields[] = {
    member<&tool_call::id>("id"),
    member<&tool_call::type>("type"),
    member<&tool_call::function>("function"),
    member<&tool_call::custom>("custom"),
};

constexpr field tool_call_delta_fields[] = {
    member<&tool_call_delta::index>("index"),   member<&tool_call_delta::id>("id"),
    member<&tool_call_delta::type>("type"),     member<&tool_call_delta::function>("function"),
    member<&tool_call_delta::custom>("custom"),
};

} // namespace

constinit const object_type type_of<function_definition>::value = wire_object(
    function_definition_fields, extra_member<&function_definition::extra>, empty_members::omitted);

constinit const object_type type_of<tool>::value =
    wire_object(tool_fields, extra_member<&tool::extra>, empty_members::omitted);

constinit const optional_type type_of<chat::tool_choice>::value{{shape::optional},
                                                                &type_of<boost::json::value>::value,
                                                                tool_choice_wire::engage,
                                                                tool_choice_wire::get,
                                                                tool_choice_wire::reset};

constinit const object_type type_of<function_call>::value =
    wire_object(function_call_fields, extra_member<&function_call::extra>, empty_members::omitted);

constinit const object_type type_of<custom_call>::value =
    wire_object(custom_call_fields, extra_member<&custom_call::extra>, empty_members::omitted);

constinit const object_type type_of<tool_call>::value =
    wire_object(tool_call_fields, extra_member<&tool_call::extra>, empty_members::omitted);

constinit const object_type type_of<tool_call_delta>::value = wire_object(
    tool_call_delta_fields, extra_member<&tool_call_delta::extra>, empty_members::omitted);

} // namespace coai::json::detail
