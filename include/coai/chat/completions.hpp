#pragma once

#include <coai/chat/completion.hpp>
#include <coai/chat/parse_options.hpp>
#include <coai/chat/parsed_completion.hpp>
#include <coai/chat/parsed_stream.hpp>
#include <coai/chat/request.hpp>
#include <coai/chat/stream.hpp>
#include <coai/json/type.hpp>
#include <coai/options.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <utility>

namespace coai {

class toolbox;
struct tool_run;
struct tool_run_options;

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

    /// Asks for an answer that is a T, a described struct as a rule: sends its JSON schema as the
    /// `response_format`, unless the request has one, and reads the answers.
    ///
    /// What the model makes of it is no error of the call: parsed_completion::value() throws for a
    /// refusal, an answer cut at the limit of tokens, one that a filter withheld, and one that is
    /// no T. Otherwise throws as create(), and usage_error (errc::invalid_request) naming the
    /// member of T that the schema's dialect cannot express.
    /// @{
    template <json::codable T>
    boost::asio::awaitable<parsed_completion<T>> parse(const request& request) const {
        return parse<T>(request, parse_options());
    }
    template <json::codable T>
    boost::asio::awaitable<parsed_completion<T>> parse(const request& request,
                                                       const parse_options& options) const {
        return read_answer<T>(create_as(json::detail::type_of<T>::value, request, options),
                              options.code_fence);
    }
    /// @}

    /// The same, streamed. Throws as stream() and parse().
    /// @{
    template <json::codable T>
    boost::asio::awaitable<parsed_stream<T>> parse_stream(const request& request) const {
        return parse_stream<T>(request, parse_options());
    }
    template <json::codable T>
    boost::asio::awaitable<parsed_stream<T>> parse_stream(const request& request,
                                                          const parse_options& options) const {
        return read_stream<T>(stream_as(json::detail::type_of<T>::value, request, options),
                              options.code_fence);
    }
    /// @}

    /// Asks for a completion, runs the tools that the model calls, tells it what they returned, and
    /// so on until it answers: see coai/toolbox.hpp and coai/tool_run.hpp.
    ///
    /// Tools run on the executor of the coroutine that awaits this, as coroutines of their own;
    /// give it a strand where the context has several threads. Cancelling cancels the tools that
    /// run, too, and ends when they have.
    ///
    /// @throws usage_error (errc::invalid_request) for a toolbox without tools and for `n` above 1.
    /// Where tool_run_options::on_failure says so, what a tool has thrown, output_error
    /// (errc::unknown_tool, errc::invalid_arguments), timeout_error (errc::tool_timeout).
    /// Otherwise as create(), or stream() where chunks are asked for.
    /// @{
    boost::asio::awaitable<tool_run> run_tools(const request& request, const toolbox& tools) const;
    boost::asio::awaitable<tool_run> run_tools(const request& request, const toolbox& tools,
                                               const tool_run_options& how) const;
    boost::asio::awaitable<tool_run> run_tools(const request& request, const toolbox& tools,
                                               const tool_run_options& how,
                                               const request_options& options) const;
    /// @}

private:
    boost::asio::awaitable<completion> create_as(const json::detail::type& answer,
                                                 const request& request,
                                                 const parse_options& options) const;
    boost::asio::awaitable<completion_stream> stream_as(const json::detail::type& answer,
                                                        const request& request,
                                                        const parse_options& options) const;

    template <json::codable T>
    static boost::asio::awaitable<parsed_completion<T>>
    read_answer(boost::asio::awaitable<completion> call, bool code_fence) {
        completion whole = co_await std::move(call);
        co_return parsed_completion<T>(std::move(whole), code_fence);
    }

    template <json::codable T>
    static boost::asio::awaitable<parsed_stream<T>>
    read_stream(boost::asio::awaitable<completion_stream> call, bool code_fence) {
        completion_stream opened = co_await std::move(call);
        co_return parsed_stream<T>(std::move(opened), code_fence);
    }

    static boost::asio::awaitable<completion_stream>
    open_stream(std::shared_ptr<api::service> caller, api::call request);

    std::shared_ptr<api::service> service_;
};

} // namespace chat
} // namespace coai
