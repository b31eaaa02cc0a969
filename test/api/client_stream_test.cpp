#include "api/emulated_client.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <string>
#include <vector>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;
using test::question;
using testing::fault;

namespace {

/// What a stream brought, and how it ended.
struct stream_outcome {
    stream_outcome() {}

    std::string text;
    std::vector<std::string> pieces;
    std::optional<usage> last_usage;
    chat::stream_end end = chat::stream_end::none;
    chat::stream_statistics statistics;
    std::optional<error> failed;
};

awaitable<stream_outcome> read_stream(client& from, chat::request request,
                                      request_options options = request_options()) {
    stream_outcome result;
    chat::completion_stream stream = co_await from.chat.completions.stream(request, options);
    try {
        while (auto chunk = co_await stream.next()) {
            result.text += chunk->text();
            result.pieces.emplace_back(chunk->text());
            if (chunk->usage) {
                result.last_usage = chunk->usage;
            }
        }
    } catch (const error& e) {
        result.failed = e;
    }
    result.end = stream.end();
    result.statistics = stream.statistics();
    co_return result;
}

testing::emulator_options fixed_reply(std::size_t chunks, std::size_t chunk_size) {
    testing::emulator_options options;
    options.reply_text = "All is well. ";
    options.reply_chunks = chunks;
    options.chunk_size = chunk_size;
    return options;
}

stream_outcome outcome_with(emulated_client& emulated, const fault& scripted) {
    emulated.server.script(scripted);
    return emulated.run(read_stream(emulated.client, question()));
}

} // namespace

