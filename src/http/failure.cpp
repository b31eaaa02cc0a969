#include "http/failure.hpp"

#include "http/failure_text.hpp"
#include "http/utf8_prefix.hpp"

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace coai {

static_assert(std::is_nothrow_copy_constructible_v<usage_error>);
static_assert(std::is_nothrow_copy_constructible_v<file_error>);
static_assert(std::is_nothrow_copy_constructible_v<api_error>);
static_assert(std::is_nothrow_copy_constructible_v<connection_error>);
static_assert(std::is_nothrow_copy_constructible_v<timeout_error>);
static_assert(std::is_nothrow_copy_constructible_v<stream_truncated_error>);
static_assert(std::is_nothrow_copy_constructible_v<output_error>);

namespace {

/// Calls `use` with the class that a failure is thrown as.
template <class Use>
auto with_class_of(const detail::failure& f, Use use) {
    switch (f.kind) {
    case errc::invalid_option:
    case errc::invalid_request:
    case errc::client_closed:
        return use(std::type_identity<usage_error>());
    case errc::file_failed:
        return use(std::type_identity<file_error>());
    case errc::bad_request:
    case errc::authentication:
    case errc::permission_denied:
    case errc::not_found:
    case errc::request_timeout:
    case errc::conflict:
    case errc::unprocessable_entity:
    case errc::rate_limited:
    case errc::quota_exhausted:
    case errc::server_error:
    case errc::unavailable:
    case errc::error_in_response:
        return use(std::type_identity<api_error>());
    case errc::resolve_failed:
    case errc::connect_failed:
    case errc::tls_failed:
    case errc::proxy_failed:
    case errc::connection_lost:
    case errc::pool_exhausted:
        return use(std::type_identity<connection_error>());
    case errc::queue_timeout:
    case errc::connect_timeout:
    case errc::first_byte_timeout:
    case errc::attempt_timeout:
    case errc::stream_idle_timeout:
    case errc::deadline_exceeded:
    case errc::tool_timeout:
        return use(std::type_identity<timeout_error>());
    case errc::malformed_response:
    case errc::unexpected_content:
    case errc::invalid_json:
    case errc::response_too_large:
        return use(std::type_identity<protocol_error>());
    case errc::truncated:
        if (f.streaming) {
            return use(std::type_identity<stream_truncated_error>());
        }
        return use(std::type_identity<protocol_error>());
    case errc::refused:
    case errc::output_cut:
    case errc::content_filtered:
    case errc::no_output:
    case errc::unexpected_output:
    case errc::invalid_arguments:
    case errc::unknown_tool:
        return use(std::type_identity<output_error>());
    }
    return use(std::type_identity<error>());
}

} // namespace

error::error()
    : system_error(boost::system::error_code()),
      failure_(std::make_shared<const detail::failure>(errc())) {}

error::error(std::shared_ptr<const detail::failure> content)
    : system_error(make_error_code(content->kind)), failure_(std::move(content)) {}

const char* error::what() const noexcept { return failure_->what.c_str(); }
errc error::kind() const noexcept { return failure_->kind; }
const boost::system::error_code& error::cause() const noexcept { return failure_->cause; }
const std::string& error::method() const noexcept { return failure_->method; }
const std::string& error::path() const noexcept { return failure_->path; }
unsigned error::attempts() const noexcept { return failure_->attempts; }

template <class E>
bool error::is_thrown_as() const noexcept {
    return with_class_of(*failure_, []<class Thrown>(std::type_identity<Thrown>) {
        return std::derived_from<Thrown, E>;
    });
}

template bool error::is_thrown_as<usage_error>() const noexcept;
template bool error::is_thrown_as<file_error>() const noexcept;
template bool error::is_thrown_as<api_error>() const noexcept;
template bool error::is_thrown_as<connection_error>() const noexcept;
template bool error::is_thrown_as<timeout_error>() const noexcept;
template bool error::is_thrown_as<protocol_error>() const noexcept;
template bool error::is_thrown_as<stream_truncated_error>() const noexcept;
template bool error::is_thrown_as<output_error>() const noexcept;

const std::string& usage_error::option() const noexcept { return failure().option; }

const std::string& file_error::file() const noexcept { return failure().file; }

unsigned api_error::status() const noexcept { return failure().response.status; }
const response_info& api_error::response() const noexcept { return failure().response; }
const error_object& api_error::error_details() const noexcept { return failure().object; }
std::optional<std::chrono::milliseconds> api_error::retry_after() const noexcept {
    return failure().retry_after;
}
const std::string& api_error::body() const noexcept { return failure().body; }

std::chrono::milliseconds timeout_error::limit() const noexcept { return failure().limit; }
std::uint64_t timeout_error::bytes_received() const noexcept { return failure().bytes; }
std::uint64_t timeout_error::events_received() const noexcept { return failure().events; }
const response_info& timeout_error::response() const noexcept { return failure().response; }

unsigned protocol_error::status() const noexcept { return failure().response.status; }
const response_info& protocol_error::response() const noexcept { return failure().response; }
const std::string& protocol_error::body() const noexcept { return failure().body; }

std::uint64_t stream_truncated_error::events_received() const noexcept { return failure().events; }
std::uint64_t stream_truncated_error::bytes_received() const noexcept { return failure().bytes; }

const std::string& output_error::text() const noexcept { return failure().body; }
const std::string& output_error::place() const noexcept { return failure().place; }
const std::string& output_error::tool() const noexcept { return failure().tool; }
const std::optional<usage>& output_error::usage() const noexcept { return failure().usage; }
const response_info& output_error::response() const noexcept { return failure().response; }

} // namespace coai

namespace coai::detail {

failure::failure(errc what_failed, std::string own_words)
    : kind(what_failed), message(std::move(own_words)) {}

void failure::keep_body(std::string_view received) { body = http::utf8_prefix(received, max_body); }

const failure& failure_of(const error& e) noexcept { return *e.failure_; }

namespace {

std::shared_ptr<const failure> complete(failure f) {
    f.what = http::failure_text(f);
    return std::make_shared<const failure>(std::move(f));
}

} // namespace

error make_error(failure f) { return error(complete(std::move(f))); }

std::exception_ptr make_failure_ptr(failure f) {
    const auto content = complete(std::move(f));
    return with_class_of(*content, [&]<class E>(std::type_identity<E>) {
        return std::make_exception_ptr(E(content));
    });
}

void throw_failure(failure f) { std::rethrow_exception(make_failure_ptr(std::move(f))); }

void throw_failure(errc kind, std::string own_words, boost::system::error_code cause) {
    failure f(kind, std::move(own_words));
    f.cause = cause;
    throw_failure(std::move(f));
}

void throw_usage_error(errc kind, std::string_view option, std::string message) {
    failure f(kind, std::move(message));
    f.option = option;
    throw_failure(std::move(f));
}

} // namespace coai::detail
