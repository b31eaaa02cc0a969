#include "api/emulated_client.hpp"
#include "json/schema_types.hpp"

#include <coai/coai.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/json/parse.hpp>

#include <string>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;

namespace {

using parsed_event = chat::parsed_completion<plan::calendar_event>;

chat::request streamed_meeting() {
    return chat::request("gemini-2.5-flash")
        .system("Extract the event information.")
        .user("Ann and Bo are going to a conference in Rome on Friday.");
}

/// Text in pieces of some bytes, as JSON comes from a model.
testing::emulator_options in_pieces() {
    testing::emulator_options options;
    options.chunk_size = 7;
    return options;
}

/// What next() hands out before collect() is called, and what that returns.
struct streamed {
    std::string text;
    std::uint64_t chunks = 0;
    parsed_event answer;
};

awaitable<streamed> read_chunks(client& from, std::uint64_t most) {
    streamed got;
    auto stream =
        co_await from.chat.completions.parse_stream<plan::calendar_event>(streamed_meeting());
    while (got.chunks < most) {
        const auto chunk = co_await stream.next();
        if (!chunk)
            break;
        got.text += chunk->text();
        ++got.chunks;
    }
    CHECK(stream.partial().text() == got.text);
    got.answer = co_await stream.collect();
    CHECK(stream.end() == chat::stream_end::done);
    co_return got;
}

/// A stream of events with these data.
testing::fault events(std::initializer_list<const char*> data) {
    std::string body;
    for (const char* each : data)
        body += std::string("data: ") + each + "\n\n";
    headers stream;
    stream.set("content-type", "text/event-stream");
    return testing::fault::status(200, body + "data: [DONE]\n\n", stream);
}

} // namespace

TEST_SUITE("streamed structured output") {
    TEST_CASE("the chunks are those of any stream, and the whole is typed") {
        emulated_client emulated(in_pieces());
        const auto plain = emulated.run(
            emulated.client.chat.completions.parse<plan::calendar_event>(streamed_meeting()));
        const auto got = emulated.run(read_chunks(emulated.client, 1'000'000));
        CHECK(got.chunks > 1);
        CHECK(got.text == plain.text());
        CHECK(got.answer.text() == got.text);
        CHECK(got.answer.value().name == plain.value().name);
        CHECK(got.answer.value().participants == plain.value().participants);
        CHECK(got.answer.response.status == 200);

        const auto sent = boost::json::parse(emulated.server.requests().back().body).as_object();
        CHECK(sent.at("stream") == true);
        CHECK(sent.at("response_format").at("json_schema").at("name") == "calendar_event");
    }

    TEST_CASE("collect() reads what next() has left, from none to all") {
        emulated_client emulated(in_pieces());
        for (const std::uint64_t first : {0U, 1U, 2U}) {
            const auto got = emulated.run(read_chunks(emulated.client, first));
            CHECK(got.chunks == first);
            CHECK(got.answer.text().starts_with(got.text));
            CHECK_FALSE(got.answer.value().participants.empty());
        }
    }

    TEST_CASE("chunks can be read into one object") {
        emulated_client emulated(in_pieces());
        const auto read = [](client& from) -> awaitable<void> {
            auto stream = co_await from.chat.completions.parse_stream<plan::calendar_event>(
                streamed_meeting());
            std::string text;
            chat::chunk chunk;
            while (co_await stream.next(chunk)) {
                do {
                    text += chunk.text();
                } while (stream.try_next(chunk));
            }
            const auto answer = co_await stream.collect();
            CHECK(answer.text() == text);
            CHECK(answer.has_value());
            CHECK(stream.statistics().chunks > 1);
            CHECK(stream.response().status == 200);
        };
        emulated.run(read(emulated.client));
    }

    TEST_CASE("a refusal, a cut and a filtered answer are what they are when not streamed") {
        const auto outcome = [](const testing::fault& stream) {
            emulated_client emulated;
            emulated.server.script(stream);
            return emulated.run(read_chunks(emulated.client, 0)).answer.error();
        };
        const auto refused = outcome(
            events({R"({"choices":[{"index":0,"delta":{"role":"assistant","refusal":"I can"}}]})",
                    R"({"choices":[{"index":0,"delta":{"refusal":"not."}}]})",
                    R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"}));
        CHECK(refused.kind() == errc::refused);
        CHECK(std::string(refused.what()).find("I cannot.") != std::string::npos);
        CHECK(outcome(events({R"({"choices":[{"index":0,"delta":{"content":"{\"na"}}]})",
                              R"({"choices":[{"index":0,"delta":{},"finish_reason":"length"}]})"}))
                  .kind() == errc::output_cut);
        CHECK(outcome(events({R"({"choices":[{"index":0,"finish_reason":"content_filter"}]})"}))
                  .kind() == errc::content_filtered);
        CHECK(outcome(events({R"({"choices":[]})"})).kind() == errc::no_output);
    }

    TEST_CASE("a stream that breaks off is no answer") {
        emulated_client emulated;
        emulated.server.script(
            testing::fault().end(testing::point::event(1), testing::ending::close));
        CHECK(emulated.failure_of<error>(read_chunks(emulated.client, 0)).kind() ==
              errc::truncated);
    }

    TEST_CASE("a type that the dialect cannot express is refused") {
        emulated_client emulated;
        const auto open = [](client& from) -> awaitable<void> {
            const auto stream =
                co_await from.chat.completions.parse_stream<plan::comment>(streamed_meeting());
        };
        const auto failed = emulated.failure_of<usage_error>(open(emulated.client));
        CHECK(failed.option() == "response_format");
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("options are those of parse()") {
        testing::emulator_options fenced;
        fenced.reply_text = "```json\n{\"city\":\"Rome\"}\n```\n";
        emulated_client emulated(fenced);
        const auto read = [](client& from) -> awaitable<std::string> {
            chat::parse_options options;
            options.code_fence = true;
            auto stream = co_await from.chat.completions.parse_stream<plan::place>(
                streamed_meeting(), options);
            const auto answer = co_await stream.collect();
            co_return answer.value().city;
        };
        CHECK(emulated.run(read(emulated.client)) == "Rome");
    }

    TEST_CASE("closing it closes the connection") {
        emulated_client emulated;
        const auto read = [](client& from) -> awaitable<void> {
            auto stream = co_await from.chat.completions.parse_stream<plan::calendar_event>(
                streamed_meeting());
            co_await stream.next();
            stream.close();
            CHECK(stream.end() == chat::stream_end::failed);
            CHECK_FALSE((co_await stream.next()).has_value());
        };
        emulated.run(read(emulated.client));
        CHECK(emulated.server.wait_until_connections_open(0, test::patience));
    }
}
