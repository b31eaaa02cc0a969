#include "api/emulated_client.hpp"

#include <coai/coai.hpp>

#include <string>
#include <vector>

// GCC 12 destroys aggregate temporaries of a co_await expression twice (GCC PR 98401). The types
// that a user passes are no aggregates for that reason; AddressSanitizer sees here whether that
// helps.

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;

namespace {

/// Long enough to be on the heap, where a second destruction is noticed.
const std::string long_text(100, 'x');

/// A user's type, which is an aggregate.
struct appointment {
    std::string name;
    std::vector<std::string> participants;
};
BOOST_DESCRIBE_STRUCT(appointment, (), (name, participants))

template <class T>
awaitable<T> echo(T value) {
    co_return value;
}

template <class T>
awaitable<std::size_t> by_reference(const T&) {
    co_return sizeof(T);
}

request_options labelled(const std::string& label) {
    request_options options;
    options.headers.set("X-Label", label);
    return options;
}

toolbox planner() {
    toolbox tools;
    tools.add<appointment>("plan", long_text, [](appointment planned) { return planned.name; });
    return tools;
}

awaitable<void> pass_temporaries_to_calls(client& to) {
    co_await to.chat.completions.create(chat::request("gemini-2.5-flash").user(long_text));
    co_await to.chat.completions.create(chat::request("gemini-2.5-flash")
                                            .system(long_text)
                                            .user(chat::content().text(long_text).text("and more"))
                                            .add(chat::message::assistant(long_text))
                                            .add(chat::message::tool("call_1", long_text, "name")),
                                        request_options());
    co_await to.chat.completions.create(chat::request("gemini-2.5-flash").user(long_text),
                                        labelled(long_text));
    co_await (
        co_await to.chat.completions.stream(chat::request("gemini-2.5-flash").user(long_text)))
        .collect();
    const std::string name = (co_await to.chat.completions.parse<appointment>(
                                  chat::request("gemini-2.5-flash").user(long_text)))
                                 .value()
                                 .name;
    CHECK_FALSE(name.empty());
    co_await to.chat.completions.parse<appointment>(
        chat::request("gemini-2.5-flash").user(long_text), labelled(long_text));
    co_await (co_await to.chat.completions.parse_stream<appointment>(
                  chat::request("gemini-2.5-flash").user(long_text),
                  chat::parse_options(labelled(long_text))))
        .collect();
    co_await to.chat.completions.run_tools(chat::request("gemini-2.5-flash").user(long_text),
                                           planner(), tool_run_options(), labelled(long_text));
    co_await to.request("POST", "chat/completions", boost::json::value("not an object"));
}

awaitable<void> pass_every_type() {
    co_await echo(client_options(secret(long_text)));
    co_await echo(labelled(long_text));
    co_await echo(secret(long_text));
    co_await echo(timeouts());
    co_await echo(retry_options());
    co_await echo(tls_options());
    co_await echo(pool_options());
    co_await echo(tcp_keepalive_options());
    co_await echo(response_limits());
    co_await echo(headers());
    co_await echo(chat::request(long_text));
    co_await echo(chat::message::user(long_text));
    co_await echo(chat::content(long_text));
    co_await echo(chat::content_part::from_text(long_text));
    co_await echo(chat::image_url(long_text, long_text));
    co_await echo(chat::input_audio(long_text, "wav"));
    co_await echo(chat::file_input());
    co_await echo(chat::tool::function(long_text, long_text));
    co_await echo(tool<appointment>(long_text, long_text));
    co_await echo(chat::parse_options(labelled(long_text)));
    co_await echo(chat::tool_choice::function(long_text));
    co_await echo(chat::function_definition());
    co_await echo(chat::response_format::from_schema(long_text, boost::json::object()));
    co_await echo(chat::json_schema_format());
    co_await echo(chat::stream_options());
    co_await echo(chat::audio_output());
    co_await echo(chat::prediction(chat::content(long_text)));
    co_await echo(chat::tool_call());
    co_await echo(embeddings::request(long_text, long_text));
    co_await echo(embeddings::input(std::vector<std::string>(2, long_text)));
    co_await echo(embeddings::embedding_list());
    co_await echo(images::request(long_text, long_text));
    co_await echo(images::image());
    co_await echo(images::image_usage());
    co_await echo(images::image_list());
    co_await echo(batches::request(long_text));
    co_await echo(batches::batch());
    co_await echo(batches::wait_options());
    co_await echo(batches::input_line(long_text, chat::request(long_text).user(long_text)));
    co_await echo(batches::input());
    co_await echo(batches::result());
    co_await echo(batches::result_source(long_text));
    co_await by_reference(chat::request(long_text).user(long_text));
    co_await by_reference(chat::content(long_text));
    co_await by_reference(labelled(long_text));
}

} // namespace

TEST_SUITE("temporaries in a co_await expression") {
    TEST_CASE("calls take them") {
        emulated_client emulated;
        const auto failed =
            emulated.failure_of<api_error>(pass_temporaries_to_calls(emulated.client));
        CHECK(failed.path() == "chat/completions");
        CHECK(emulated.server.requests_received() == 9);
    }

    TEST_CASE("every input type survives them") {
        boost::asio::io_context io(1);
        test::run(io, pass_every_type());
    }
}
