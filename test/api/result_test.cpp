#include <coai/result.hpp>

#include "http/failure.hpp"
#include "net/run.hpp"

#include <coai/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace {

using namespace net_test;
using namespace std::chrono_literals;
using coai::as_result;
using coai::errc;
using coai::result;

asio::awaitable<std::string> succeed(asio::io_context& io) {
    co_await asio::post(io.get_executor(), asio::use_awaitable);
    co_return "text";
}

asio::awaitable<void> do_nothing() { co_return; }

asio::awaitable<std::unique_ptr<int>> make_unique() { co_return std::make_unique<int>(7); }

coai::detail::failure failure_of_kind(errc kind) {
    coai::detail::failure failed(kind, "in our own words");
    failed.method = "POST";
    failed.path = "chat/completions";
    failed.streaming = true;
    return failed;
}

template <class T>
asio::awaitable<T> fail(errc kind) {
    coai::detail::throw_failure(failure_of_kind(kind));
    co_return T();
}

template <class Exception>
asio::awaitable<int> throw_value(Exception thrown) {
    throw thrown;
    co_return 0;
}

/// Whether an exception is of this very class.
template <class Exception>
bool is_exactly(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
        return typeid(e) == typeid(Exception);
    }
}

template <class Exception>
void check_class(errc kind) {
    CAPTURE(static_cast<int>(kind));
    asio::io_context io;
    const result<int> got = run(io, as_result(fail<int>(kind)));
    REQUIRE(got.has_error());
    CHECK(got.error().kind() == kind);
    CHECK(got.error().code() == kind);
    CHECK(got.error().path() == "chat/completions");
    try {
        got.value();
        FAIL("no exception");
    } catch (const coai::error& e) {
        CHECK(is_exactly<Exception>(std::current_exception()));
        CHECK(e.kind() == kind);
        CHECK(std::string(e.what()) == got.error().what());
    }
    CHECK_THROWS_AS(run(io, as_result(fail<int>(kind))).value(), Exception);
    const std::optional<Exception> same = got.error().as<Exception>();
    REQUIRE(same);
    CHECK(same->kind() == kind);
    CHECK(same->code() == kind);
    CHECK(same->path() == "chat/completions");
    CHECK(std::string(same->what()) == got.error().what());
}

template <class Exception>
bool is_thrown_as(const result<int>& failed) {
    try {
        failed.value();
    } catch (const Exception&) {
        return true;
    } catch (const coai::error&) {
    }
    return false;
}

/// Whether an error gives itself as the classes that it is thrown as, and no other; how many.
int check_classes(const coai::error& failed) {
    const result<int> thrown(failed);
    const auto check = [&]<class Exception>(std::type_identity<Exception>) {
        const bool given = failed.as<Exception>().has_value();
        CHECK(given == is_thrown_as<Exception>(thrown));
        return given ? 1 : 0;
    };
    return check(std::type_identity<coai::usage_error>()) +
           check(std::type_identity<coai::api_error>()) +
           check(std::type_identity<coai::connection_error>()) +
           check(std::type_identity<coai::file_error>()) +
           check(std::type_identity<coai::timeout_error>()) +
           check(std::type_identity<coai::protocol_error>()) +
           check(std::type_identity<coai::stream_truncated_error>()) +
           check(std::type_identity<coai::output_error>());
}

