#include "api/emulated_client.hpp"

#include <coai/gemini.hpp>

#include <boost/json/parse.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;
using test::question;
using testing::fault;

namespace {

/// What a stream said.
struct what_was_heard {
    what_was_heard() {}

    std::string thought;
    std::string text;
    std::vector<usage> usages;
    chat::stream_statistics statistics;
};

void hear(what_was_heard& all, const chat::chunk& chunk) {
    all.thought += chunk.thought();
    all.text += chunk.text();
    if (chunk.usage) {
        all.usages.push_back(*chunk.usage);
    }
}

awaitable<what_was_heard> listen(client& to, chat::request request) {
    what_was_heard all;
    auto stream = co_await to.chat.completions.stream(request);
    while (const auto chunk = co_await stream.next()) {
        hear(all, *chunk);
    }
    all.statistics = stream.statistics();
    co_return all;
}

awaitable<what_was_heard> listen_in_place(client& to, chat::request request) {
    what_was_heard all;
    auto stream = co_await to.chat.completions.stream(request);
    chat::chunk chunk;
    while (co_await stream.next(chunk)) {
        do {
            hear(all, chunk);
        } while (stream.try_next(chunk));
    }
    co_return all;
}

awaitable<what_was_heard> listen_to_generator(client& to, chat::request request) {
    what_was_heard all;
    auto stream = co_await to.chat.completions.stream(request);
    auto chunks = std::move(stream).chunks();
    while (const auto chunk = co_await chunks.next()) {
        hear(all, *chunk);
    }
    co_return all;
}

awaitable<chat::completion> collect(client& to, chat::request request) {
    auto stream = co_await to.chat.completions.stream(request);
    co_return co_await stream.collect();
}

chat::request question_with_thoughts() {
    auto request = question();
    request.google.include_thoughts();
    return request;
}

/// A response with these events, and the last `[DONE]`.
fault events(const std::vector<std::string>& chunks) {
    std::string body;
    for (const auto& chunk : chunks) {
        body += "data: " + chunk + "\n\n";
    }
    return fault::status(200, body + "data: [DONE]\n\n")
        .header("content-type", "text/event-stream");
}

std::string delta_line(std::string_view content, bool flagged, int index,
                       std::string_view more = "") {
    std::string text = R"({"choices":[{"index":)" + std::to_string(index);
    text += more;
    text += R"(,"delta":{"content":")" + std::string(content) + '"';
    text += flagged ? R"(,"extra_content":{"google":{"thought":true}}}}]})" : "}}]}";
    return text;
}

constexpr std::string_view stop = R"(,"finish_reason":"stop")";

} // namespace

