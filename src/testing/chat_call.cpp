#include "testing/chat_call.hpp"

#include "http/json_member.hpp"
#include "testing/chat_rules.hpp"
#include "testing/google_extension.hpp"
#include "testing/payload_check.hpp"
#include "testing/request_error.hpp"
#include "testing/schema_check.hpp"
#include "testing/seeded_random.hpp"
#include "testing/signature_check.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace coai::testing {

namespace json = boost::json;
using http::flag_member;
using http::object_member;
using http::string_member;

namespace {

constexpr std::string_view model_prefix = "models/";
constexpr std::int64_t tokens_around_message = 3;
constexpr std::int64_t max_choices = 8;

const json::array* list_member(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value ? value->if_array() : nullptr;
}

std::optional<std::int64_t> integer_member(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (!value || !value->is_number())
        return std::nullopt;
    json::error_code ec;
    const auto number = value->to_number<std::int64_t>(ec);
    return ec ? std::nullopt : std::optional(number);
}

/// Reads a request member by member; what is wrong is worded for the dialect.
class chat_reader {
public:
    chat_reader(const json::object& payload, dialect shape, const emulator_options& options)
        : payload_(payload), options_(options), gemini_(shape == dialect::gemini) {}

    chat_call read() {
        read_model();
        read_messages();
        read_extension();
        read_limits();
        read_tools();
        read_response_format();
        call_.stream = flag_member(payload_, "stream", false);
        if (const json::object* stream_options = object_member(payload_, "stream_options"))
            call_.include_usage = flag_member(*stream_options, "include_usage", false);
        call_.seed = seed();
        return std::move(call_);
    }

private:
    [[noreturn]] void refuse(const std::string& for_gemini, const std::string& for_openai,
                             std::string_view param,
                             std::string_view code = "invalid_value") const {
        throw request_error(400, gemini_ ? for_gemini : for_openai, code, param);
    }

    void read_model() {
        call_.model = string_member(payload_, "model");
        if (call_.model.empty())
            refuse("model is not specified", "you must provide a model parameter", "model",
                   "missing_required_parameter");
        const std::string_view name = call_.short_model();
        if (std::find(options_.models.begin(), options_.models.end(), name) !=
            options_.models.end())
            return;
        if (gemini_)
            throw request_error(
                404, "models/" + std::string(name) +
                         " is not found for API version v1main, or is not supported for "
                         "generateContent. Call ModelService.ListModels to see the list of "
                         "available models and their supported methods.");
        throw request_error(
            404, "The model `" + call_.model + "` does not exist or you do not have access to it.",
            "model_not_found");
    }

    void read_messages() {
        const json::array* messages = list_member(payload_, "messages");
        if (!messages)
            refuse(no_contents, "Missing required parameter: 'messages'.", "messages",
                   "missing_required_parameter");
        bool only_instructions = true;
        if (gemini_)
            check_signatures(*messages, call_.short_model());
        for (const json::value& message : *messages) {
            read_message(message.get_object());
            only_instructions = only_instructions && is_instruction(call_.last_turn().role);
        }
        if (messages->empty() || (gemini_ && only_instructions))
            refuse(no_contents,
                   "Invalid 'messages': empty array. Expected an array with minimum length 1, but "
                   "got an empty array instead.",
                   "messages", "empty_array");
    }

    static bool is_instruction(std::string_view role) {
        return role == "system" || role == "developer";
    }

    std::string message_path() const {
        return "messages[" + std::to_string(call_.turns.size()) + ']';
    }

    void read_message(const json::object& message) {
        chat_turn turn;
        turn.role = string_member(message, "role");
        static constexpr std::array<std::string_view, 6> roles = {
            "system", "developer", "user", "assistant", "tool", "function"};
        if (std::find(roles.begin(), roles.end(), turn.role) == roles.end())
            refuse("Invalid value at '" + message_path() + ".role' (TYPE_STRING), \"" + turn.role +
                       '"',
                   "Invalid value: '" + turn.role +
                       "'. Supported values are: 'system', 'assistant', 'user', 'function', "
                       "'tool', and 'developer'.",
                   message_path() + ".role");
        read_content(message, turn);
        if (const json::array* calls = list_member(message, "tool_calls"))
            remember_calls(*calls, turn);
        if (turn.role == "tool")
            read_function_name(message, turn);
        turn.tokens += count_tokens(turn.text) + tokens_around_message;
        call_.turns.push_back(std::move(turn));
    }