TEST_SUITE("result") {
    TEST_CASE("a call that succeeds gives its value") {
        asio::io_context io;
        const result<std::string> text = run(io, as_result(succeed(io)));
        REQUIRE(text.has_value());
        CHECK(*text == "text");
        CHECK(text.value() == "text");

        const result<void> nothing = run(io, as_result(do_nothing()));
        CHECK(nothing.has_value());
        CHECK_NOTHROW(nothing.value());

        result<std::unique_ptr<int>> moved = run(io, as_result(make_unique()));
        REQUIRE(moved.has_value());
        CHECK(*std::move(moved).value() == 7);
    }

    TEST_CASE("every error is returned, and thrown by value() in its own class") {
        check_class<coai::usage_error>(errc::invalid_option);
        check_class<coai::usage_error>(errc::client_closed);
        check_class<coai::file_error>(errc::file_failed);
        check_class<coai::api_error>(errc::bad_request);
        check_class<coai::api_error>(errc::rate_limited);
        check_class<coai::api_error>(errc::error_in_response);
        check_class<coai::connection_error>(errc::resolve_failed);
        check_class<coai::connection_error>(errc::pool_exhausted);
        check_class<coai::timeout_error>(errc::attempt_timeout);
        check_class<coai::timeout_error>(errc::deadline_exceeded);
        check_class<coai::protocol_error>(errc::malformed_response);
        check_class<coai::stream_truncated_error>(errc::truncated);
        check_class<coai::output_error>(errc::refused);
    }

    TEST_CASE("an error keeps what it carries") {
        asio::io_context io;
        const auto call = []() -> asio::awaitable<int> {
            coai::detail::failure failed = failure_of_kind(errc::rate_limited);
            failed.response.status = 429;
            failed.retry_after = 3s;
            coai::detail::throw_failure(std::move(failed));
            co_return 0;
        };
        const result<int> got = run(io, as_result(call()));
        try {
            got.value();
            FAIL("no exception");
        } catch (const coai::api_error& e) {
            CHECK(e.status() == 429);
            CHECK(e.retry_after() == 3s);
        }
    }

    TEST_CASE("an error is given as the class that it is thrown as, and as no other") {
        for (int value = 1; value <= static_cast<int>(errc::tool_timeout); ++value) {
            CAPTURE(value);
            coai::detail::failure failed = failure_of_kind(static_cast<errc>(value));
            const bool truncated = failed.kind == errc::truncated;
            CHECK(check_classes(coai::detail::make_error(failed)) == (truncated ? 2 : 1));
            failed.streaming = false;
            CHECK(check_classes(coai::detail::make_error(failed)) == 1);
        }
    }

    TEST_CASE("an error that is given as its own class has the members of that class") {
        coai::detail::failure refused = failure_of_kind(errc::rate_limited);
        refused.response.status = 429;
        refused.retry_after = 3s;
        refused.keep_body("[{}]");
        const auto api = coai::detail::make_error(refused).as<coai::api_error>();
        REQUIRE(api);
        CHECK(api->status() == 429);
        CHECK(api->retry_after() == 3s);
        CHECK(api->body() == "[{}]");

        coai::detail::failure silent = failure_of_kind(errc::stream_idle_timeout);
        silent.limit = 5s;
        const auto timeout = coai::detail::make_error(silent).as<coai::timeout_error>();
        REQUIRE(timeout);
        CHECK(timeout->limit() == 5s);

        coai::detail::failure cut = failure_of_kind(errc::truncated);
        cut.response.status = 200;
        cut.events = 7;
        const coai::error ended = coai::detail::make_error(cut);
        REQUIRE(ended.as<coai::stream_truncated_error>());
        CHECK(ended.as<coai::stream_truncated_error>()->events_received() == 7);
        REQUIRE(ended.as<coai::protocol_error>());
        CHECK(ended.as<coai::protocol_error>()->status() == 200);
    }

    TEST_CASE("an error that was caught as its base is given as its own class") {
        try {
            coai::detail::throw_usage_error(errc::invalid_option, "base_url", "it is empty");
        } catch (const coai::error& e) {
            const auto usage = e.as<coai::usage_error>();
            REQUIRE(usage);
            CHECK(usage->option() == "base_url");
        }
    }

    TEST_CASE("no failure is of no class") {
        const result<int> worked(7);
        CHECK_FALSE(worked.error().as<coai::usage_error>());
        CHECK_FALSE(worked.error().as<coai::api_error>());
        CHECK_FALSE(worked.error().as<coai::connection_error>());
        CHECK_FALSE(worked.error().as<coai::timeout_error>());
        CHECK_FALSE(worked.error().as<coai::protocol_error>());
        CHECK_FALSE(worked.error().as<coai::stream_truncated_error>());
    }

    TEST_CASE("a call without value may fail, too") {
        asio::io_context io;
        const result<void> got = run(io, as_result(fail<void>(errc::not_found)));
        REQUIRE(got.has_error());
        CHECK(got.error().kind() == errc::not_found);
        CHECK_THROWS_AS(got.value(), coai::api_error);
    }

    TEST_CASE("a result may be made of an error, and a value may be an error itself") {
        const result<int> failed(coai::detail::make_error(failure_of_kind(errc::not_found)));
        CHECK_THROWS_AS(failed.value(), coai::api_error);

        asio::io_context io;
        const auto describe = []() -> asio::awaitable<coai::error> {
            co_return coai::detail::make_error(failure_of_kind(errc::not_found));
        };
        const result<coai::error> described = run(io, as_result(describe()));
        REQUIRE(described.has_value());
        CHECK(described.value().kind() == errc::not_found);
    }

    TEST_CASE("cancellation is thrown all the same") {
        asio::io_context io;
        asio::steady_timer timer(io, 1h);
        std::optional<result<void>> got;
        task waiting(io.get_executor(),
                     keep(as_result(timer.async_wait(asio::use_awaitable)), got));
        poll(io);
        waiting.cancel();
        run_all(io);
        CHECK_FALSE(got);
        CHECK(waiting.error() == asio::error::operation_aborted);
    }

    TEST_CASE("what is no error of coai is thrown all the same") {
        asio::io_context io;
        CHECK_THROWS_AS(run(io, as_result(throw_value(std::bad_alloc()))), std::bad_alloc);
        const boost::system::system_error other(asio::error::connection_reset);
        CHECK(error_of(io, as_result(throw_value(other))) == asio::error::connection_reset);
    }
}

} // namespace
