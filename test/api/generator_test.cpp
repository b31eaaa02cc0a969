#include <coai/generator.hpp>

#include "net/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using namespace net_test;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;
using coai::async_generator;

static_assert(!std::is_copy_constructible_v<async_generator<int>>);
static_assert(std::is_nothrow_move_constructible_v<async_generator<int>>);
static_assert(std::is_nothrow_move_assignable_v<async_generator<int>>);

template <class T>
asio::awaitable<std::vector<T>> collect(async_generator<T> from) {
    std::vector<T> all;
    while (auto value = co_await from.next())
        all.push_back(std::move(*value));
    co_return all;
}

async_generator<int> count_to(int last) {
    for (int i = 1; i <= last; ++i)
        co_yield i;
}

asio::awaitable<int> after_a_turn(asio::io_context& io, int value) {
    co_await asio::post(io.get_executor(), asio::use_awaitable);
    co_return value;
}

asio::awaitable<void> fail_with(const char* text) {
    throw std::runtime_error(text);
    co_return;
}

/// Notes that it was destroyed.
class witness {
public:
    explicit witness(bool& gone) : gone_(&gone) {}
    witness(witness&& other) noexcept : gone_(std::exchange(other.gone_, nullptr)) {}
    witness& operator=(witness&&) = delete;
    ~witness() {
        if (gone_)
            *gone_ = true;
    }

private:
    bool* gone_;
};

/// Waits until it is cancelled, then says so once and ends.
async_generator<std::string> patient(asio::io_context& io, witness) {
    asio::steady_timer timer(io, 1h);
    std::string text;
    try {
        co_await timer.async_wait(asio::use_awaitable);
        text = "waited";
    } catch (const boost::system::system_error& e) {
        text = e.code().message();
    }
    co_yield text;
}