    void read_content(const json::object& message, chat_turn& turn) const {
        turn.text = string_member(message, "content");
        const json::array* parts = list_member(message, "content");
        if (!parts)
            return;
        for (std::size_t i = 0; i < parts->size(); ++i) {
            const json::object& members = (*parts)[i].get_object();
            turn.text += string_member(members, "text");
            if (members.contains("text"))
                continue;
            const std::string path = message_path() + ".content[" + std::to_string(i) + ']';
            turn.media.push_back(
                examine_medium(members, path, gemini_ ? dialect::gemini : dialect::openai));
            turn.tokens += turn.media.back().tokens;
        }
    }

    void remember_calls(const json::array& calls, chat_turn& turn) {
        for (const json::value& call : calls) {
            const json::object& members = call.get_object();
            const json::object* function = object_member(members, "function");
            if (!function)
                continue;
            calls_.emplace_back(string_member(members, "id"), string_member(*function, "name"));
            turn.tokens += count_tokens(string_member(*function, "name")) +
                           count_tokens(string_member(*function, "arguments"));
        }
    }

    void read_function_name(const json::object& message, chat_turn& turn) {
        turn.function = string_member(message, "name");
        const std::string_view id = string_member(message, "tool_call_id");
        for (const auto& [call_id, name] : calls_) {
            if (turn.function.empty() && !id.empty() && call_id == id)
                turn.function = name;
        }
        if (turn.function.empty())
            refuse("* GenerateContentRequest.contents[" + std::to_string(call_.turns.size()) +
                       "].parts[0].function_response.name: Name cannot be empty.\n",
                   "Invalid parameter: messages with role 'tool' must be a response to a "
                   "preceeding message with 'tool_calls'.",
                   message_path() + ".role");
    }

    void read_extension() {
        call_.thinking = plan_thinking(payload_, call_.short_model(),
                                       gemini_ ? dialect::gemini : dialect::openai);
        const json::object* google = gemini_ ? google_extension(payload_) : nullptr;
        if (!google)
            return;
        check_safety_settings(*google);
        call_.cached_tokens = read_cached_tokens(payload_, *google, options_);
    }

    void read_limits() {
        for (const char* name : {"max_tokens", "max_completion_tokens"}) {
            if (const auto limit = integer_member(payload_, name))
                call_.max_tokens = limit;
            if (call_.max_tokens && *call_.max_tokens <= 0)
                refuse("* GenerateContentRequest.generation_config.max_output_tokens: "
                       "max_output_tokens must be positive.\n",
                       "Invalid '" + std::string(name) +
                           "': integer below minimum value. Expected a value >= 1.",
                       name, "integer_below_min_value");
        }
        const std::int64_t choices = integer_member(payload_, "n").value_or(1);
        if (choices < 1 || choices > max_choices)
            refuse("* GenerateContentRequest.generation_config.candidate_count: candidate_count "
                   "must be in the range of [1, 8].\n",
                   "Invalid 'n': expected a value between 1 and 8.", "n");
        call_.choices = static_cast<std::size_t>(choices);
        const json::value* stop = payload_.if_contains("stop");
        if (const json::array* stops = stop ? stop->if_array() : nullptr) {
            for (const json::value& text : *stops)
                add_stop(text);
        } else if (stop) {
            add_stop(*stop);
        }
    }

    void add_stop(const json::value& stop) {
        if (const json::string* text = stop.if_string(); text && !text->empty())
            call_.stops.emplace_back(http::view(*text));
    }

    void read_tools() {
        const json::array* tools = list_member(payload_, "tools");
        for (std::size_t i = 0; tools && i < tools->size(); ++i) {
            const json::object* function = object_member((*tools)[i].get_object(), "function");
            if (!function)
                continue;
            chat_function callable;
            callable.name = string_member(*function, "name");
            if (callable.name.empty())
                refuse("* GenerateContentRequest.tools[0].function_declarations[" +
                           std::to_string(i) + "].name: Invalid function name.\n",
                       "Missing required parameter: 'tools[" + std::to_string(i) +
                           "].function.name'.",
                       "tools", "missing_required_parameter");
            if (const json::object* parameters = object_member(*function, "parameters")) {
                callable.parameters = *parameters;
                check_parameters(callable, flag_member(*function, "strict", false), i);
            }
            call_.functions.push_back(std::move(callable));
        }
        call_.parallel_calls = flag_member(payload_, "parallel_tool_calls", true);
        read_tool_choice();
    }

    void check_parameters(const chat_function& function, bool strict, std::size_t tool) const {
        const std::string index = std::to_string(tool);
        if (gemini_)
            check_gemini_schema(function.parameters, call_.short_model(),
                                "tools[0].function_declarations[" + index + "].parameters");
        else if (strict)
            check_strict_schema(function.parameters, {"function", function.name,
                                                      "tools[" + index + "].function.parameters",
                                                      "invalid_function_parameters"});
    }

