#include "api/emulated_client.hpp"
#include "json/schema_types.hpp"
#include "json/schema_validator.hpp"

#include <coai/tools.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string>

using namespace coai;
using test::emulated_client;

namespace {

chat::tool_call call_of(std::string name, std::string arguments) {
    chat::tool_call call;
    call.type = "function";
    auto& function = call.function.emplace();
    function.name = std::move(name);
    function.arguments = std::move(arguments);
    return call;
}

template <class T>
output_error refused_arguments(const chat::tool_call& call) {
    try {
        arguments<T>(call);
    } catch (const output_error& refused) {
        return refused;
    }
    throw std::logic_error("the arguments were accepted");
}

struct search {
    std::string text;
    std::map<std::string, std::string> filters;
};
BOOST_DESCRIBE_STRUCT(search, (), (text, filters))

} // namespace

template <>
struct coai::descriptions<search> {
    static constexpr coai::member_description members[] = {{"text", "What to look for."}};
};

TEST_SUITE("tools of described types") {
    TEST_CASE("a tool has the schema of its arguments, in a dialect that every server takes") {
        const chat::tool weather =
            tool<plan::get_weather>("get_weather", "The weather of a place.");
        CHECK(weather.type == "function");
        REQUIRE(weather.function_tool);
        CHECK(weather.function_tool->name == "get_weather");
        CHECK(weather.function_tool->description == "The weather of a place.");
        CHECK_FALSE(weather.function_tool->strict.has_value());
        CHECK(weather.function_tool->parameters ==
              json_schema<plan::get_weather>(schema_dialect::gemini));
    }

    TEST_CASE("OpenAI's dialect makes a strict tool") {
        const chat::tool strict =
            tool<plan::get_weather>("get_weather", "", schema_dialect::openai_strict);
        CHECK(strict.function_tool->strict == true);
        CHECK(strict.function_tool->parameters->at("additionalProperties") == false);
        CHECK(tool<plan::empty>("stop", "", schema_dialect::openai_strict)
                  .function_tool->parameters.has_value());
    }

    TEST_CASE("a tool without arguments has no schema") {
        CHECK_FALSE(tool<plan::empty>("stop", "Stops.").function_tool->parameters.has_value());
    }

    TEST_CASE("types that the default cannot express take the plain dialect") {
        CHECK_THROWS_AS(tool<search>("search", ""), json::schema_error);
        const chat::tool plain = tool<search>("search", "", schema_dialect::plain);
        CHECK(plain.function_tool->parameters->at("properties").at("filters").at("type") ==
              "object");
        CHECK(plain.function_tool->parameters->at("properties").at("text").at("description") ==
              "What to look for.");
        CHECK_NOTHROW(tool<boost::json::object>("any", "", schema_dialect::plain));
    }

    TEST_CASE("arguments are an object") {
        try {
            tool<std::vector<int>>("sum", "");
            FAIL("no exception");
        } catch (const json::schema_error& refused) {
            CHECK(refused.reason() == "the arguments of a tool are an object, not an array");
        }
    }

    TEST_CASE("a tool of a schema of its own may be strict, too") {
        const auto made =
            chat::tool::function("f", "d", boost::json::object{{"type", "object"}}, true);
        CHECK(json::serialize(made) ==
              R"({"type":"function","function":{"name":"f","description":"d",)"
              R"("parameters":{"type":"object"},"strict":true}})");
    }
}

