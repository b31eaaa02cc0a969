#include "api/collect.hpp"
#include "api/emulated_client.hpp"

#include <coai/batches/input.hpp>
#include <coai/error.hpp>
#include <coai/json.hpp>

#include <boost/describe/class.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace coai;
using batches::endpoint;
using batches::input;
using batches::input_line;

namespace {

chat::request joke() {
    return chat::request("gemini-2.5-flash").user("Tell me a one-sentence joke.");
}

usage_error refusal(const std::function<void()>& action) {
    try {
        action();
    } catch (const usage_error& refused) {
        CHECK(refused.kind() == errc::invalid_request);
        return refused;
    }
    throw std::logic_error("it was not refused");
}

async_generator<input_line> two_lines() {
    co_yield input_line("a", joke());
    co_yield input_line("b", joke());
}

struct described_body {
    std::string model;
    std::vector<std::string> input;
};
BOOST_DESCRIBE_STRUCT(described_body, (), (model, input))

} // namespace

TEST_SUITE("batch input") {
    TEST_CASE("a chat request is a line with the page's members") {
        input lines;
        lines.add("request-1", joke());
        CHECK(lines.text() ==
              R"({"custom_id":"request-1","method":"POST","url":"/v1/chat/completions",)"
              R"("body":{"model":"gemini-2.5-flash","messages":[{"role":"user",)"
              R"("content":"Tell me a one-sentence joke."}]}})"
              "\n");
        CHECK(lines.size() == 1);
        CHECK(lines.endpoint() == endpoint::chat_completions);
    }

    TEST_CASE("an embeddings line has input and no messages, however its body is given") {
        const std::string expected =
            R"({"custom_id":"e1","method":"POST","url":"/v1/embeddings",)"
            R"("body":{"model":"gemini-embedding-001","input":["Why is the sky blue?"]}})"
            "\n";
        const boost::json::value value = {{"model", "gemini-embedding-001"},
                                          {"input", {"Why is the sky blue?"}}};
        const std::string text =
            R"({"model":"gemini-embedding-001","input":["Why is the sky blue?"]})";
        described_body body;
        body.model = "gemini-embedding-001";
        body.input = {"Why is the sky blue?"};

        embeddings::request typed("gemini-embedding-001", {"Why is the sky blue?"});
        CHECK(input().add("e1", typed).text() == expected);
        CHECK(input().add("e1", endpoint::embeddings, value).text() == expected);
        CHECK(input().add("e1", endpoint::embeddings, json::raw(text)).text() == expected);
        CHECK(input().add("e1", "/v1/embeddings", body).text() == expected);
    }

    TEST_CASE("text of every kind is one line of JSON") {
        const std::string strange = "line\nfeed \"quoted\" \\ \t\x01 \xE2\x80\xA8 \xF0\x9F\x98\x80";
        input lines;
        lines.add(strange, chat::request("m").user(strange));
        CHECK(lines.text().find('\n') == lines.text().size() - 1);
        const auto parsed = boost::json::parse(lines.text());
        CHECK(parsed.at("custom_id").as_string() == strange);
        CHECK(parsed.at("body").at("messages").at(0).at("content").as_string() == strange);

        // White space that the text of a body had is gone, line feeds among it.
        input spaced;
        spaced.add("a", endpoint::embeddings, json::raw("{\r\n  \"input\" : \"x y\"\n}"));
        CHECK(spaced.text().find('\n') == spaced.text().size() - 1);
        CHECK(boost::json::parse(spaced.text()).at("body").at("input") == "x y");
    }

    TEST_CASE("take hands the lines out and remembers their ids") {
        input lines;
        lines.add("a", joke());
        const std::string first = lines.take();
        CHECK(first.find("\"a\"") != std::string::npos);
        CHECK(lines.text().empty());
        lines.add("b", joke());
        CHECK(lines.text().find("\"a\"") == std::string::npos);
        CHECK(lines.size() == 2);
        const auto refused = refusal([&] { lines.add("a", joke()); });
        CHECK(refused.option() == "custom_id");
    }

    TEST_CASE("an id that is empty or taken is refused and named, and nothing is added") {
        input lines;
        lines.add("request-1", joke());
        lines.add("request-2", joke());
        const std::string before = lines.text();

        const auto taken = refusal([&] { lines.add("request-1", joke()); });
        CHECK(taken.option() == "custom_id");
        CHECK(test::mentions(taken, "line 3"));
        CHECK(test::mentions(taken, "\"request-1\""));
        CHECK(test::mentions(taken, "line 1"));

        const auto empty = refusal([&] { lines.add("", joke()); });
        CHECK(empty.option() == "custom_id");
        CHECK(test::mentions(empty, "line 3"));

        CHECK(lines.text() == before);
        CHECK(lines.size() == 2);
        lines.add("request-3", joke());
        CHECK(lines.size() == 3);
    }

    TEST_CASE("lines for another endpoint are refused") {
        input lines;
        lines.add("a", joke());
        const auto other =
            refusal([&] { lines.add("b", endpoint::embeddings, boost::json::value("x")); });
        CHECK(other.option() == "url");
        CHECK(test::mentions(other, "\"b\""));
        CHECK(test::mentions(other, "/v1/embeddings"));
        const auto none = refusal([] { input().add("a", "", boost::json::value("x")); });
        CHECK(none.option() == "url");
        CHECK(lines.size() == 1);
    }

    TEST_CASE("a request that no server takes is refused where its line is made") {
        CHECK(refusal([] { input_line("a", chat::request("m")); }).option() == "messages");
        CHECK(refusal([] { input_line("a", chat::request().user("x")); }).option() == "model");
        CHECK(refusal([] { input_line("a", embeddings::request("m")); }).option() == "input");
        const auto broken = refusal([] { input_line("a", chat::request("m").user("\xFF")); });
        CHECK(broken.option() == "messages[0].content");
        CHECK(test::mentions(broken, "\"a\""));
        CHECK(refusal([] { input().add("\xFF", joke()); }).option() == "custom_id");
    }

    TEST_CASE("lines are made one by one, from a callable or a generator") {
        boost::asio::io_context io;
        input lines;
        lines.add("a", joke());
        const std::string first = lines.take();
        lines.add("b", joke());
        const std::vector<std::string> expected{first, lines.take()};

        int made = 0;
        const auto next = [&made]() -> std::optional<input_line> {
            if (made == 2) {
                return std::nullopt;
            }
            return input_line(made++ == 0 ? "a" : "b", joke());
        };
        auto from_callable = batches::input_lines(next);
        CHECK(made == 0);
        CHECK(test::run(io, test::collect(std::move(from_callable))) == expected);
        CHECK(test::run(io, test::collect(batches::input_lines(two_lines()))) == expected);
    }

    TEST_CASE("a bad line ends the lines with its error") {
        boost::asio::io_context io;
        const auto always_a = []() -> std::optional<input_line> { return input_line("a", joke()); };
        const auto taken =
            test::failure_of<usage_error>(io, test::collect(batches::input_lines(always_a)));
        CHECK(taken.option() == "custom_id");
        CHECK(test::mentions(taken, "line 2"));
    }
}
