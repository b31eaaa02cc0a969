#include "api/refusal.hpp"

#include "api/answer.hpp"
#include "http/error_body.hpp"
#include "http/error_kind.hpp"
#include "http/failure.hpp"
#include "http/retry_after.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace coai::api {

namespace asio = boost::asio;

namespace {

/// What is read of an error body: more than errors keep, for its JSON must be whole to be read.
constexpr std::size_t max_error_body = 1024 * 1024;

/// Reads the error body. One that breaks off is still worth reporting.
asio::awaitable<void> read_error_body(answer& refused) {
    try {
        while (refused.body.size() < max_error_body) {
            const std::string_view piece = co_await refused.exchange->read_body();
            if (piece.empty()) {
                break;
            }
            refused.body += piece;
        }
    } catch (const error&) {
        refused.exchange->abort();
        co_return;
    }
    refused.exchange->finish();
}

} // namespace

asio::awaitable<void> throw_refusal(answer& refused) {
    co_await read_error_body(refused);
    const unsigned status = refused.info.status;
    if (status < 400) {
        std::string message = "the server answered with status " + std::to_string(status);
        if (refused.info.headers.contains("location")) {
            message += ", a redirect, which is not followed: set base_url to where the API is";
        }
        detail::throw_failure(errc::unexpected_content, std::move(message));
    }
    error_object object = http::read_error_object(refused.body);
    detail::failure failed(http::error_kind(status, object));
    failed.retry_after =
        http::retry_after(refused.info.headers, object, std::chrono::system_clock::now());
    failed.object = std::move(object);
    detail::throw_failure(std::move(failed));
}

void throw_too_large(std::size_t limit) {
    detail::throw_failure(errc::response_too_large,
                          "the response's body exceeds limits.max_body_size, " +
                              std::to_string(limit) + " bytes");
}

} // namespace coai::api