TEST_SUITE("generator") {
    TEST_CASE("it produces values one after another, and then none") {
        asio::io_context io;
        CHECK(run(io, collect(count_to(3))) == std::vector{1, 2, 3});
        CHECK(run(io, collect(count_to(0))).empty());

        auto ended = count_to(1);
        run(io, ended.next());
        CHECK(run(io, ended.next()) == std::nullopt);
        CHECK(run(io, ended.next()) == std::nullopt);
    }

    TEST_CASE("nothing runs before the first value is asked for") {
        asio::io_context io;
        bool begun = false;
        const auto begin = [](bool& flag) -> async_generator<int> {
            flag = true;
            co_yield 1;
        };
        auto values = begin(begun);
        auto first = values.next();
        CHECK_FALSE(begun);
        CHECK(run(io, std::move(first)) == 1);
        CHECK(begun);
    }

    TEST_CASE("the body runs no further than the value that was asked for") {
        asio::io_context io;
        int reached = 0;
        const auto steps = [](int& step) -> async_generator<int> {
            for (step = 1; step < 4; ++step)
                co_yield step;
        };
        auto values = steps(reached);
        run(io, values.next());
        CHECK(reached == 1);
        run(io, values.next());
        CHECK(reached == 2);
    }

    TEST_CASE("the body may wait between values") {
        asio::io_context io;
        const auto ticks = [](asio::io_context& context) -> async_generator<int> {
            asio::steady_timer timer(context);
            for (int i = 1; i <= 3; ++i) {
                timer.expires_after(1ms);
                co_await timer.async_wait(asio::use_awaitable);
                const int doubled = co_await after_a_turn(context, 2 * i);
                co_yield doubled;
            }
            co_await after_a_turn(context, 0);
        };
        CHECK(run(io, collect(ticks(io))) == std::vector{2, 4, 6});
    }

    TEST_CASE("a value that is there already is had without suspending") {
        asio::io_context io;
        const auto body = [](asio::io_context& context) -> async_generator<int> {
            co_yield 1;
            co_await after_a_turn(context, 0);
            co_yield 2;
            co_yield 3;
        };
        auto values = body(io);
        // Others get their turn only while the consumer is suspended.
        const auto has_suspended = [&](int expected) -> asio::awaitable<bool> {
            bool others_ran = false;
            asio::post(io, [&] { others_ran = true; });
            const std::optional<int> value = co_await values.next();
            CHECK(value == expected);
            const bool suspended = others_ran;
            co_await after_a_turn(io, 0); // the handler above has to run
            co_return suspended;
        };
        CHECK_FALSE(run(io, has_suspended(1)));
        CHECK(run(io, has_suspended(2)));
        CHECK_FALSE(run(io, has_suspended(3)));
    }

    TEST_CASE("what is at hand can be taken without awaiting") {
        asio::io_context io;
        const auto body = [](asio::io_context& context) -> async_generator<int> {
            co_yield 1;
            co_yield 2;
            const int third = co_await after_a_turn(context, 3);
            co_yield third;
            co_yield 4;
        };
        auto values = body(io);
        CHECK(values.try_next() == 1);
        CHECK(values.try_next() == 2);
        CHECK(values.try_next() == std::nullopt); // has to wait
        CHECK(values.try_next() == std::nullopt);
        CHECK(run(io, values.next()) == 3);
        CHECK(values.try_next() == 4);
        CHECK(values.try_next() == std::nullopt); // has ended
        CHECK(run(io, values.next()) == std::nullopt);
    }

    TEST_CASE("an exception that leaves the body leaves next(), after which there is no more") {
        asio::io_context io;
        const auto body = []() -> async_generator<int> {
            co_yield 1;
            throw std::runtime_error("body");
        };
        auto values = body();
        CHECK(run(io, values.next()) == 1);
        SUBCASE("awaited") {
            CHECK_THROWS_WITH_AS(run(io, values.next()), "body", std::runtime_error);
        }
        SUBCASE("not awaited") {
            CHECK_THROWS_WITH_AS(values.try_next(), "body", std::runtime_error);
        }
        CHECK(run(io, values.next()) == std::nullopt);
        CHECK(values.try_next() == std::nullopt);
    }

    TEST_CASE("what the body waits for may throw into the body") {
        asio::io_context io;
        SUBCASE("which handles it and goes on") {
            const auto body = []() -> async_generator<std::string> {
                std::string text;
                try {
                    co_await fail_with("operation");
                } catch (const std::runtime_error& e) {
                    text = e.what();
                }
                co_yield text;
                co_yield std::string("more");
            };
            CHECK(run(io, collect(body())) == std::vector<std::string>{"operation", "more"});
        }
        SUBCASE("which lets it pass") {
            const auto body = []() -> async_generator<int> {
                co_yield 1;
                co_await fail_with("operation");
                co_yield 2;
            };
            auto values = body();
            CHECK(run(io, values.next()) == 1);
            CHECK_THROWS_WITH_AS(run(io, values.next()), "operation", std::runtime_error);
            CHECK(run(io, values.next()) == std::nullopt);
        }
    }

    TEST_CASE("the body runs on the consumer's executor") {
        asio::io_context io;
        const auto body = []() -> async_generator<asio::any_io_executor> {
            const asio::any_io_executor current = co_await asio::this_coro::executor;
            co_yield current;
        };
        auto values = body();
        const asio::any_io_executor strand = asio::make_strand(io);
        std::optional<std::optional<asio::any_io_executor>> seen;
        const task consuming(strand, keep(values.next(), seen));
        run_all(io);
        REQUIRE((seen && *seen));
        CHECK((**seen == strand));
    }

    TEST_CASE("a generator can be moved between two values") {
        asio::io_context io;
        auto values = count_to(3);
        CHECK(run(io, values.next()) == 1);
        auto moved = std::move(values);
        CHECK(run(io, values.next()) == std::nullopt);
        CHECK(values.try_next() == std::nullopt);
        CHECK(run(io, moved.next()) == 2);
        values = std::move(moved);
        CHECK(run(io, values.next()) == 3);
    }
}