    void read_tool_choice() {
        const json::value* choice = payload_.if_contains("tool_choice");
        if (const json::object* object = choice ? choice->if_object() : nullptr) {
            const json::object* allowed = object_member(*object, "allowed_tools");
            if (allowed && !gemini_)
                return read_allowed_tools(*allowed);
            const json::object* function = object_member(*object, "function");
            const std::string name(function ? string_member(*function, "name") : "");
            std::erase_if(call_.functions, [&](const chat_function& f) { return f.name != name; });
            call_.tool_choice = "named";
        } else if (const auto word = string_member(payload_, "tool_choice"); !word.empty()) {
            call_.tool_choice = word;
        }
        check_tool_choice();
    }

    void read_allowed_tools(const json::object& allowed) {
        std::vector<std::string_view> names;
        const json::array* tools = list_member(allowed, "tools");
        for (std::size_t i = 0; tools && i < tools->size(); ++i) {
            const json::object* tool = (*tools)[i].if_object();
            if (const json::object* function = tool ? object_member(*tool, "function") : nullptr)
                names.push_back(string_member(*function, "name"));
        }
        std::erase_if(call_.functions, [&](const chat_function& f) {
            return std::find(names.begin(), names.end(), f.name) == names.end();
        });
        call_.tool_choice = string_member(allowed, "mode");
        check_tool_choice();
    }

    void check_tool_choice() const {
        const bool must_call = call_.tool_choice == "named" || call_.tool_choice == "required";
        if (must_call && call_.functions.empty())
            refuse("* GenerateContentRequest.tool_config.function_calling_config: the function to "
                   "call is not declared in tools.\n",
                   "Tool choice is not among the functions of 'tools'.", "tool_choice");
    }

    void read_response_format() {
        const json::object* format = object_member(payload_, "response_format");
        if (!format)
            return;
        const std::string_view type = string_member(*format, "type");
        if (type == "json_object")
            call_.json_schema.emplace();
        if (type != "json_schema")
            return;
        const json::object* outer = object_member(*format, "json_schema");
        const json::object* schema = outer ? object_member(*outer, "schema") : nullptr;
        if (!schema)
            refuse("Invalid value at 'response_format.json_schema' (TYPE_MESSAGE), no schema",
                   "Missing required parameter: 'response_format.json_schema'.",
                   "response_format.json_schema", "missing_required_parameter");
        if (gemini_)
            check_gemini_schema(*schema, call_.short_model(), "generation_config.response_schema");
        else if (flag_member(*outer, "strict", false))
            check_strict_schema(*schema, {"response_format",
                                          std::string(string_member(*outer, "name")),
                                          "response_format",
                                          {}});
        call_.json_schema = *schema;
    }

    std::uint64_t seed() const {
        std::uint64_t hash = text_hash(call_.model);
        for (const chat_turn& turn : call_.turns) {
            for (const std::string_view part :
                 {std::string_view(turn.role), std::string_view(turn.text),
                  std::string_view(turn.function)})
                hash = text_hash(part, text_hash("\n", hash));
            for (const chat_medium& medium : turn.media)
                hash = text_hash(std::to_string(medium.hash), hash);
        }
        if (const auto chosen = integer_member(payload_, "seed"))
            hash = text_hash(std::to_string(*chosen), hash);
        return hash;
    }

    static constexpr const char* no_contents =
        "* GenerateContentRequest.contents: contents is not specified\n";

    const json::object& payload_;
    const emulator_options& options_;
    bool gemini_;
    chat_call call_;
    // Id and function of the calls so far.
    std::vector<std::pair<std::string, std::string>> calls_;
};

} // namespace

std::string_view chat_call::short_model() const noexcept {
    std::string_view name = model;
    if (name.starts_with(model_prefix))
        name.remove_prefix(model_prefix.size());
    return name;
}

const chat_turn* chat_call::last_user_turn() const noexcept {
    const auto found = std::find_if(turns.rbegin(), turns.rend(),
                                    [](const chat_turn& turn) { return turn.role == "user"; });
    return found == turns.rend() ? nullptr : &*found;
}

std::int64_t count_tokens(std::string_view text) noexcept {
    return static_cast<std::int64_t>((text.size() + 3) / 4);
}

chat_call read_chat_call(const std::string& body, dialect shape, const emulator_options& options) {
    const json::object payload = parse_payload(body, shape);
    check_payload(payload, chat_rules(), shape);
    return chat_reader(payload, shape, options).read();
}

} // namespace coai::testing
