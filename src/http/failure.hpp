#pragma once

#include <coai/error.hpp>

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace coai::detail {

/// Everything that an exception of coai carries. Whoever fails fills in what it knows; the call's
/// pipeline adds method, path and attempts: `auto f = failure_of(e); f.path = …; throw_failure(f)`.
struct failure {
    /// What is kept of a response body.
    static constexpr std::size_t max_body = 64 * 1024;

    explicit failure(errc what_failed, std::string own_words = {});

    /// Keeps the body as far as `max_body` allows, cut between UTF-8 characters.
    void keep_body(std::string_view received);

    errc kind;
    boost::system::error_code cause;
    /// Our own words for what failed, no secret among them; may be empty.
    std::string message;
    /// The option or member at fault of a usage error.
    std::string option;
    /// The path of the file at fault of a file error.
    std::string file;
    std::string method;
    /// Below the base URL; what follows a question mark is never shown.
    std::string path;
    unsigned attempts = 0;
    /// The response had been handed out as a stream: nothing may be retried any more, and
    /// errc::truncated is a stream_truncated_error.
    bool streaming = false;
    /// Repeating the attempt cannot help, whatever the kind, as with a certificate refused.
    bool permanent = false;
    response_info response;
    error_object object;
    /// Of the response, or what the model said.
    std::string body;
    /// Where in the model's JSON, and the function that it is the arguments of.
    std::string place;
    std::string tool;
    std::optional<coai::usage> usage;
    std::optional<std::chrono::milliseconds> retry_after;
    /// Of a timeout: the setting that ran out.
    std::chrono::milliseconds limit{};
    /// Body bytes and stream events received before.
    std::uint64_t bytes = 0;
    std::uint64_t events = 0;
    /// The text of what(); composed when the exception is made.
    std::string what;
};

/// The error that a failure amounts to, as a value of the base class.
error make_error(failure f);

/// The exception for a failure, of the class that its kind asks for.
std::exception_ptr make_failure_ptr(failure f);

[[noreturn]] void throw_failure(failure f);

/// The same for a failure of which no more is known.
[[noreturn]] void throw_failure(errc kind, std::string own_words = {},
                                boost::system::error_code cause = {});

/// Throws a usage_error about `option`.
[[noreturn]] void throw_usage_error(errc kind, std::string_view option, std::string message);

} // namespace coai::detail
