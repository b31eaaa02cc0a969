#pragma once

#include <coai/response.hpp>
#include <coai/usage.hpp>

#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace coai {

/// What failed, as a value of the error category `coai`:
/// `error.code() == coai::errc::rate_limited`.
enum class errc {
    /// An option of the client or the call is unusable; nothing was sent.
    invalid_option = 1,
    /// The request cannot be sent as it is; nothing was sent.
    invalid_request,
    /// The client was closed before or during the call.
    client_closed,
    /// A file of this computer could not be opened, read or written.
    file_failed,

    /// HTTP 400 and every other 4xx without a name of its own.
    bad_request,
    /// HTTP 401, and Gemini's 400 with reason API_KEY_INVALID.
    authentication,
    /// HTTP 403.
    permission_denied,
    /// HTTP 404.
    not_found,
    /// HTTP 408.
    request_timeout,
    /// HTTP 409.
    conflict,
    /// HTTP 422.
    unprocessable_entity,
    /// HTTP 429 for a window that refills soon; waiting helps.
    rate_limited,
    /// HTTP 402, or 429 for a quota that waiting for minutes does not refill: a per-day limit, an
    /// empty account.
    quota_exhausted,
    /// HTTP 5xx.
    server_error,
    /// HTTP 503, 529 and the like: the model is overloaded, try again later.
    unavailable,
    /// The server reported an error inside a successful response (in a stream, as a rule), and it
    /// does not say which of the above.
    error_in_response,

    /// The host name could not be resolved.
    resolve_failed,
    /// No address of the host accepted a connection.
    connect_failed,
    /// The TLS handshake failed: certificate, host name, protocol version.
    tls_failed,
    /// The proxy refused the tunnel.
    proxy_failed,
    /// An established connection broke while a request was on it.
    connection_lost,
    /// Every connection is in use and the queue of waiting calls is full.
    pool_exhausted,

    /// The call waited too long for a free connection.
    queue_timeout,
    /// Resolving, connecting and the TLS handshake took too long.
    connect_timeout,
    /// The response's first byte did not come in time.
    first_byte_timeout,
    /// One attempt took too long.
    attempt_timeout,
    /// A stream was silent for too long, or nothing more of an upload was taken.
    stream_idle_timeout,
    /// The deadline over all attempts passed.
    deadline_exceeded,

    /// What arrived is not HTTP, or breaks its rules.
    malformed_response,
    /// A well-formed response of a kind that the call cannot use, such as an HTML page.
    unexpected_content,
    /// The body is not valid JSON, or not the JSON asked for.
    invalid_json,
    /// A configured limit on header, body or event size was reached.
    response_too_large,
    /// The response or the stream ended before it was complete.
    truncated,

    /// The model refused to answer; it says why.
    refused,
    /// The answer was cut off at the limit of tokens (finish reason `length`).
    output_cut,
    /// A filter of the server's withheld or cut the answer (finish reason `content_filter`).
    content_filtered,
    /// There is no text to read: the model called tools, or said nothing.
    no_output,
    /// The answer's text is not the JSON asked for.
    unexpected_output,
    /// The arguments of a tool call are not the JSON that the tool takes.
    invalid_arguments,
    /// The model called a tool that there is not.
    unknown_tool,
    /// A tool of the program's took too long.
    tool_timeout,
};

/// The category of `errc`, named "coai".
const boost::system::error_category& error_category() noexcept;

/// Makes `errc` usable wherever an error_code is.
boost::system::error_code make_error_code(errc e) noexcept;

/// The error object of a server, brought to one form from all that are seen in the wild: an object
/// or an array of one object under `error`, a string, `{"detail":…}`, flat members, text, HTML.
struct error_object {
    /// The server's words; the body's text where it is not JSON.
    std::string message;
    /// OpenAI's `type`, for example "invalid_request_error"; empty if absent.
    std::string type;
    /// The request member that the server complains about; empty if absent.
    std::string param;
    /// `code` as text; a number (Gemini, OpenRouter) is written out.
    std::string code;
    /// Google's status name, for example "RESOURCE_EXHAUSTED"; empty if absent.
    std::string status;
    /// `google.rpc.ErrorInfo.reason`, for example "API_KEY_INVALID"; empty if absent.
    std::string reason;
    /// Google's `details`, untouched; null if absent.
    boost::json::value details;
    /// Names of the quotas that were exceeded (`google.rpc.QuotaFailure`).
    std::vector<std::string> quota_ids;
};

class error;
class usage_error;
class file_error;
class api_error;
class connection_error;
class timeout_error;
class protocol_error;
class stream_truncated_error;
class output_error;

namespace detail {

struct failure;
const failure& failure_of(const error& e) noexcept;

/// The classes that a call's errors are thrown as.
template <class E>
concept error_class = std::same_as<E, usage_error> || std::same_as<E, file_error> ||
    std::same_as<E, api_error> || std::same_as<E, connection_error> ||
    std::same_as<E, timeout_error> || std::same_as<E, protocol_error> ||
    std::same_as<E, stream_truncated_error> || std::same_as<E, output_error>;

} // namespace detail

