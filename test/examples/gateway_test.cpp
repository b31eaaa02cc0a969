#include "gateway/server.hpp"

#include <coai/client.hpp>
#include <coai/testing/emulator.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>

#include <doctest/doctest.h>

#include <poll.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;
using asio::ip::tcp;
using coai::testing::emulator;
using coai::testing::emulator_options;
using coai::testing::ending;
using coai::testing::fault;
using coai::testing::point;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 10s;
constexpr std::string_view path = "/v1/chat/completions";

// A gateway on a thread of its own, so that tests can talk to it with blocking sockets.
class running_gateway {
public:
    explicit running_gateway(coai::client_options upstream)
        : client_(io_.get_executor(), without_retries(std::move(upstream))),
          server_(io_.get_executor(), client_) {
        asio::co_spawn(io_, server_.run(), asio::detached);
        thread_ = std::thread([this] {
            io_.run();
            finished_.set_value();
        });
    }

    ~running_gateway() {
        io_.stop();
        thread_.join();
    }

    std::uint16_t port() const { return server_.port(); }

    // True if all that was under way came to its end in time.
    bool stop() {
        asio::post(io_, [this] { server_.stop(); });
        return finished_.get_future().wait_for(patience) == std::future_status::ready;
    }

private:
    static coai::client_options without_retries(coai::client_options options) {
        options.retry.max_retries = 0;
        return options;
    }

    asio::io_context io_{1};
    coai::client client_;
    gateway::server server_;
    std::promise<void> finished_;
    std::thread thread_;
};

// Waits until the socket can be used for this; false if it takes too long.
bool wait_for(tcp::socket& socket, short events, std::chrono::milliseconds limit) {
    pollfd wanted{socket.native_handle(), events, 0};
    return ::poll(&wanted, 1, static_cast<int>(limit.count())) == 1;
}

// A client of the gateway. Reads like a Beast stream, but not for ever.
class connection {
public:
    explicit connection(std::uint16_t port, int receive_buffer = 0) {
        socket_.open(tcp::v4());
        if (receive_buffer != 0) {
            socket_.set_option(tcp::socket::receive_buffer_size(receive_buffer));
        }
        socket_.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port));
    }

    void send(http::verb method, std::string_view target, std::string body) {
        http::request<http::string_body> request(method, target, 11, std::move(body));
        request.set(http::field::host, "localhost");
        request.prepare_payload();
        http::write(socket_, request);
    }
    void ask(std::string_view text = "Hello") {
        send(http::verb::post, path, request_for(text, false));
    }
    void ask_for_stream() { send(http::verb::post, path, request_for("Hello", true)); }

    http::response<http::string_body> read() {
        http::response_parser<http::string_body> parser;
        parser.body_limit(boost::none);
        http::read(*this, buffer_, parser);
        return parser.release();
    }

    // Reads up to the end of an event, which is not part of HTTP's framing; the text up to there.
    std::string read_event() {
        std::size_t length = 0;
        while ((length = received().find("\n\n") + 2) == std::string_view::npos + 2) {
            buffer_.commit(read_some(buffer_.prepare(4096)));
        }
        std::string text(received().substr(0, length));
        buffer_.consume(length);
        return text;
    }

    bool at_end() {
        boost::system::error_code ended;
        char byte = 0;
        return buffer_.size() == 0 && read_some(asio::buffer(&byte, 1), ended) == 0 &&
               ended == asio::error::eof;
    }

    template <class Buffers>
    std::size_t read_some(const Buffers& buffers, boost::system::error_code& failed) {
        if (!wait_for(socket_, POLLIN, patience)) {
            failed = asio::error::timed_out;
            return 0;
        }
        return socket_.read_some(buffers, failed);
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers) {
        boost::system::error_code failed;
        const auto size = read_some(buffers, failed);
        REQUIRE_FALSE(failed);
        return size;
    }

    tcp::socket& socket() { return socket_; }

private:
    std::string_view received() const {
        return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
    }

    static std::string request_for(std::string_view text, bool streamed) {
        json::object message{{"role", "user"}, {"content", text}};
        json::object body{{"model", "gemini-2.5-flash"}, {"messages", {message}}};
        if (streamed) {
            body["stream"] = true;
        }
        return json::serialize(body);
    }

    asio::io_context io_;
    tcp::socket socket_{io_};
    boost::beast::flat_buffer buffer_;
};

emulator_options saying(std::string text) {
    emulator_options options;
    options.reply_text = std::move(text);
    return options;
}

std::string text_of(const http::response<http::string_body>& response) {
    const auto body = json::parse(response.body());
    return std::string(body.at_pointer("/choices/0/message/content").as_string());
}

json::value error_of(const http::response<http::string_body>& response) {
    return json::parse(response.body()).at("error");
}

