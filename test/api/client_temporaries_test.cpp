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
const std::string text(100, 'x');

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
    tools.add<appointment>("plan", text, [](appointment planned) { return planned.name; });
    return tools;
}

awaitable<void> pass_temporaries_to_calls(client& to) {
    co_await to.chat.completions.create(chat::request("gemini-2.5-flash").user(text));
    co_await to.chat.completions.create(chat::request("gemini-2.5-flash")
                                            .system(text)
                                            .user(chat::content().text(text).text("and more"))
                                            .add(chat::message::assistant(text))
                                            .add(chat::message::tool("call_1", text, "name")),
                                        request_options());
    co_await to.chat.completions.create(chat::request("gemini-2.5-flash").user(text),
                                        labelled(text));
    co_await (co_await to.chat.completions.stream(chat::request("gemini-2.5-flash").user(text)))
        .collect();
    const std::string name = (co_await to.chat.completions.parse<appointment>(
                                  chat::request("gemini-2.5-flash").user(text)))
                                 .value()
                                 .name;
    CHECK_FALSE(name.empty());
    co_await to.chat.completions.parse<appointment>(chat::request("gemini-2.5-flash").user(text),
                                                    labelled(text));
    co_await (
        co_await to.chat.completions.parse_stream<appointment>(
            chat::request("gemini-2.5-flash").user(text), chat::parse_options(labelled(text))))
        .collect();
    co_await to.chat.completions.run_tools(chat::request("gemini-2.5-flash").user(text), planner(),
                                           tool_run_options(), labelled(text));
    co_await to.request("POST", "chat/completions", boost::json::value("not an object"));
}

awaitable<void> pass_every_type() {
    co_await echo(client_options(secret(text)));
    co_await echo(labelled(text));
    co_await echo(secret(text));
    co_await echo(timeouts());
    co_await echo(retry_options());
    co_await echo(tls_options());
    co_await echo(pool_options());
    co_await echo(tcp_keepalive_options());
    co_await echo(response_limits());
    co_await echo(headers());
    co_await echo(chat::request(text));
    co_await echo(chat::message::user(text));
    co_await echo(chat::content(text));
    co_await echo(chat::content_part::from_text(text));
    co_await echo(chat::image_url(text, text));
    co_await echo(chat::input_audio(text, "wav"));
    co_await echo(chat::file_input());
    co_await echo(chat::tool::function(text, text));
    co_await echo(tool<appointment>(text, text));
    co_await echo(chat::parse_options(labelled(text)));
    co_await echo(chat::tool_choice::function(text));
    co_await echo(chat::function_definition());
    co_await echo(chat::response_format::from_schema(text, boost::json::object()));
    co_await echo(chat::json_schema_format());
    co_await echo(chat::stream_options());
    co_await echo(chat::audio_output());
    co_await echo(chat::prediction(chat::content(text)));
    co_await echo(chat::tool_call());
    co_await echo(embeddings::request(text, text));
    co_await echo(embeddings::input(std::vector<std::string>(2, text)));
    co_await echo(embeddings::embedding_list());
    co_await echo(images::request(text, text));
    co_await echo(images::image());
    co_await echo(images::image_usage());
    co_await echo(images::image_list());
    co_await echo(batches::request(text));
    co_await echo(batches::batch());
    co_await echo(batches::wait_options());
    co_await echo(batches::input_line(text, chat::request(text).user(text)));
    co_await echo(batches::input());
    co_await echo(batches::result());
    co_await echo(batches::result_source(text));
    co_await by_reference(chat::request(text).user(text));
    co_await by_reference(chat::content(text));
    co_await by_reference(labelled(text));
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