TEST_SUITE("arguments of a tool call") {
    TEST_CASE("they are read as the type") {
        const auto wanted = arguments<plan::get_weather>(
            call_of("get_weather", R"( {"place":{"city":"Rome"},"unit":"celsius","more":1} )"));
        CHECK(wanted.place.city == "Rome");
        CHECK(wanted.unit == plan::unit::celsius);
        CHECK(try_arguments<plan::get_weather>(call_of("f", R"({"place":{"city":"x"}})"))
                  .value()
                  .place.city == "x");
    }

    TEST_CASE("none at all are an empty object") {
        for (const char* none : {"", " \n", "{}"}) {
            CHECK_NOTHROW(arguments<plan::empty>(call_of("stop", none)));
            CHECK(refused_arguments<plan::place>(call_of("go", none)).place() == "city");
        }
    }

    TEST_CASE("an error names the tool, the place and what is wrong") {
        const auto failed =
            refused_arguments<plan::get_weather>(call_of("get_weather", R"({"place":{"city":7}})"));
        CHECK(failed.kind() == errc::invalid_arguments);
        CHECK(failed.tool() == "get_weather");
        CHECK(failed.place() == "place.city");
        CHECK(failed.text() == R"({"place":{"city":7}})");
        CHECK(std::string(failed.what()) ==
              "invalid_arguments: the arguments of get_weather: place.city: expected a string, "
              "found the number 7 (byte 17)");

        const auto cut = refused_arguments<plan::place>(call_of("f", R"({"city":"Ro)"));
        CHECK(cut.kind() == errc::invalid_arguments);
        CHECK(cut.place().empty());
        CHECK(try_arguments<plan::place>(call_of("f", "[]")).error().kind() ==
              errc::invalid_arguments);
    }

    TEST_CASE("the call of a custom tool has none") {
        chat::tool_call call;
        call.type = "custom";
        call.custom.emplace().input = "{}";
        const auto failed = refused_arguments<plan::empty>(call);
        CHECK(failed.tool().empty());
        CHECK(std::string(failed.what()).find("of no function") != std::string::npos);
    }
}

TEST_SUITE("tools in a call") {
    void check_typed_call(provider shape, const char* model, schema_dialect dialect) {
        emulated_client emulated;
        client typed(emulated.io.get_executor(), emulated.server.client_options(shape));
        chat::request request(model);
        request.user("What is the weather like in Chicago today?");
        request.tools.push_back(tool<plan::get_weather>("get_weather", "Weather.", dialect));
        request.tools.push_back(tool<plan::empty>("get_time", "The time.", dialect));
        request.tool_choice = chat::tool_choice::function("get_weather");

        const auto answer = emulated.run(typed.chat.completions.create(request));
        REQUIRE(answer.tool_calls().size() == 1);
        const auto wanted = arguments<plan::get_weather>(answer.tool_calls()[0]);
        CHECK(wanted.place.city == "Chicago");

        const auto& sent = *request.tools[0].function_tool->parameters;
        CHECK(test::schema_validator(sent).violation(
                  boost::json::parse(answer.tool_calls()[0].function->arguments)) == "");
    }

    TEST_CASE("the model's arguments come out typed") {
        check_typed_call(provider::gemini, "gemini-2.0-flash", schema_dialect::gemini);
        check_typed_call(provider::gemini, "gemini-2.5-flash", schema_dialect::gemini);
        check_typed_call(provider::openai, "gpt-4o-mini", schema_dialect::gemini);
        check_typed_call(provider::openai, "gpt-4o-mini", schema_dialect::openai_strict);
        check_typed_call(provider::openai, "gpt-4o-mini", schema_dialect::plain);
    }

    TEST_CASE("Gemini's older models refuse the parameters that newer ones take") {
        emulated_client emulated;
        const auto ask = [&](const char* model) {
            chat::request request(model);
            request.user("Search for Rome.");
            request.tools.push_back(tool<search>("search", "", schema_dialect::plain));
            request.tool_choice = "required";
            return emulated.client.chat.completions.create(request);
        };
        const auto failed = emulated.failure_of<api_error>(ask("gemini-2.0-flash"));
        CHECK(failed.kind() == errc::bad_request);
        CHECK(failed.error_details().message ==
              "Invalid JSON payload received. Unknown name \"additionalProperties\" at "
              "'tools[0].function_declarations[0].parameters.properties[1].value': Cannot find "
              "field.");
        const auto answer = emulated.run(ask("gemini-2.5-flash"));
        REQUIRE(answer.tool_calls().size() == 1);
        CHECK_FALSE(arguments<search>(answer.tool_calls()[0]).filters.empty());
    }

    TEST_CASE("the model uses one of the tools that are allowed") {
        emulated_client emulated;
        client typed(emulated.io.get_executor(), emulated.server.client_options(provider::openai));
        chat::request request("gpt-4o-mini");
        request.user("What is the weather, and what the time?");
        request.tools.push_back(tool<plan::place>("get_weather", ""));
        request.tools.push_back(tool<plan::empty>("get_time", ""));
        request.tool_choice = chat::tool_choice::allowed("required", {"get_time"});
        const auto answer = emulated.run(typed.chat.completions.create(request));
        REQUIRE(answer.tool_calls().size() == 1);
        CHECK(answer.tool_calls()[0].function->name == "get_time");
        CHECK_NOTHROW(arguments<plan::empty>(answer.tool_calls()[0]));
    }
}