TEST_SUITE("streamed completion") {
    TEST_CASE("the chunks of a stream are the plain answer in pieces") {
        emulated_client emulated;
        const auto plain = emulated.run(emulated.client.chat.completions.create(question()));
        const auto streamed = emulated.run(read_stream(emulated.client, question()));
        CHECK(streamed.text == plain.text());
        CHECK(streamed.pieces.size() > 1);
        CHECK(streamed.end == chat::stream_end::done);
        CHECK(streamed.statistics.chunks == streamed.pieces.size());
        CHECK(streamed.statistics.bytes > streamed.text.size());
        CHECK(streamed.statistics.first_token.count() > 0);
        CHECK(streamed.statistics.last_chunk >= streamed.statistics.first_token);
    }

    TEST_CASE("the request asks for a stream") {
        emulated_client emulated;
        emulated.run(read_stream(emulated.client, question()));
        const auto sent = emulated.server.requests().front();
        CHECK(sent.headers.find("accept") == "text/event-stream");
        CHECK(sent.body.find(R"("stream":true)") != std::string::npos);
    }

    TEST_CASE("the connection of a stream read to its end serves the next call") {
        emulated_client emulated;
        emulated.run(read_stream(emulated.client, question()));
        emulated.run(read_stream(emulated.client, question()));
        emulated.run(emulated.client.chat.completions.create(question()));
        CHECK(emulated.server.connections_accepted() == 1);
        CHECK(emulated.client.statistics().reused == 2);
        CHECK(emulated.client.statistics().idle == 1);
    }

    TEST_CASE("usage comes with the stream when it is asked for") {
        emulated_client emulated;
        auto request = question();
        request.stream_options.emplace().include_usage = true;
        const auto streamed = emulated.run(read_stream(emulated.client, request));
        REQUIRE(streamed.last_usage);
        CHECK(streamed.last_usage->completion_tokens > 0);
    }

    TEST_CASE("OpenAI's shape of a stream is read as well as Gemini's") {
        emulated_client emulated;
        client openai(emulated.io.get_executor(), emulated.server.client_options(provider::openai));
        auto request = question();
        request.stream_options.emplace().include_usage = true;
        const auto streamed = emulated.run(read_stream(openai, request));
        CHECK(streamed.end == chat::stream_end::done);
        CHECK_FALSE(streamed.text.empty());
        CHECK(streamed.last_usage);
    }

    TEST_CASE("collect() joins the chunks to the plain answer") {
        emulated_client emulated;
        const auto plain = emulated.run(emulated.client.chat.completions.create(question()));
        auto collect = [&]() -> awaitable<chat::completion> {
            auto stream = co_await emulated.client.chat.completions.stream(question());
            co_return co_await stream.collect();
        };
        const auto joined = emulated.run(collect());
        CHECK(joined.text() == plain.text());
        CHECK(joined.choices.at(0).finish_reason == chat::finish_reason::stop);
        CHECK(joined.choices.at(0).message.role == chat::role::assistant);
        CHECK(joined.response.status == 200);
    }

    TEST_CASE("the rest of a stream can be taken as a generator") {
        emulated_client emulated;
        auto count = [&]() -> awaitable<std::size_t> {
            auto stream = co_await emulated.client.chat.completions.stream(question());
            auto chunks = std::move(stream).chunks();
            std::size_t seen = 0;
            while (auto chunk = co_await chunks.next()) {
                ++seen;
            }
            co_return seen;
        };
        const auto plain = emulated.run(read_stream(emulated.client, question()));
        CHECK(emulated.run(count()) == plain.pieces.size());
    }

    TEST_CASE("chunks that arrived together are taken without suspending") {
        emulated_client emulated;
        std::string events;
        for (int i = 0; i < 200; ++i) {
            events += R"(data: {"choices":[{"delta":{"content":"0123456789"}}]})"
                      "\n\n";
        }
        emulated.server.script(fault::status(200, events + "data: [DONE]\n\n")
                                   .header("content-type", "text/event-stream"));
        auto read = [&]() -> awaitable<void> {
            auto stream = co_await emulated.client.chat.completions.stream(question());
            chat::chunk chunk;
            std::size_t awaited = 0;
            std::size_t taken = 0;
            std::string text;
            while (co_await stream.next(chunk)) {
                ++awaited;
                text += chunk.text();
                while (stream.try_next(chunk)) {
                    ++taken;
                    text += chunk.text();
                }
            }
            CHECK(text.size() == 2000);
            CHECK(awaited + taken == 200);
            CHECK(taken > awaited);
            CHECK_FALSE(co_await stream.next(chunk));
            CHECK_FALSE(stream.try_next(chunk));
        };
        emulated.run(read());
    }

    TEST_CASE("the memory of a chunk that is gone is used for a later one") {
        emulated_client emulated(fixed_reply(6, 0));
        const auto read = [](client& from) -> awaitable<void> {
            auto stream = co_await from.chat.completions.stream(question());
            auto kept = co_await stream.next();
            REQUIRE(kept);
            const chat::chunk copy = *kept;
            const char* of_second = nullptr;
            {
                const auto second = co_await stream.next();
                REQUIRE(second);
                of_second = second->id.data();
                CHECK(of_second != kept->id.data());
            }
            const auto third = co_await stream.next();
            REQUIRE(third);
            CHECK(third->id.data() == of_second);
            CHECK(third->id == kept->id);
            CHECK(third->text() != ""); // what was in it before is gone, not its own text
            CHECK(copy.id == kept->id);
            CHECK(copy.id.data() != kept->id.data());
            while (co_await stream.next()) {
            }
            CHECK(kept->text() == copy.text());
        };
        emulated.run(read(emulated.client));
    }

    TEST_CASE("a chunk outlives its stream") {
        emulated_client emulated(fixed_reply(3, 0));
        std::optional<chat::chunk> kept;
        const auto read = [&kept](client& from) -> awaitable<void> {
            auto stream = co_await from.chat.completions.stream(question());
            kept = co_await stream.next();
            chat::chunk moved = std::move(*kept);
            kept = std::move(moved);
        };
        emulated.run(read(emulated.client));
        REQUIRE(kept);
        CHECK_FALSE(kept->text().empty());
    }

    TEST_CASE("a stream cut anywhere is the same stream") {
        emulated_client emulated(fixed_reply(12, 7));
        const auto whole = emulated.run(read_stream(emulated.client, question()));
        REQUIRE(whole.pieces.size() >= 12);
        SUBCASE("into writes of one byte") {
            const auto cut = outcome_with(emulated, fault::dribble(1));
            CHECK(cut.pieces == whole.pieces);
        }
        SUBCASE("into writes of every small size") {
            for (std::size_t size = 2; size < 40; ++size) {
                const auto cut = outcome_with(emulated, fault::dribble(size));
                REQUIRE(cut.pieces == whole.pieces);
            }
        }
        SUBCASE("into HTTP chunks of every small size") {
            for (std::size_t size = 1; size < 40; ++size) {
                const auto cut = outcome_with(emulated, fault::split_chunks(size));
                REQUIRE(cut.pieces == whole.pieces);
            }
        }
        CHECK(emulated.server.connections_accepted() == 1);
    }

    TEST_CASE("every legal way to write a stream is read") {
        emulated_client emulated(fixed_reply(12, 7));
        const auto whole = emulated.run(read_stream(emulated.client, question()));
        CHECK(outcome_with(emulated, fault::crlf()).pieces == whole.pieces);
        CHECK(outcome_with(emulated, fault::comments()).pieces == whole.pieces);
        CHECK(outcome_with(emulated, fault::event_without_data()).pieces == whole.pieces);
        CHECK(outcome_with(emulated, fault::close_delimited()).pieces == whole.pieces);
        CHECK(outcome_with(emulated, fault::interim(103)).pieces == whole.pieces);
        CHECK(outcome_with(emulated, fault().insert(testing::point::event(0), "\xef\xbb\xbf"))
                  .pieces == whole.pieces);
    }

    TEST_CASE("a compressed stream is read event by event") {
        auto options = fixed_reply(12, 7);
        emulated_client emulated(options);
        const auto whole = emulated.run(read_stream(emulated.client, question()));
        emulated.reconfigure([](client_options& changed) { changed.compression = true; });
        const auto compressed = emulated.run(read_stream(emulated.client, question()));
        CHECK(compressed.pieces == whole.pieces);
        CHECK(compressed.statistics.bytes < whole.statistics.bytes);
    }

    TEST_CASE("a stream without [DONE] whose answers are finished ends well") {
        emulated_client emulated;
        const auto streamed = outcome_with(emulated, fault::missing_done());
        CHECK_FALSE(streamed.failed);
        CHECK(streamed.end == chat::stream_end::finished);
    }

    TEST_CASE("a stream that ends early is an error after its chunks") {
        emulated_client emulated(fixed_reply(12, 7));
        for (const auto how :
             {testing::ending::close, testing::ending::cut, testing::ending::reset}) {
            const auto streamed =
                outcome_with(emulated, fault().end(testing::point::event(5), how));
            REQUIRE(streamed.failed);
            CHECK(streamed.pieces.size() == 5);
            CHECK(streamed.end == chat::stream_end::failed);
            const bool named = streamed.failed->kind() == errc::truncated ||
                               streamed.failed->kind() == errc::connection_lost;
            CHECK(named);
            CHECK(std::string(streamed.failed->what()).find("POST chat/completions") !=
                  std::string::npos);
        }
        CHECK(emulated.client.statistics().open == 0);
    }

    TEST_CASE("a stream whose body ends in order but too early is truncated") {
        emulated_client emulated(fixed_reply(12, 7));
        emulated.server.script(fault().remove(testing::point::event(5)));
        auto read = [&]() -> awaitable<void> {
            auto stream = co_await emulated.client.chat.completions.stream(question());
            co_await stream.collect();
        };
        const auto failed = emulated.failure_of<stream_truncated_error>(read());
        CHECK(failed.kind() == errc::truncated);
        CHECK(failed.status() == 200);
        CHECK(failed.events_received() == 5);
        CHECK(failed.bytes_received() > 0);
    }

    TEST_CASE("a close-delimited stream cut off by somebody on the path is truncated") {
        emulated_client emulated(fixed_reply(12, 7));
        const auto streamed = outcome_with(
            emulated, fault::close_delimited().end(testing::point::event(5), testing::ending::cut));
        REQUIRE(streamed.failed);
        CHECK(streamed.failed->kind() == errc::truncated);
    }

    TEST_CASE("an error within a stream is an api_error in every shape") {
        emulated_client emulated(fixed_reply(12, 7));
        for (const auto& scripted :
             {fault::stream_error(3), fault::stream_error_array(3), fault::stream_error_tail(3)}) {
            emulated.server.script(scripted);
            std::size_t seen = 0;
            auto read = [&]() -> awaitable<void> {
                auto stream = co_await emulated.client.chat.completions.stream(question());
                while (co_await stream.next()) {
                    ++seen;
                }
            };
            const auto failed = emulated.failure_of<api_error>(read());
            CHECK(seen == 3);
            CHECK_FALSE(failed.error_details().message.empty());
            CHECK(failed.status() == 200);
            CHECK(failed.attempts() == 1);
        }
    }

    TEST_CASE("what came before an error can be asked for") {
        emulated_client emulated(fixed_reply(12, 7));
        emulated.server.script(fault::stream_error(3));
        auto read = [&]() -> awaitable<void> {
            auto stream = co_await emulated.client.chat.completions.stream(question());
            bool threw = false;
            try {
                co_await stream.collect();
            } catch (const api_error&) {
                threw = true;
            }
            CHECK(threw);
            CHECK(stream.partial().text().size() == 21);
            CHECK_FALSE(co_await stream.next());
        };
        emulated.run(read());
    }

    TEST_CASE("an event that is no JSON is a protocol_error that keeps it") {
        emulated_client emulated;
        emulated.server.script(
            fault().insert(testing::point::event(1), "data: {\"choices\": nonsense}\n\n"));
        auto read = [&]() -> awaitable<void> {
            auto stream = co_await emulated.client.chat.completions.stream(question());
            co_await stream.collect();
        };
        const auto failed = emulated.failure_of<protocol_error>(read());
        CHECK(failed.kind() == errc::invalid_json);
        CHECK(failed.status() == 200);
        CHECK(failed.body() == "{\"choices\": nonsense}");
    }

    TEST_CASE("a whole completion in place of a stream is one chunk") {
        emulated_client emulated;
        emulated.server.script(fault::status(
            200, R"({"choices":[{"message":{"content":"all"},"finish_reason":"stop"}]})"));
        const auto streamed = emulated.run(read_stream(emulated.client, question()));
        CHECK(streamed.pieces == std::vector<std::string>{"all"});
        CHECK(streamed.end == chat::stream_end::single_response);
    }

    TEST_CASE("an HTML page in place of a stream is unexpected") {
        emulated_client emulated;
        emulated.server.script(
            fault::status(200, "<html>Welcome</html>").header("content-type", "text/html"));
        const auto streamed = emulated.run(read_stream(emulated.client, question()));
        REQUIRE(streamed.failed);
        CHECK(streamed.failed->kind() == errc::unexpected_content);
    }

    TEST_CASE("an event beyond the limit is refused") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) { options.limits.max_event_size = 1000; });
        const auto streamed =
            outcome_with(emulated, fault().insert(testing::point::event(1),
                                                  "data: \"" + std::string(2000, 'x') + "\"\n\n"));
        REQUIRE(streamed.failed);
        CHECK(streamed.failed->kind() == errc::response_too_large);
    }

    TEST_CASE("closing or dropping a stream half-way closes its connection") {
        emulated_client emulated(fixed_reply(1000, 64));
        auto close_early = [&]() -> awaitable<void> {
            auto stream = co_await emulated.client.chat.completions.stream(question());
            CHECK(co_await stream.next());
            stream.close();
            CHECK(stream.end() == chat::stream_end::failed);
            CHECK_FALSE(co_await stream.next());
        };
        auto drop_early = [&]() -> awaitable<void> {
            auto stream = co_await emulated.client.chat.completions.stream(question());
            CHECK(co_await stream.next());
        };
        emulated.run(close_early());
        CHECK(emulated.client.statistics().open == 0);
        emulated.run(drop_early());
        CHECK(emulated.client.statistics().open == 0);
        CHECK(emulated.server.wait_until_connections_open(0, test::patience));
    }

    TEST_CASE("a stream may be silent for so long and no longer") {
        emulated_client emulated(fixed_reply(12, 7));
        request_options options;
        options.timeouts.stream_idle = std::chrono::milliseconds(100);
        emulated.server.script(fault().end(testing::point::event(2), testing::ending::stall));
        auto read = [&]() -> awaitable<void> {
            auto stream = co_await emulated.client.chat.completions.stream(question(), options);
            co_await stream.collect();
        };
        const auto failed = emulated.failure_of<timeout_error>(read());
        CHECK(failed.kind() == errc::stream_idle_timeout);
        CHECK(failed.limit() == std::chrono::milliseconds(100));
        CHECK(failed.events_received() == 2);
        CHECK(failed.response().status == 200);
        CHECK(emulated.client.statistics().open == 0);
    }

    TEST_CASE("comments keep a stream alive, and the attempt's clock stops at the head") {
        emulated_client emulated(fixed_reply(3, 7));
        request_options options;
        options.timeouts.stream_idle = std::chrono::milliseconds(400);
        options.timeouts.attempt = std::chrono::milliseconds(500);
        fault slow;
        for (int i = 0; i < 8; ++i) {
            slow = slow.wait(testing::point::event(1), std::chrono::milliseconds(100))
                       .insert(testing::point::event(1), ": still there\n\n");
        }
        emulated.server.script(slow);
        const auto streamed = emulated.run(read_stream(emulated.client, question(), options));
        CHECK_FALSE(streamed.failed);
        CHECK(streamed.end == chat::stream_end::done);
    }

    TEST_CASE("the overall deadline holds within a stream") {
        emulated_client emulated(fixed_reply(12, 7));
        request_options options;
        options.timeouts.overall = std::chrono::milliseconds(150);
        emulated.server.script(fault().end(testing::point::event(2), testing::ending::stall));
        const auto streamed = emulated.run(read_stream(emulated.client, question(), options));
        REQUIRE(streamed.failed);
        CHECK(streamed.failed->kind() == errc::deadline_exceeded);
    }

    TEST_CASE("a consumer that takes its time is not taken for a silent server") {
        emulated_client emulated(fixed_reply(12, 7));
        request_options options;
        options.timeouts.stream_idle = std::chrono::milliseconds(50);
        options.timeouts.attempt = std::chrono::milliseconds(50);
        auto read = [&]() -> awaitable<std::size_t> {
            auto stream = co_await emulated.client.chat.completions.stream(question(), options);
            std::size_t seen = 0;
            boost::asio::steady_timer busy(co_await boost::asio::this_coro::executor);
            while (co_await stream.next()) {
                busy.expires_after(std::chrono::milliseconds(++seen == 1 ? 150 : 0));
                co_await busy.async_wait(boost::asio::use_awaitable);
            }
            co_return seen;
        };
        CHECK(emulated.run(read()) >= 12);
    }

    TEST_CASE("streams are retried up to their head and never after it") {
        emulated_client emulated(fixed_reply(12, 7));
        emulated.server.script(fault::overloaded());
        const auto retried = emulated.run(read_stream(emulated.client, question()));
        CHECK_FALSE(retried.failed);
        CHECK(emulated.server.requests_received() == 2);

        const auto broken =
            outcome_with(emulated, fault().end(testing::point::event(2), testing::ending::reset));
        CHECK(broken.failed);
        CHECK(emulated.server.requests_received() == 3);
    }
}
