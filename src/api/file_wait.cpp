#include "api/file_wait.hpp"

#include "api/fetch.hpp"
#include "api/file_calls.hpp"
#include "api/file_wire.hpp"
#include "http/failure.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace coai::api {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

[[noreturn]] void throw_failed(const call_identity& asked, files::file failed) {
    detail::failure failure(errc::error_in_response, "the server could not process the file");
    failure.method = asked.method;
    failure.path = asked.path;
    failure.attempts = failed.response.attempts;
    failure.object.message = std::move(failed.error);
    failure.response = std::move(failed.response);
    detail::throw_failure(std::move(failure));
}

[[noreturn]] void throw_late(const call_identity& asked, files::file waiting, milliseconds limit) {
    detail::failure failure(errc::deadline_exceeded,
                            "the file is not active yet, but " + std::string(waiting.state.str()));
    failure.method = asked.method;
    failure.path = asked.path;
    failure.limit = limit;
    failure.response = std::move(waiting.response);
    detail::throw_failure(std::move(failure));
}

} // namespace

asio::awaitable<files::file> fetch_file(std::shared_ptr<service> caller, call request) {
    if (has_native_files(*caller)) {
        native_file got = co_await fetch<native_file>(std::move(caller), std::move(request));
        co_return to_file(std::move(got));
    }
    openai_file got = co_await fetch<openai_file>(std::move(caller), std::move(request));
    co_return to_file(std::move(got));
}

asio::awaitable<files::file> wait_for_file(std::shared_ptr<service> caller, std::string id,
                                           files::wait_options how, request_options options) {
    const auto started = clock::now();
    milliseconds interval = how.interval;
    for (;;) {
        call request = file_call(*caller, "GET", id, options);
        const call_identity asked = request;
        files::file got = co_await fetch_file(caller, std::move(request));
        if (how.on_poll) {
            how.on_poll(got);
        }
        if (got.state == files::file_state::failed) {
            throw_failed(asked, std::move(got));
        }
        if (got.state == files::file_state::active || got.state.empty()) {
            co_return got;
        }
        const auto elapsed = clock::now() - started;
        if (how.timeout.count() != 0 && elapsed + interval > how.timeout) {
            throw_late(asked, std::move(got), how.timeout);
        }
        asio::steady_timer pause(co_await asio::this_coro::executor, interval);
        co_await pause.async_wait(asio::use_awaitable);
        interval = std::max(interval, std::min(interval * 3 / 2, how.max_interval));
    }
}

} // namespace coai::api
