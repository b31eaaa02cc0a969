#include <coai/chat/tool.hpp>

#include <boost/json/array.hpp>

#include <utility>

namespace coai::chat {

namespace {

/// Such as {"type":"function","function":{"name":"f"}}.
boost::json::object named_tool(std::string_view type, std::string_view name) {
    boost::json::object named;
    named["name"] = name;
    boost::json::object result;
    result["type"] = type;
    result[type] = std::move(named);
    return result;
}

} // namespace

tool tool::function(std::string name, std::string description,
                    std::optional<boost::json::object> parameters, std::optional<bool> strict) {
    tool result;
    result.type = "function";
    auto& definition = result.function_tool.emplace();
    definition.name = std::move(name);
    definition.description = std::move(description);
    definition.parameters = std::move(parameters);
    definition.strict = strict;
    return result;
}

tool_choice tool_choice::function(std::string_view name) {
    return raw(named_tool("function", name));
}

tool_choice tool_choice::custom(std::string_view name) { return raw(named_tool("custom", name)); }

tool_choice tool_choice::allowed(std::string_view mode, const std::vector<std::string>& functions) {
    boost::json::array tools;
    tools.reserve(functions.size());
    for (const auto& name : functions)
        tools.push_back(named_tool("function", name));

    boost::json::object allowed;
    allowed["mode"] = mode;
    allowed["tools"] = std::move(tools);
    boost::json::object result;
    result["type"] = "allowed_tools";
    result["allowed_tools"] = std::move(allowed);
    return raw(std::move(result));
}

tool_choice tool_choice::raw(boost::json::value value) {
    tool_choice choice;
    choice.value_ = std::move(value);
    return choice;
}

} // namespace coai::chat