// The payloads of the events in an event stream.
std::vector<std::string> events_in(std::string_view stream) {
    std::vector<std::string> events;
    while (!stream.empty()) {
        const auto end = stream.find("\n\n");
        REQUIRE(end != stream.npos);
        REQUIRE(stream.substr(0, 6) == "data: ");
        events.emplace_back(stream.substr(6, end - 6));
        stream.remove_prefix(end + 2);
    }
    return events;
}

} // namespace

TEST_SUITE("gateway") {
    TEST_CASE(
        "a plain answer is relayed, and the request with all that the library does not know") {
        emulator upstream(saying("Hello from upstream"));
        running_gateway gateway(upstream.client_options());
        connection client(gateway.port());
        client.send(http::verb::post, path,
                    R"({"model":"gemini-2.5-flash","temperature":0.5,"stream":false,)"
                    R"("messages":[{"role":"user","content":"Hi"}],)"
                    R"("extra_body":{"google":{"thinking_config":{"thinking_budget":0}}}})");
        const auto response = client.read();
        CHECK(response.result() == http::status::ok);
        CHECK(response[http::field::content_type] == "application/json");
        CHECK(text_of(response) == "Hello from upstream");

        REQUIRE(upstream.requests().size() == 1);
        const auto sent = json::parse(upstream.requests().front().body);
        CHECK(sent.at("temperature") == 0.5);
        CHECK(sent.at_pointer("/extra_body/google/thinking_config/thinking_budget") == 0);
        CHECK_FALSE(sent.as_object().contains("stream"));
    }

    TEST_CASE("a stream is relayed whole, and the connection serves another request") {
        emulator upstream(saying("one two three four five six seven eight"));
        running_gateway gateway(upstream.client_options());
        connection client(gateway.port());
        client.ask_for_stream();
        const auto response = client.read();
        CHECK(response.result() == http::status::ok);
        CHECK(response[http::field::content_type] == "text/event-stream");

        auto events = events_in(response.body());
        REQUIRE(events.size() > 2);
        CHECK(events.back() == "[DONE]");
        events.pop_back();
        std::string text;
        for (const auto& event : events) {
            const auto chunk = json::parse(event);
            CHECK(chunk.at("object") == "chat.completion.chunk");
            boost::system::error_code absent;
            if (const auto* piece = chunk.find_pointer("/choices/0/delta/content", absent)) {
                text += std::string_view(piece->as_string());
            }
        }
        CHECK(text == "one two three four five six seven eight");

        client.ask();
        CHECK(text_of(client.read()) == text);
    }

    TEST_CASE("chunks are passed on as they come") {
        emulator upstream;
        upstream.script(fault().end(point::event(2), ending::stall));
        running_gateway gateway(upstream.client_options());
        connection client(gateway.port());
        client.ask_for_stream();
        CHECK(client.read_event().find("data: {") != std::string::npos);
        CHECK(client.read_event().find("data: {") != std::string::npos);
        CHECK(upstream.connections_open() == 1);
    }

    TEST_CASE("a client that leaves in the middle of a stream ends the upstream call") {
        emulator upstream;
        upstream.script(fault().end(point::event(1), ending::stall));
        running_gateway gateway(upstream.client_options());
        {
            connection client(gateway.port());
            client.ask_for_stream();
            client.read_event();
        }
        CHECK(upstream.wait_until_connections_open(0, patience));
    }

    TEST_CASE("a client that leaves before the first byte ends the upstream call") {
        emulator upstream;
        running_gateway gateway(upstream.client_options());
        for (const bool streamed : {false, true}) {
            CAPTURE(streamed);
            upstream.script(fault::stall_after(0));
            const auto before = upstream.requests_received();
            {
                connection client(gateway.port());
                streamed ? client.ask_for_stream() : client.ask();
                REQUIRE(upstream.wait_until_requests_received(before + 1, patience));
            }
            CHECK(upstream.wait_until_connections_open(0, patience));
        }
    }

    TEST_CASE("a request that is sent before the answer to the last has come is answered in turn") {
        emulator upstream;
        upstream.script(fault::delay(100ms));
        running_gateway gateway(upstream.client_options());
        connection client(gateway.port());
        client.ask("first");
        REQUIRE(upstream.wait_until_requests_received(1, patience));
        client.send(http::verb::get, "/nowhere", "");
        CHECK(client.read().result() == http::status::ok);
        CHECK(client.read().result() == http::status::not_found);
    }

    TEST_CASE("errors of the upstream call become errors of the same form") {
        emulator upstream;
        auto options = upstream.client_options();
        options.timeouts.first_byte = 200ms;
        running_gateway gateway(options);
        connection client(gateway.port());

        const auto failing_with = [&](fault failure) {
            upstream.script(std::move(failure));
            client.ask();
            auto response = client.read();
            CHECK(response[http::field::content_type] == "application/json");
            CHECK_FALSE(error_of(response).at("message").as_string().empty());
            CHECK_FALSE(error_of(response).at("type").as_string().empty());
            return response;
        };
        const auto limited = failing_with(fault::rate_limited(1500ms));
        CHECK(limited.result() == http::status::too_many_requests);
        CHECK(limited[http::field::retry_after] == "2");
        CHECK(failing_with(fault::overloaded()).result() == http::status::service_unavailable);
        CHECK(failing_with(fault::status(418, "{}")).result_int() == 418);
        CHECK(failing_with(fault::garbage()).result() == http::status::bad_gateway);
        CHECK(failing_with(fault::reset_before_response()).result() == http::status::bad_gateway);
        CHECK(failing_with(fault::stall_after(0)).result() == http::status::gateway_timeout);

        client.ask();
        CHECK(client.read().result() == http::status::ok);
    }

    TEST_CASE("a stream that is refused is answered with the error's status") {
        emulator upstream;
        upstream.script(fault::overloaded());
        running_gateway gateway(upstream.client_options());
        connection client(gateway.port());
        client.ask_for_stream();
        CHECK(client.read().result() == http::status::service_unavailable);
    }

    TEST_CASE("an error within a stream becomes the stream's last event") {
        emulator upstream;
        upstream.script(fault::stream_error(2));
        running_gateway gateway(upstream.client_options());
        connection client(gateway.port());
        client.ask_for_stream();
        const auto response = client.read();
        CHECK(response.result() == http::status::ok);
        const auto events = events_in(response.body());
        REQUIRE(events.size() == 3);
        CHECK_FALSE(json::parse(events[2]).at_pointer("/error/message").as_string().empty());
    }

    TEST_CASE("requests that cannot be relayed are refused without an upstream call") {
        emulator upstream;
        running_gateway gateway(upstream.client_options());
        connection client(gateway.port());

        const auto refused = [&](http::verb method, std::string_view target, std::string body) {
            client.send(method, target, std::move(body));
            const auto response = client.read();
            CHECK(error_of(response).at("type") == "invalid_request_error");
            return response.result();
        };
        CHECK(refused(http::verb::get, path, "") == http::status::not_found);
        CHECK(refused(http::verb::post, "/v1/embeddings", "{}") == http::status::not_found);
        CHECK(refused(http::verb::post, path, "{\"model\":") == http::status::bad_request);
        CHECK(refused(http::verb::post, path, "[]") == http::status::bad_request);
        CHECK(refused(http::verb::post, path, "{}") == http::status::bad_request);
        CHECK(upstream.requests_received() == 0);
    }

    TEST_CASE("stopping lets the request that is under way come to its end") {
        emulator upstream;
        upstream.script(fault::delay(200ms));
        running_gateway gateway(upstream.client_options());
        connection idle(gateway.port());
        connection client(gateway.port());
        client.ask();
        REQUIRE(upstream.wait_until_requests_received(1, patience));
        CHECK(gateway.stop());
        CHECK(client.read().result() == http::status::ok);
        CHECK(client.at_end());
        CHECK(idle.at_end());
    }

    TEST_CASE("a client that does not read slows the upstream server down") {
        // Far more than all socket buffers on the way take.
        constexpr std::size_t too_much = 64 * 1024 * 1024;

        asio::io_context io;
        tcp::acceptor listener(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        coai::client_options options("any key");
        options.base_url =
            "http://127.0.0.1:" + std::to_string(listener.local_endpoint().port()) + "/v1/";
        options.proxy = "";
        running_gateway gateway(options);
        connection client(gateway.port(), 16 * 1024);
        client.ask_for_stream();

        tcp::socket upstream = listener.accept();
        boost::beast::flat_buffer buffer;
        http::request<http::string_body> request;
        http::read(upstream, buffer, request);
        asio::write(upstream, asio::buffer(std::string_view(
                                  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")));

        upstream.non_blocking(true);
        const std::string event = R"(data: {"choices":[{"index":0,"delta":{"content":")" +
                                  std::string(8000, 'x') + "\"}}]}\n\n";
        std::size_t sent = 0;
        // Until there has been no room for a while, which has to be longer than a slow machine
        // needs to relay some events, or too much has been taken.
        const auto fill = [&] {
            while (sent < too_much && wait_for(upstream, POLLOUT, 500ms)) {
                boost::system::error_code failed;
                sent += upstream.write_some(asio::buffer(event) + sent % event.size(), failed);
                REQUIRE((!failed || failed == asio::error::would_block));
            }
        };
        fill();
        CHECK(sent < too_much);

        const auto before = sent;
        for (std::size_t read = 0; read < before / 2;) {
            read += client.read_event().size();
        }
        fill();
        CHECK(sent > before);

        client.socket().close();
        upstream.non_blocking(false);
        boost::system::error_code ended;
        char byte = 0;
        REQUIRE(wait_for(upstream, POLLIN, patience));
        CHECK(upstream.read_some(asio::buffer(&byte, 1), ended) == 0);
        CHECK(ended);
    }
}
