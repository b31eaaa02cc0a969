#include "api/emulated_client.hpp"
#include "api/emulator_process.hpp"
#include "http/cleansing_string.hpp"
#include "memory_search.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

using namespace coai;
using boost::asio::awaitable;
using boost::asio::io_context;
using test::question;
using namespace std::chrono_literals;

namespace {

/// The key from back to front: nothing but the library is to have it the right way round.
constexpr std::string_view yek = "erehwyna-si-taht-on-fo-evol-eht-rof-yek-a-ks";

secret turned_round(std::string_view backwards) {
    const http::cleansing_string text(backwards.rbegin(), backwards.rend());
    return secret(std::string_view(text));
}

testing::emulator_options with_that_key() {
    testing::emulator_options options;
    options.api_key.assign(yek.rbegin(), yek.rend());
    return options;
}

awaitable<void> read_whole_answer(const client& from) {
    auto stream = co_await from.chat.completions.stream(question());
    co_await stream.collect();
}

/// A call of every kind, after which connections are idle.
void use(io_context& io, const client& caller) {
    test::run(io, caller.chat.completions.create(question()));
    auto longer = question();
    longer.user(std::string(50'000, 'x')); // its request outgrows what was made for the first
    test::run(io, caller.chat.completions.create(longer));
    test::run(io, read_whole_answer(caller));
    longer.user(std::string(500'000, 'x')); // is not copied behind the head
    test::run(io, caller.chat.completions.create(longer));
    CHECK_THROWS_AS(test::run(io, caller.request("GET", "no/such/route")), api_error);
    REQUIRE(caller.statistics().idle > 0);
}

} // namespace

TEST_SUITE("memory of a credential") {
    TEST_CASE("it is in the client's options, and in no buffer of a connection") {
        const test::emulator_process server(with_that_key);
        const test::memory_search copies{std::string(yek)};
        REQUIRE(copies.count() == 0);
        io_context io(1);
        {
            client_options options = server.options();
            options.api_key = turned_round(yek);
            const client caller(io.get_executor(), std::move(options));
            REQUIRE(copies.count() == 1);
            use(io, caller);
            CHECK(copies.count() == 1);
        }
        CHECK(copies.count() == 0);
    }

    TEST_CASE("one that is asked for before each attempt is nowhere between the calls") {
        const test::emulator_process server(with_that_key);
        const test::memory_search copies{std::string(yek)};
        io_context io(1);
        client_options options = server.options();
        options.api_key_provider = [] { return turned_round(yek); };
        const client caller(io.get_executor(), options);
        use(io, caller);
        CHECK(copies.count() == 0);
    }

    TEST_CASE("a call that ends in the midst of its request leaves none behind") {
        const test::memory_search copies{std::string(yek)};
        io_context io(1);
        boost::asio::ip::tcp::acceptor silent(
            io, {boost::asio::ip::address_v4::loopback(), 0}); // completes connections, no more
        client_options options{turned_round(yek)};
        options.base_url =
            "http://127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/v1/";
        options.proxy = "";
        request_options hurried;
        hurried.timeouts.attempt = 100ms;
        hurried.retry.max_retries = 0;
        auto large = question();
        large.user(std::string(32 * 1024 * 1024, 'x')); // more than the socket buffers hold
        {
            const client caller(io.get_executor(), std::move(options));
            CHECK_THROWS_AS(test::run(io, caller.chat.completions.create(large, hurried)),
                            timeout_error);
            CHECK(copies.count() == 1);
        }
        CHECK(copies.count() == 0);
    }

    TEST_CASE("a copy on the heap is found, and one on the stack") {
        const test::memory_search copies{std::string(yek)};
        const std::string text(yek.rbegin(), yek.rend());
        CHECK(copies.count() == 1);
        std::array<char, yek.size()> array{};
        std::copy(yek.rbegin(), yek.rend(), array.begin());
        CHECK(copies.count() == 2);
        CHECK(text == std::string_view(array.data(), array.size()));
    }
}