/// Counts its copies and moves.
struct counted {
    counted() = default;
    counted(const counted& other) : copies(other.copies + 1), moves(other.moves) {}
    counted(counted&& other) noexcept : copies(other.copies), moves(other.moves + 1) {
        other.moved_from = true;
    }
    counted& operator=(const counted&) = default;
    counted& operator=(counted&&) = default;

    int copies = 0;
    int moves = 0;
    bool moved_from = false;
};

TEST_SUITE("generator: values") {
    TEST_CASE("a named value is copied, and stays what it is") {
        asio::io_context io;
        bool intact = false;
        const auto body = [](bool& unchanged) -> async_generator<counted> {
            counted named;
            co_yield named;
            unchanged = !named.moved_from;
        };
        auto values = body(intact);
        const auto value = run(io, values.next());
        CHECK(value->copies == 1);
        run(io, values.next());
        CHECK(intact);
    }

    TEST_CASE("a temporary or a value that is given up is moved and never copied") {
        asio::io_context io;
        const auto body = []() -> async_generator<counted> {
            co_yield counted();
            counted named;
            co_yield std::move(named);
        };
        auto values = body();
        CHECK(run(io, values.next())->copies == 0);
        CHECK(run(io, values.next())->copies == 0);
        CHECK_FALSE(run(io, values.next()));
    }

    TEST_CASE("a value may be of a type that can only be moved") {
        asio::io_context io;
        const auto body = [](asio::io_context& context) -> async_generator<std::unique_ptr<int>> {
            co_yield std::make_unique<int>(1);
            const int two = co_await after_a_turn(context, 2);
            auto named = std::make_unique<int>(two);
            co_yield std::move(named);
        };
        const auto values = run(io, collect(body(io)));
        REQUIRE(values.size() == 2);
        CHECK(*values[0] == 1);
        CHECK(*values[1] == 2);
    }

    TEST_CASE("what is yielded is converted to the type of the values") {
        asio::io_context io;
        const auto body = []() -> async_generator<std::string> {
            co_yield "a text that is too long to be stored within the string itself";
            co_yield "short";
        };
        const auto values = run(io, collect(body()));
        REQUIRE(values.size() == 2);
        CHECK(values[0] == "a text that is too long to be stored within the string itself");
        CHECK(values[1] == "short");
    }

    TEST_CASE("generators may produce generators") {
        asio::io_context io;
        const auto rows = []() -> async_generator<async_generator<int>> {
            for (int i = 1; i <= 3; ++i)
                co_yield count_to(i);
        };
        const auto flatten =
            [](async_generator<async_generator<int>> nested) -> async_generator<int> {
            while (auto row = co_await nested.next()) {
                while (auto value = co_await row->next())
                    co_yield std::move(*value);
            }
        };
        CHECK(run(io, collect(flatten(rows()))) == std::vector{1, 1, 2, 1, 2, 3});
    }
}

