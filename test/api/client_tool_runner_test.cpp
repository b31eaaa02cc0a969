#include "api/emulated_client.hpp"

#include <coai/tool_run.hpp>
#include <coai/toolbox.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/describe/class.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace coai;
namespace asio = boost::asio;
using asio::awaitable;
using test::emulated_client;
using testing::fault;
using namespace std::chrono_literals;

namespace {

struct place {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(place, (), (name))

struct report {
    int degrees = 0;
};
BOOST_DESCRIBE_STRUCT(report, (), (degrees))

chat::request asking(std::string text) { return chat::request("gemini-2.5-flash").user(text); }

/// A completion in which the model calls these tools, whose ids are "call_0", "call_1", …
std::string calls(std::vector<std::pair<std::string, std::string>> wanted) {
    boost::json::array list;
    for (const auto& [name, arguments] : wanted) {
        boost::json::object function{{"name", name}, {"arguments", arguments}};
        list.push_back({{"id", "call_" + std::to_string(list.size())},
                        {"type", "function"},
                        {"function", std::move(function)}});
    }
    const boost::json::object message{{"role", "assistant"}, {"tool_calls", std::move(list)}};
    const boost::json::array choices{
        {{"index", 0}, {"message", message}, {"finish_reason", "tool_calls"}}};
    return boost::json::serialize(boost::json::object{
        {"choices", choices},
        {"usage", {{"prompt_tokens", 10}, {"completion_tokens", 2}, {"total_tokens", 12}}}});
}

/// The messages of the request that was sent last, as JSON.
boost::json::array sent_messages(const emulated_client& emulated) {
    return boost::json::parse(emulated.server.requests().back().body).at("messages").as_array();
}

/// What the model was told last by the tool with that call id.
std::string told(const emulated_client& emulated, std::string_view id) {
    for (const auto& message : sent_messages(emulated)) {
        const auto* const call = message.as_object().if_contains("tool_call_id");
        if (call && std::string_view(call->as_string()) == id) {
            return std::string(message.at("content").as_string());
        }
    }
    return {};
}

/// Waits until the gate's timer is cancelled.
awaitable<void> wait_at(asio::steady_timer& gate) {
    co_await gate.async_wait(asio::as_tuple(asio::use_awaitable));
}

awaitable<void> wait_for_ever() {
    asio::steady_timer never(co_await asio::this_coro::executor, 24h);
    co_await never.async_wait(asio::use_awaitable);
}

} // namespace

TEST_SUITE("tool runner") {
    TEST_CASE("the model's calls are run, and it answers from what they returned") {
        emulated_client emulated;
        toolbox tools;
        std::vector<std::string> asked;
        tools.add<place>("get_weather", "The weather", [&](place where) {
            asked.push_back(where.name);
            return report{21};
        });
        const auto run = emulated.run(emulated.client.chat.completions.run_tools(
            asking("What is the weather like in Chicago?"), tools));
        CHECK(run.end == tool_run_end::answered);
        CHECK(run.rounds == 2);
        REQUIRE(asked.size() == 1);
        CHECK_FALSE(asked.front().empty());
        CHECK(run.text().find(R"({"degrees":21})") != std::string_view::npos);
        REQUIRE(run.messages.size() == 4);
        CHECK(run.messages[1].tool_calls.size() == 1);
        CHECK(run.messages[2].role == chat::role::tool);
        CHECK(run.messages[2].tool_call_id == run.messages[1].tool_calls[0].id);
        CHECK(run.messages[2].name == "get_weather");
        CHECK(run.messages[3].text() == run.text());
    }

    TEST_CASE("usage is that of all rounds together") {
        emulated_client emulated;
        emulated.server.script(fault::status(200, calls({{"f", R"({"name":"a"})"}})));
        toolbox tools;
        tools.add<place>("f", "", [](place) { return "ok"; });
        std::int64_t total = 0;
        tool_run_options options;
        options.on_completion = [&](const chat::completion& c) { total += c.usage->total_tokens; };
        const auto run =
            emulated.run(emulated.client.chat.completions.run_tools(asking("hi"), tools, options));
        CHECK(total > 12);
        CHECK(run.usage.total_tokens == total);
        CHECK(run.usage.prompt_tokens > 10);
    }

    TEST_CASE("the tools of a round run at the same time, and answer in the order of the calls") {
        emulated_client emulated;
        emulated.server.script(fault::status(
            200, calls({{"f", R"({"name":"first"})"}, {"f", R"({"name":"second"})"}})));
        asio::steady_timer gate(emulated.io, 24h);
        std::vector<std::string> ended;
        toolbox tools;
        tools.add<place>("f", "", [&](place where) -> awaitable<std::string> {
            if (where.name == "first") {
                co_await wait_at(gate); // until the second has run
            } else {
                gate.cancel();
            }
            ended.push_back(where.name);
            co_return "result of " + where.name;
        });
        emulated.run(emulated.client.chat.completions.run_tools(asking("hi"), tools));
        CHECK(ended == std::vector<std::string>{"second", "first"});
        CHECK(told(emulated, "call_0") == "result of first");
        CHECK(told(emulated, "call_1") == "result of second");
        CHECK(sent_messages(emulated).at(2).at("tool_call_id") == "call_0");
    }

    TEST_CASE("no more tools run at once than allowed") {
        emulated_client emulated;
        std::vector<std::pair<std::string, std::string>> wanted(6, {"f", R"({"name":"x"})"});
        emulated.server.script(fault::status(200, calls(wanted)));
        std::size_t running = 0;
        std::size_t most = 0;
        toolbox tools;
        tools.add<place>("f", "", [&](place) -> awaitable<void> {
            most = std::max(most, ++running);
            asio::steady_timer soon(co_await asio::this_coro::executor, 1ms);
            co_await soon.async_wait(asio::use_awaitable);
            --running;
        });
        tool_run_options options;
        auto request = asking("hi");
        std::size_t allowed = 6;
        SUBCASE("all of the round") {}
        SUBCASE("by max_concurrency") { options.max_concurrency = allowed = 2; }
        SUBCASE("by parallel_tool_calls") {
            request.parallel_tool_calls = false;
            allowed = 1;
        }
        emulated.run(emulated.client.chat.completions.run_tools(request, tools, options));
        CHECK(most == allowed);
        CHECK(told(emulated, "call_5") == "done");
    }

    TEST_CASE("what fails is told to the model, which may do better") {
        emulated_client emulated;
        toolbox tools;
        tools.add<place>("f", "", [](place) -> std::string { throw std::runtime_error("no net"); });
        SUBCASE("an exception") {
            emulated.server.script(fault::status(200, calls({{"f", R"({"name":"a"})"}})));
            emulated.run(emulated.client.chat.completions.run_tools(asking("hi"), tools));
            CHECK(told(emulated, "call_0") == "error: no net");
        }
        SUBCASE("a tool that does not exist") {
            emulated.server.script(fault::status(200, calls({{"g", "{}"}})));
            emulated.run(emulated.client.chat.completions.run_tools(asking("hi"), tools));
            CHECK(told(emulated, "call_0").find("there is no tool \"g\"; there are f") !=
                  std::string::npos);
        }
        SUBCASE("arguments that are not the tool's") {
            emulated.server.script(fault::status(200, calls({{"f", R"({"name":7})"}})));
            emulated.run(emulated.client.chat.completions.run_tools(asking("hi"), tools));
            CHECK(told(emulated, "call_0").find("name") != std::string::npos);
        }
    }

    TEST_CASE("or it ends the run, where that is wanted") {
        emulated_client emulated;
        tool_run_options options;
        options.on_failure = tool_failures::raise;
        toolbox tools;
        tools.add<place>("f", "", [](place) -> std::string { throw std::runtime_error("no net"); });
        const auto run = [&] {
            return emulated.client.chat.completions.run_tools(asking("hi"), tools, options);
        };
        SUBCASE("an exception") {
            emulated.server.script(fault::status(200, calls({{"f", R"({"name":"a"})"}})));
            CHECK(std::string(emulated.failure_of<std::runtime_error>(run()).what()) == "no net");
        }
        SUBCASE("a tool that does not exist") {
            emulated.server.script(fault::status(200, calls({{"g", "{}"}})));
            const auto failed = emulated.failure_of<output_error>(run());
            CHECK(failed.kind() == errc::unknown_tool);
            CHECK(failed.tool() == "g");
        }
        SUBCASE("arguments that are not the tool's") {
            emulated.server.script(fault::status(200, calls({{"f", "{"}})));
            const auto failed = emulated.failure_of<output_error>(run());
            CHECK(failed.kind() == errc::invalid_arguments);
            CHECK(failed.tool() == "f");
        }
        SUBCASE("one of several, and the others are cancelled") {
            tools.add<place>("slow", "", [](place) { return wait_for_ever(); });
            emulated.server.script(
                fault::status(200, calls({{"slow", R"({"name":"a"})"}, {"f", R"({"name":"b"})"}})));
            CHECK(std::string(emulated.failure_of<std::runtime_error>(run()).what()) == "no net");
        }
        CHECK(emulated.server.requests_received() == 1);
    }

    TEST_CASE("a tool that takes too long is cancelled") {
        emulated_client emulated;
        emulated.server.script(
            fault::status(200, calls({{"slow", R"({"name":"a"})"}, {"fast", R"({"name":"b"})"}})));
        toolbox tools;
        tools.add<place>("slow", "", [](place) { return wait_for_ever(); });
        tools.add<place>("fast", "", [](place) { return "in time"; });
        tool_run_options options;
        options.tool_timeout = 5ms;
        SUBCASE("and the model is told") {
            emulated.run(emulated.client.chat.completions.run_tools(asking("hi"), tools, options));
            CHECK(told(emulated, "call_0").find("took too long") != std::string::npos);
            CHECK(told(emulated, "call_1") == "in time");
        }
        SUBCASE("and the run ends") {
            options.on_failure = tool_failures::raise;
            const auto failed = emulated.failure_of<timeout_error>(
                emulated.client.chat.completions.run_tools(asking("hi"), tools, options));
            CHECK(failed.kind() == errc::tool_timeout);
            CHECK(failed.limit() == 5ms);
        }
    }

    TEST_CASE("rounds are bounded; what the model still wanted is in the result") {
        emulated_client emulated;
        emulated.server.script(fault::status(200, calls({{"f", R"({"name":"a"})"}})).times(5));
        int ran = 0;
        toolbox tools;
        tools.add<place>("f", "", [&](place) { ++ran; });
        tool_run_options options;
        options.max_rounds = 3;
        const auto run =
            emulated.run(emulated.client.chat.completions.run_tools(asking("hi"), tools, options));
        CHECK(run.end == tool_run_end::out_of_rounds);
        CHECK(run.rounds == 3);
        CHECK(ran == 2);
        CHECK(run.completion.tool_calls().size() == 1);
    }

    TEST_CASE("a tool that the request forces runs once") {
        emulated_client emulated;
        int ran = 0;
        toolbox tools;
        tools.add<place>("f", "", [&](place) { ++ran; });
        auto request = asking("hi");
        request.tool_choice = chat::tool_choice::function("f");
        const auto run = emulated.run(emulated.client.chat.completions.run_tools(request, tools));
        CHECK(run.end == tool_run_end::forced_tool_ran);
        CHECK(run.rounds == 1);
        CHECK(ran == 1);
        CHECK(run.messages.back().role == chat::role::tool);
    }

    TEST_CASE("completions can be streamed") {
        emulated_client emulated;
        toolbox tools;
        tools.add<place>("get_weather", "The weather", [](place) { return "sunny"; });
        std::string text;
        tool_run_options options;
        options.on_chunk = [&](const chat::chunk& chunk) { text += chunk.text(); };
        const auto run = emulated.run(emulated.client.chat.completions.run_tools(
            asking("What is the weather like?"), tools, options));
        CHECK(run.rounds == 2);
        CHECK(run.text() == text);
        CHECK(text.find("sunny") != std::string::npos);
    }

    TEST_CASE("before a round the request may change") {
        emulated_client emulated;
        toolbox tools;
        tools.add<place>("get_weather", "The weather", [](place) { return "sunny"; });
        unsigned rounds = 0;
        tool_run_options options;
        options.before_round = [&](chat::request& request) {
            if (++rounds == 2) {
                request.tools.clear();
                request.user("Be brief.");
            }
        };
        emulated.run(emulated.client.chat.completions.run_tools(asking("What is the weather like?"),
                                                                tools, options));
        CHECK(rounds == 2);
        const auto last = boost::json::parse(emulated.server.requests().back().body);
        CHECK_FALSE(last.as_object().contains("tools"));
        CHECK(last.at("messages").as_array().back().at("content") == "Be brief.");
    }

    TEST_CASE("cancelling the run cancels its tools") {
        emulated_client emulated;
        emulated.server.script(
            fault::status(200, calls({{"f", R"({"name":"a"})"}, {"f", R"({"name":"b"})"}})));
        std::size_t running = 0;
        std::size_t cancelled = 0;
        toolbox tools;
        tools.add<place>("f", "", [&](place) -> awaitable<void> {
            ++running;
            try {
                co_await wait_for_ever();
            } catch (const boost::system::system_error& aborted) {
                cancelled += aborted.code() == asio::error::operation_aborted;
                throw;
            }
        });
        asio::cancellation_signal signal;
        std::exception_ptr thrown;
        bool over = false;
        auto on_end = [&](std::exception_ptr e, tool_run) {
            thrown = e;
            over = true;
        };
        asio::co_spawn(emulated.io, emulated.client.chat.completions.run_tools(asking("hi"), tools),
                       asio::bind_cancellation_slot(signal.slot(), on_end));
        while (running < 2 && !over) {
            emulated.io.run_one_for(test::patience);
        }
        signal.emit(asio::cancellation_type::terminal);
        emulated.io.run();
        CHECK(over);
        CHECK(cancelled == 2);
        CHECK_THROWS_AS(std::rethrow_exception(thrown), boost::system::system_error);
        CHECK(emulated.client.statistics().in_use == 0);
    }

    TEST_CASE("what cannot be run is refused before anything is sent") {
        emulated_client emulated;
        toolbox tools;
        tools.add<place>("f", "", [](place) {});
        auto request = asking("hi");
        tool_run_options options;
        std::string option;
        SUBCASE("more than one answer") {
            request.n = 2;
            option = "n";
        }
        SUBCASE("no tools") {
            tools = toolbox();
            option = "tools";
        }
        SUBCASE("no rounds") {
            options.max_rounds = 0;
            option = "max_rounds";
        }
        const auto failed = emulated.failure_of<usage_error>(
            emulated.client.chat.completions.run_tools(request, tools, options));
        CHECK(failed.option() == option);
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("a toolbox refuses a name that is taken, and none") {
        toolbox tools;
        tools.add<place>("f", "", [](place) {});
        CHECK_THROWS_AS(tools.add<place>("f", "", [](place) {}), usage_error);
        CHECK_THROWS_AS(tools.add(chat::tool(), toolbox::handler()), usage_error);
        CHECK(tools.definitions().size() == 1);
        CHECK(tools.find("f") != nullptr);
        CHECK(tools.find("g") == nullptr);
    }
}