TEST_SUITE("thinking") {
    TEST_CASE("thoughts are apart from the answer in every way of reading it") {
        emulated_client emulated;
        const auto request = question_with_thoughts();
        const auto plain = emulated.run(emulated.client.chat.completions.create(request));
        const auto without = emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(plain.thought().starts_with("**"));
        CHECK(plain.thought().find("thought>") == std::string::npos);
        CHECK(plain.text() == without.text());
        CHECK(without.thought().empty());

        for (const auto& all : {emulated.run(listen(emulated.client, request)),
                                emulated.run(listen_in_place(emulated.client, request)),
                                emulated.run(listen_to_generator(emulated.client, request))}) {
            CHECK(all.thought == plain.thought());
            CHECK(all.text == plain.text());
        }
        const auto collected = emulated.run(collect(emulated.client, request));
        CHECK(collected.thought() == plain.thought());
        CHECK(collected.text() == plain.text());
        CHECK(collected.choices.at(0).message.content.raw_text() ==
              plain.choices.at(0).message.content.raw_text());
    }

    TEST_CASE("each of several answers has its own thoughts") {
        emulated_client emulated;
        auto request = question_with_thoughts();
        request.n = 3;
        const auto plain = emulated.run(emulated.client.chat.completions.create(request));
        const auto collected = emulated.run(collect(emulated.client, request));
        REQUIRE(plain.choices.size() == 3);
        REQUIRE(collected.choices.size() == 3);
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK_FALSE(plain.choices[i].message.thought().empty());
            CHECK(collected.choices[i].message.thought() == plain.choices[i].message.thought());
            CHECK(collected.choices[i].message.text() == plain.choices[i].message.text());
        }
    }

    TEST_CASE("tags that are cut between events, and the chosen ones, are recognised") {
        emulated_client emulated;
        emulated.server.script(
            events({delta_line("<thou", true, 0), delta_line("ght>Hm", true, 0),
                    delta_line("</", false, 0), delta_line("thought>S", false, 0),
                    delta_line("o <thought>.</", false, 0, stop)}));
        auto all = emulated.run(listen(emulated.client, question()));
        CHECK(all.thought == "Hm");
        CHECK(all.text == "So <thought>.</");

        // Vertex AI flags nothing in a plain answer.
        emulated.server.script(
            fault::status(200, R"({"choices":[{"message":{"content":"<think>Hm</think>So"}}]})"));
        auto whole =
            emulated.run(emulated.client.chat.completions.create(question_with_thoughts()));
        CHECK(whole.thought() == "Hm");
        CHECK(whole.text() == "So");

        auto request = question_with_thoughts();
        request.google.thought_tag_marker = "why";
        whole = emulated.run(emulated.client.chat.completions.create(request));
        CHECK(whole.choices.at(0).message.content.raw_text().starts_with("<why>"));
        CHECK(whole.thought().starts_with("**"));
        all = emulated.run(listen(emulated.client, request));
        CHECK(all.thought == whole.thought());
        CHECK(all.text == whole.text());
    }

    TEST_CASE("tags that nobody asked for are the answer's") {
        emulated_client emulated;
        const std::string text = "<thought>Hm</thought>So";
        emulated.server.script(
            fault::status(200, R"({"choices":[{"message":{"content":")" + text + "\"}}]}"));
        CHECK(emulated.run(emulated.client.chat.completions.create(question())).text() == text);
        emulated.server.script(events({delta_line(text, false, 0, stop)}));
        CHECK(emulated.run(listen(emulated.client, question())).text == text);
    }

    TEST_CASE("a completion in place of a stream is split, too") {
        emulated_client emulated;
        const std::string body =
            R"({"choices":[{"message":{"content":"<think>Hm</think>So"},"finish_reason":"stop"}]})";
        emulated.server.script(fault::status(200, body));
        const auto all = emulated.run(listen(emulated.client, question_with_thoughts()));
        CHECK(all.thought == "Hm");
        CHECK(all.text == "So");
    }

    TEST_CASE("the next request has the answer without its thoughts") {
        emulated_client emulated;
        for (const bool streamed : {false, true}) {
            auto request = question_with_thoughts();
            const auto answer =
                streamed ? emulated.run(collect(emulated.client, request))
                         : emulated.run(emulated.client.chat.completions.create(request));
            REQUIRE_FALSE(answer.thought().empty());
            request.add(answer.choices.at(0).message).user("Go on");
            emulated.run(emulated.client.chat.completions.create(request));
            const auto sent = boost::json::parse(emulated.server.requests().back().body);
            const auto& echoed = sent.at("messages").at(1);
            CHECK(echoed.at("content").as_string() == answer.text());
            CHECK_FALSE(echoed.as_object().contains("extra_content"));
        }
    }

    TEST_CASE("thoughts are tokens: the clock of the first one runs for them") {
        emulated_client emulated;
        emulated.server.script(
            events({R"({"choices":[{"index":0,"delta":{"role":"assistant"}}]})",
                    delta_line("Hm", true, 0), delta_line("</thought>", false, 0, stop)}));
        const auto all = emulated.run(listen(emulated.client, question()));
        CHECK(all.text.empty());
        CHECK(all.statistics.first_token.count() > 0);

        emulated.server.script(events({R"({"choices":[{"index":0,"finish_reason":"stop"}]})"}));
        CHECK(emulated.run(listen(emulated.client, question())).statistics.first_token.count() ==
              0);
    }

    TEST_CASE("usage comes with every chunk, the last one counts, and thinking is the rest of it") {
        emulated_client emulated;
        auto request = question_with_thoughts();
        request.stream_options.emplace().include_usage = true;
        const auto all = emulated.run(listen(emulated.client, request));
        CHECK(all.usages.size() == all.statistics.chunks);
        REQUIRE(all.usages.size() > 2);
        CHECK(all.usages.front().completion_tokens == 0);
        const auto& last = all.usages.back();
        CHECK(last.completion_tokens > 0);

        const auto collected = emulated.run(collect(emulated.client, request));
        const auto plain = emulated.run(emulated.client.chat.completions.create(request));
        for (const auto& counted : {collected.usage.value(), plain.usage.value()}) {
            CHECK(counted.completion_tokens == last.completion_tokens);
            CHECK(counted.total_tokens == last.total_tokens);
            CHECK(counted.reasoning_tokens() ==
                  counted.total_tokens - counted.prompt_tokens - counted.completion_tokens);
            CHECK(counted.reasoning_tokens() > 0);
        }
    }

    TEST_CASE("effort, budget and level reach the server") {
        emulated_client emulated;
        const auto thought_for = [&](const chat::request& request) {
            const auto completion = emulated.run(emulated.client.chat.completions.create(request));
            return completion.usage.value().reasoning_tokens();
        };
        auto request = question();
        request.reasoning_effort = chat::reasoning_effort::none;
        CHECK(thought_for(request) == 0);
        request.reasoning_effort = chat::reasoning_effort::high;
        const auto much = thought_for(request);
        request.reasoning_effort = {};
        request.google.thinking_budget(24'576);
        CHECK(thought_for(request) == much);
        request.google.thinking_budget(0);
        CHECK(thought_for(request) == 0);
        request.model = "gemini-3-pro-preview";
        request.google.thinking_config.reset();
        request.google.thinking_level(gemini::thinking_level::high);
        CHECK(thought_for(request) > 0);

        request.google.thinking_budget(100);
        const auto refused =
            emulated.failure_of<api_error>(emulated.client.chat.completions.create(request));
        CHECK(refused.kind() == errc::bad_request);
    }

    TEST_CASE("an effort and a budget are refused before anything is sent") {
        emulated_client emulated;
        auto request = question();
        request.reasoning_effort = "low";
        request.google.thinking_budget(100);
        for (const bool streamed : {false, true}) {
            const auto refused =
                streamed ? emulated.failure_of<usage_error>(collect(emulated.client, request))
                         : emulated.failure_of<usage_error>(
                               emulated.client.chat.completions.create(request));
            CHECK(refused.kind() == errc::invalid_request);
            const std::string_view said = refused.what();
            CHECK(said.find("reasoning_effort") != said.npos);
            CHECK(said.find("thinking_budget") != said.npos);
        }
        CHECK(emulated.server.requests_received() == 0);

        request.google.allow_reasoning_effort = true;
        const auto refused =
            emulated.failure_of<api_error>(emulated.client.chat.completions.create(request));
        CHECK(std::string_view(refused.what()).find("found both") != std::string_view::npos);
        CHECK(emulated.server.requests().back().body.find("allow") == std::string::npos);

        request.google = gemini::google_options().include_thoughts();
        CHECK_FALSE(
            emulated.run(emulated.client.chat.completions.create(request)).thought().empty());
    }

    TEST_CASE("a cache is used by name, and one that is not there is an error") {
        testing::emulator_options options;
        options.cached_contents = {"cachedContents/abc"};
        emulated_client emulated(options);
        auto request = question();
        request.google.cached_content = "cachedContents/abc";
        request.stream_options.emplace().include_usage = true;
        const auto plain = emulated.run(emulated.client.chat.completions.create(request));
        const auto cached = plain.usage.value().prompt_tokens_details.value().cached_tokens;
        CHECK(cached > 0);
        const auto all = emulated.run(listen(emulated.client, request));
        CHECK(all.usages.back().prompt_tokens_details.value().cached_tokens == cached);

        request.google.cached_content = "cachedContents/other";
        const auto missing =
            emulated.failure_of<api_error>(emulated.client.chat.completions.create(request));
        CHECK(missing.kind() == errc::permission_denied);
    }

    TEST_CASE("the documentation's budget in words is what the server says about it") {
        emulated_client emulated;
        auto request = question();
        request.extra["extra_body"] = boost::json::parse(
            R"({"google":{"thinking_config":{"thinking_budget":"low","include_thoughts":true}}})");
        const auto refused =
            emulated.failure_of<api_error>(emulated.client.chat.completions.create(request));
        CHECK(refused.kind() == errc::bad_request);
        CHECK(std::string_view(refused.what()).find("thinking_budget") != std::string_view::npos);
    }
}
