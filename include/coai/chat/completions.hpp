#pragma once

#include <coai/chat/completion.hpp>
#include <coai/chat/request.hpp>
#include <coai/chat/stream.hpp>
#include <coai/options.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace coai {

namespace api {
class service;
struct call;
} // namespace api

namespace chat {

/// `POST chat/completions`.
///
/// Every call serialises its request before it returns the awaitable, so neither request nor
/// options need to outlive the call expression. Errors, unusable requests among them, are thrown
/// when the awaitable is awaited.
class completions {
public:
    explicit completions(std::shared_ptr<api::service> service) noexcept;

    /// Asks for a completion and waits for all of it.
    ///
    /// @throws api_error, connection_error, timeout_error, protocol_error after the last attempt;
    /// usage_error (errc::invalid_request) for a request without model or messages;
    /// boost::system::system_error with operation_aborted when the awaiting coroutine is cancelled
    /// or the client destroyed. Cancelling closes the call's connection.
    /// @{
    boost::asio::awaitable<completion> create(const request& request) const;
    boost::asio::awaitable<completion> create(const request& request,
                                              const request_options& options) const;
    /// @}

    /// Asks for a streamed completion and waits for the response's head. Retries end there: what
    /// fails later is thrown by completion_stream::next(). Throws as create().
    /// @{
    boost::asio::awaitable<completion_stream> stream(const request& request) const;
    boost::asio::awaitable<completion_stream> stream(const request& request,
                                                     const request_options& options) const;
    /// @}

private:
    static boost::asio::awaitable<completion_stream>
    open_stream(std::shared_ptr<api::service> caller, api::call request);

    std::shared_ptr<api::service> service_;
};

} // namespace chat
} // namespace coai
