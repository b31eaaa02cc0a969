#include "interop/prism/chat_forms.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <utility>

namespace prism {

namespace chat = coai::chat;
namespace json = boost::json;

namespace {

constexpr const char* model = "gpt-4o-mini";

chat::request question() { return chat::request(model).user("What is the weather like?"); }

json::object weather_schema() {
    return {{"type", "object"},
            {"properties", {{"location", {{"type", "string"}}}}},
            {"required", {"location"}},
            {"additionalProperties", false}};
}

void add_roles(std::vector<chat_form>& forms) {
    forms.push_back({"one message", question()});
    chat::request roles(model);
    roles.system("Be kind.").developer("Be brief.").user("Hello").assistant("Hello!").user("Bye");
    roles.messages.front().name = "host";
    roles.messages.at(2).name = "guest";
    forms.push_back({"all roles that write", roles});
    chat::request refusal(model);
    chat::message declined = chat::message::assistant("");
    declined.refusal = "I will not.";
    refusal.user("Harm somebody.").add(std::move(declined)).user("Why?");
    forms.push_back({"a refusal in the past", refusal});
}

void add_contents(std::vector<chat_form>& forms) {
    chat::content picture;
    picture.text("What is this?").image_url("data:image/png;base64,iVBORw0KGgo=", "low");
    forms.push_back({"an image", chat::request(model).user(picture)});
    chat::content sound;
    sound.text("What is said?").input_audio("UklGRg==", "wav");
    forms.push_back({"a sound", chat::request(model).user(sound)});
    chat::file_input inline_file;
    inline_file.filename = "a.pdf";
    inline_file.file_data = "data:application/pdf;base64,JVBERi0=";
    chat::file_input stored_file;
    stored_file.file_id = "file-123";
    chat::content files;
    files.text("Compare.")
        .add(chat::content_part::from_file(inline_file))
        .add(chat::content_part::from_file(stored_file));
    forms.push_back({"files", chat::request(model).user(files)});
    chat::content parts;
    parts.text("One.").text("Two.");
    forms.push_back({"text in parts", chat::request(model).system(parts).user(parts)});
}

void add_sampling(std::vector<chat_form>& forms) {
    auto tuned = question();
    tuned.max_completion_tokens = 100;
    tuned.temperature = 0.5;
    tuned.top_p = 1;
    tuned.n = 2;
    tuned.stop = {"one"};
    tuned.frequency_penalty = -1.5;
    tuned.presence_penalty = 1;
    tuned.seed = 7;
    tuned.logprobs = true;
    tuned.top_logprobs = 3;
    tuned.logit_bias = {{"50256", -100}};
    forms.push_back({"sampling", tuned});
    auto older = question();
    older.max_tokens = 100;
    older.stop = {"one", "two"};
    older.end_user = "somebody";
    forms.push_back({"older names", older});
    for (const char* effort : {"none", "minimal", "low", "medium", "high", "xhigh", "max"}) {
        auto thinking = question();
        thinking.reasoning_effort = effort;
        forms.push_back({effort, thinking});
    }
}

void add_service(std::vector<chat_form>& forms) {
    auto served = question();
    served.service_tier = "flex";
    served.store = true;
    served.metadata = {{"team", "one"}};
    served.safety_identifier = "hash";
    served.prompt_cache_key = "key";
    served.prompt_cache_retention = "24h";
    served.verbosity = "low";
    served.prediction = chat::prediction("It is sunny.");
    served.web_search_options.emplace()["search_context_size"] = "low";
    served.moderation = json::object{{"model", "omni-moderation-latest"}};
    served.prompt_cache_options = json::object{{"mode", "explicit"}, {"ttl", "30m"}};
    forms.push_back({"service", served});
    auto spoken = question();
    spoken.modalities = {"text", "audio"};
    auto& voice = spoken.audio.emplace();
    voice.voice = "alloy";
    voice.format = "wav";
    chat::message said = chat::message::assistant("");
    said.audio.emplace().id = "audio_123";
    spoken.add(std::move(said)).user("Again.");
    forms.push_back({"a spoken answer", spoken});
}

void add_formats(std::vector<chat_form>& forms) {
    for (const auto& format : {chat::response_format::text(), chat::response_format::json_object(),
                               chat::response_format::from_schema("weather", weather_schema())}) {
        auto formatted = question();
        formatted.response_format = format;
        forms.push_back({"an answer in a format", formatted});
    }
}

chat::message assistant_with_calls() {
    chat::message called = chat::message::assistant("");
    for (const char* id : {"call_1", "call_2"}) {
        chat::tool_call call;
        call.id = id;
        call.type = "function";
        auto& function = call.function.emplace();
        function.name = "get_weather";
        function.arguments = R"({"location":"Chicago"})";
        called.tool_calls.push_back(std::move(call));
    }
    return called;
}

void add_tools(std::vector<chat_form>& forms) {
    auto tooled = question();
    auto weather = chat::tool::function("get_weather", "The weather", weather_schema());
    weather.function_tool->strict = true;
    tooled.tools = {weather, chat::tool::function("get_time", "The time")};
    tooled.parallel_tool_calls = false;
    for (const auto& choice :
         {chat::tool_choice(), chat::tool_choice("auto"), chat::tool_choice("none"),
          chat::tool_choice("required"), chat::tool_choice::function("get_weather"),
          chat::tool_choice::allowed("auto", {"get_weather"})}) {
        tooled.tool_choice = choice;
        forms.push_back({"functions", tooled});
    }
    auto answered = question();
    answered.tools = {weather};
    const chat::message calls = assistant_with_calls();
    answered.add(calls)
        .add(chat::message::tool(calls.tool_calls.at(0), "Sunny"))
        .add(chat::message::tool("call_2", "Windy"));
    forms.push_back({"answers of functions", answered});
    auto custom = question();
    chat::tool script;
    script.type = "custom";
    script.custom = json::object{{"name", "run"}, {"format", {{"type", "text"}}}};
    custom.tools = {script};
    custom.tool_choice = chat::tool_choice::custom("run");
    forms.push_back({"a custom tool", custom});
    chat::message called = chat::message::assistant("");
    chat::tool_call& call = called.tool_calls.emplace_back();
    call.id = "call_1";
    call.type = "custom";
    call.custom.emplace().name = "run";
    call.custom->input = "ls";
    custom.add(called).add(chat::message::tool(call, "a.txt"));
    forms.push_back({"the answer of a custom tool", custom});
}

} // namespace

std::vector<chat_form> chat_forms() {
    std::vector<chat_form> forms;
    add_roles(forms);
    add_contents(forms);
    add_sampling(forms);
    add_service(forms);
    add_formats(forms);
    add_tools(forms);
    return forms;
}

} // namespace prism