/// Base of every exception that a call throws, except cancellation, which is a
/// boost::system::system_error with boost::asio::error::operation_aborted, as everywhere in Asio.
///
/// what() tells what failed, where (method and path, never the query or a credential), the status,
/// the request id, the attempts and the server's words. Copies are cheap and do not throw.
class error : public boost::system::system_error {
public:
    /// No failure: what result::error() returns when there is a value.
    error();
    explicit error(std::shared_ptr<const detail::failure> failure);
    // Moves copy, too, so that no exception is ever left without its content.
    error(const error&) noexcept = default;
    error& operator=(const error&) noexcept = default;

    const char* what() const noexcept override;

    /// What failed; the same as code(), as an enumerator.
    errc kind() const noexcept;
    /// The error below, such as a system or OpenSSL error; empty if there is none.
    const boost::system::error_code& cause() const noexcept;
    /// HTTP method of the call, empty if it failed before there was one.
    const std::string& method() const noexcept;
    /// Path of the call below the base URL, without query.
    const std::string& path() const noexcept;
    /// Attempts made, counting the one that failed last; 0 if nothing was tried.
    unsigned attempts() const noexcept;

    /// This error as E, which is one of the classes below; empty if it is not thrown as an E. For
    /// errors at hand as their base, as result::error() is and what `catch (const error&)` gets.
    ///
    /// A stream that ended early is both a stream_truncated_error and a protocol_error.
    ///
    /// @code
    /// if (const auto refused = result.error().as<coai::api_error>())
    ///     std::cerr << refused->status() << ' ' << refused->body() << '\n';
    /// @endcode
    template <detail::error_class E>
    std::optional<E> as() const {
        return is_thrown_as<E>() ? std::optional<E>(failure_) : std::nullopt;
    }

protected:
    const detail::failure& failure() const noexcept { return *failure_; }

private:
    friend const detail::failure& detail::failure_of(const error& e) noexcept;

    // Not constrained: compilers differ in how they mangle a constraint into a symbol.
    template <class E>
    bool is_thrown_as() const noexcept;

    std::shared_ptr<const detail::failure> failure_;
};

/// An unusable option or request, found before anything was sent: errc::invalid_option,
/// errc::invalid_request, errc::client_closed.
class usage_error : public error {
public:
    using error::error;

    /// The option or member at fault, for example "base_url" or "SSL_CERT_FILE".
    const std::string& option() const noexcept;
};

/// A file of this computer could not be opened, read or written: errc::file_failed. cause() tells
/// why, where the operating system has said so.
class file_error : public error {
public:
    using error::error;

    /// The path of the file.
    const std::string& file() const noexcept;
};

/// The server answered with an error: any status of 400 or more, or an error inside a 200.
class api_error : public error {
public:
    using error::error;

    /// HTTP status.
    unsigned status() const noexcept;
    /// Status, headers, request id and timings of the response.
    const response_info& response() const noexcept;
    /// The server's error object.
    const error_object& error_details() const noexcept;
    /// How long the server asked to wait: `retry-after-ms`, `retry-after`, RetryInfo or message.
    std::optional<std::chrono::milliseconds> retry_after() const noexcept;
    /// The body as received, cut at 64 KiB.
    const std::string& body() const noexcept;
};

/// No usable connection: resolve, connect, TLS, proxy, reset, pool queue full.
class connection_error : public error {
public:
    using error::error;
};

/// A clock ran out; kind() says which.
class timeout_error : public error {
public:
    using error::error;

    /// The setting that ran out.
    std::chrono::milliseconds limit() const noexcept;
    /// Body bytes received before.
    std::uint64_t bytes_received() const noexcept;
    /// Stream events handed out before.
    std::uint64_t events_received() const noexcept;
    /// The response's head if it had arrived; otherwise status is 0.
    const response_info& response() const noexcept;
};

/// The response breaks HTTP, is not what the call asked for, or ended early. Keeps what came.
class protocol_error : public error {
public:
    using error::error;

    /// HTTP status; 0 if the head itself is unusable.
    unsigned status() const noexcept;
    /// Status, headers, request id and timings as far as they arrived.
    const response_info& response() const noexcept;
    /// The part of the body that came, cut at 64 KiB.
    const std::string& body() const noexcept;
};

/// A stream ended without `[DONE]` and without a finish reason: errc::truncated.
class stream_truncated_error : public protocol_error {
public:
    using protocol_error::protocol_error;

    /// Events handed out before the end.
    std::uint64_t events_received() const noexcept;
    /// Body bytes received before the end.
    std::uint64_t bytes_received() const noexcept;
};

/// The server answered in order, but what the model put out is not what the caller's type needs:
/// errc::refused, output_cut, content_filtered, no_output, unexpected_output, invalid_arguments,
/// unknown_tool. Thrown by parsed_completion::value(), coai::arguments() and runs of tools.
class output_error : public error {
public:
    using error::error;

    /// What the model said: its refusal, the text as far as it came, the arguments; cut at 64 KiB.
    const std::string& text() const noexcept;
    /// Where in the JSON, such as `participants[2].name`; empty for the whole of it, and for what
    /// is no JSON.
    const std::string& place() const noexcept;
    /// The tool that was called, of errc::invalid_arguments and errc::unknown_tool.
    const std::string& tool() const noexcept;
    /// What the call cost, where the server said so.
    const std::optional<coai::usage>& usage() const noexcept;
    /// Status, headers, request id and timings of the response. Empty for a tool's arguments.
    const response_info& response() const noexcept;
};

} // namespace coai

template <>
struct boost::system::is_error_code_enum<coai::errc> : std::true_type {};