TEST_SUITE("generator: cancellation") {
    TEST_CASE("cancelling the consumer cancels what the body waits for") {
        asio::io_context io;
        bool gone = false;
        auto values = patient(io, witness(gone));
        std::optional<std::optional<std::string>> result;
        task consuming(io.get_executor(), keep(values.next(), result));
        poll(io);
        CHECK_FALSE(consuming.done());
        consuming.cancel();
        run_all(io);
        REQUIRE(result);
        CHECK(*result == error_code(asio::error::operation_aborted).message());
    }

    TEST_CASE("a timer that is awaited beside it cancels it") {
        asio::io_context io;
        bool gone = false;
        const auto body = [](asio::io_context& context, bool& flag) -> async_generator<int> {
            const witness local(flag);
            co_yield 1;
            asio::steady_timer timer(context, 1h);
            co_await timer.async_wait(asio::use_awaitable);
            co_yield 2;
        };
        auto values = body(io, gone);
        const auto consume = [&]() -> asio::awaitable<std::size_t> {
            co_await values.next();
            asio::steady_timer limit(io, 1ms);
            const auto first = co_await (values.next() || limit.async_wait(asio::use_awaitable));
            co_return first.index();
        };
        CHECK(run(io, consume()) == 1);
        run_all(io);
        CHECK(gone); // the exception has ended the body
        CHECK(run(io, values.next()) == std::nullopt);
    }

    TEST_CASE("cancelled before the body's next wait has begun, it can go on later") {
        asio::io_context io;
        asio::cancellation_signal cancel;
        bool begun = false;
        const auto wait = [](asio::io_context& context, bool& flag) -> asio::awaitable<int> {
            flag = true;
            co_return co_await after_a_turn(context, 7);
        };
        // The consumer is cancelled while the body runs, which then wants to wait.
        const auto body = [&](asio::io_context& context) -> async_generator<int> {
            co_await after_a_turn(context, 0);
            cancel.emit(asio::cancellation_type::terminal);
            const int value = co_await wait(context, begun);
            co_yield value;
        };
        auto values = body(io);
        error_code error;
        auto on_end = [&](std::exception_ptr e, std::optional<int>) { error = code_of(e); };
        asio::co_spawn(io, values.next(), asio::bind_cancellation_slot(cancel.slot(), on_end));
        run_all(io);
        CHECK(error == asio::error::operation_aborted);
        CHECK_FALSE(begun);
        CHECK(values.try_next() == std::nullopt);
        CHECK(run(io, values.next()) == 7);
        CHECK(run(io, values.next()) == std::nullopt);
    }
}

TEST_SUITE("generator: destruction") {
    TEST_CASE("one that was never asked destroys its arguments") {
        asio::io_context io;
        bool gone = false;
        {
            const auto values = patient(io, witness(gone));
            CHECK_FALSE(gone);
        }
        CHECK(gone);
    }

    TEST_CASE("one that is dropped half-way destroys its variables") {
        asio::io_context io;
        bool gone = false;
        const auto body = [](asio::io_context& context, bool& flag) -> async_generator<int> {
            const witness local(flag);
            co_yield 1;
            const int two = co_await after_a_turn(context, 2);
            co_yield two;
        };
        {
            auto values = body(io, gone);
            CHECK(run(io, values.next()) == 1);
            SUBCASE("at a value") {}
            SUBCASE("at a wait that nobody has begun") { CHECK(values.try_next() == std::nullopt); }
            SUBCASE("after a wait") { CHECK(run(io, values.next()) == 2); }
            CHECK_FALSE(gone);
            SUBCASE("by assignment") {
                values = count_to(1);
                CHECK(gone);
            }
        }
        CHECK(gone);
    }

    TEST_CASE("assigning destroys the old body no later than the assigned generator") {
        asio::io_context io;
        bool gone = false;
        bool other_gone = false;
        auto values = patient(io, witness(gone));
        {
            auto other = patient(io, witness(other_gone));
            values = std::move(other);
            CHECK_FALSE(other_gone);
        }
        CHECK(gone);
    }

    TEST_CASE("an io_context that is destroyed while next() waits takes everything along") {
        bool gone = false;
        const auto consume = [](async_generator<std::string> values) -> asio::awaitable<void> {
            co_await values.next();
            FAIL("nothing has come");
        };
        {
            asio::io_context io;
            asio::co_spawn(io, consume(patient(io, witness(gone))), asio::detached);
            poll(io);
            CHECK_FALSE(gone);
        }
        CHECK(gone);
    }

    TEST_CASE("nested generators are destroyed with their io_context, too") {
        bool gone = false;
        const auto outer = [](async_generator<std::string> inner) -> async_generator<std::string> {
            while (auto value = co_await inner.next())
                co_yield std::move(*value);
        };
        const auto consume = [](async_generator<std::string> values) -> asio::awaitable<void> {
            while (co_await values.next()) {
            }
        };
        {
            asio::io_context io;
            asio::co_spawn(io, consume(outer(patient(io, witness(gone)))), asio::detached);
            poll(io);
            CHECK_FALSE(gone);
        }
        CHECK(gone);
    }
}

} // namespace
