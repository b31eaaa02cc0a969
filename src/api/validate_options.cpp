#include "api/validate_options.hpp"

#include "http/ascii.hpp"
#include "http/base_url.hpp"
#include "http/failure.hpp"
#include "http/field_syntax.hpp"
#include "http/proxy.hpp"
#include "http/white_space.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace coai::api {

namespace {

[[noreturn]] void refuse(std::string_view option, std::string_view why) {
    detail::throw_usage_error(errc::invalid_option, option,
                              std::string(option).append(" ").append(why));
}

template <typename Duration>
void check_not_negative(std::string_view option, Duration value) {
    if (value < Duration::zero()) {
        refuse(option, "must not be negative");
    }
}

template <typename Duration>
void check_not_negative(std::string_view option, const std::optional<Duration>& value) {
    check_not_negative(option, value.value_or(Duration::zero()));
}

template <typename Number>
void check_at_least_one(std::string_view option, Number value) {
    if (value < Number(1)) {
        refuse(option, "must be at least 1");
    }
}

void check_header_value(std::string_view option, std::string_view value) {
    if (!http::is_valid_header_value(value)) {
        refuse(option, "contains a control character");
    }
}

void check_headers(std::string_view option, const headers& list) {
    for (const auto [name, value] : list) {
        if (!http::is_valid_header_name(name)) {
            refuse(option, "has a header name that is empty or has characters that HTTP forbids");
        }
        for (const char* framing : {"Host", "Content-Length", "Transfer-Encoding", "Connection"}) {
            if (http::equal_ignoring_case(name, framing)) {
                refuse(option, std::string("must not set ") + framing +
                                   ", which belongs to the connection");
            }
        }
        // The name is a token, so it can be shown; the value may be a credential.
        if (!http::is_valid_header_value(value)) {
            refuse(option, "has a control character in the value of " + std::string(name));
        }
    }
}

void check_credential(const client_options& options) {
    if (options.api_key_provider) {
        return;
    }
    const auto key = options.api_key.reveal();
    if (http::trim_white_space(key).empty()) {
        refuse("api_key", "is empty: set it, or let client_options::from_environment() read "
                          "GEMINI_API_KEY, GOOGLE_API_KEY or OPENAI_API_KEY");
    }
    if (!http::is_valid_header_value(key)) {
        refuse("api_key", "contains a control character, such as the line end of the file that it "
                          "was read from");
    }
}

void check_timeouts(const timeouts& clocks) {
    check_not_negative("timeouts.queue", clocks.queue);
    check_not_negative("timeouts.connect", clocks.connect);
    check_not_negative("timeouts.first_byte", clocks.first_byte);
    check_not_negative("timeouts.attempt", clocks.attempt);
    check_not_negative("timeouts.stream_idle", clocks.stream_idle);
    check_not_negative("timeouts.overall", clocks.overall);
}

void check_retry(const retry_options& retry) {
    check_not_negative("retry.base_delay", retry.base_delay);
    check_not_negative("retry.max_delay", retry.max_delay);
    check_not_negative("retry.max_retry_after", retry.max_retry_after);
    // So written that it is false for NaN, too.
    const auto jitter = retry.jitter.value_or(0);
    if (!(jitter >= 0 && jitter <= 1)) {
        refuse("retry.jitter", "must be between 0 and 1");
    }
}

void check_file(std::string_view option, const std::string& name) {
    if (name.empty()) {
        return;
    }
    std::error_code error;
    if (std::filesystem::is_directory(name, error) || !std::ifstream(name)) {
        refuse(option, "names a file that cannot be read: " + name);
    }
}

void check_tls(const tls_options& tls) {
    check_file("tls.ca_file", tls.ca_file);
    check_file("tls.certificate_file", tls.certificate_file);
    check_file("tls.private_key_file", tls.private_key_file);
    std::error_code error;
    if (!tls.ca_directory.empty() && !std::filesystem::is_directory(tls.ca_directory, error)) {
        refuse("tls.ca_directory", "does not name a directory: " + tls.ca_directory);
    }
    if (tls.certificate_file.empty() && !tls.private_key_file.empty()) {
        refuse("tls.certificate_file", "is needed beside tls.private_key_file");
    }
    if (tls.private_key_file.empty() && !tls.certificate_file.empty()) {
        refuse("tls.private_key_file", "is needed beside tls.certificate_file");
    }
}

void check_pool(const pool_options& pool) {
    check_at_least_one("pool.max_connections", pool.max_connections);
    check_not_negative("pool.idle_timeout", pool.idle_timeout);
    check_not_negative("pool.dns_cache", pool.dns_cache);
}

void check_tcp_keepalive(const tcp_keepalive_options& keepalive) {
    if (keepalive.enabled) {
        check_at_least_one("tcp_keepalive.idle", keepalive.idle);
        check_at_least_one("tcp_keepalive.interval", keepalive.interval);
        check_at_least_one("tcp_keepalive.count", keepalive.count);
    }
}

void check_limits(const response_limits& limits) {
    check_at_least_one("limits.max_header_size", limits.max_header_size);
    check_at_least_one("limits.max_body_size", limits.max_body_size);
    check_at_least_one("limits.max_event_size", limits.max_event_size);
}

} // namespace

void validate(const client_options& options) {
    http::parse_base_url(options.base_url);
    check_credential(options);
    check_header_value("organization", options.organization);
    check_header_value("project", options.project);
    check_header_value("user_agent_suffix", options.user_agent_suffix);
    check_headers("default_headers", options.default_headers);
    check_timeouts(options.timeouts);
    check_retry(options.retry);
    check_tls(options.tls);
    check_pool(options.pool);
    check_tcp_keepalive(options.tcp_keepalive);
    check_limits(options.limits);
    if (options.proxy && !options.proxy->empty()) {
        http::parse_proxy(*options.proxy, "proxy");
    }
}

void validate(const request_options& options) {
    check_headers("headers", options.headers);
    check_header_value("idempotency_key", options.idempotency_key);
    check_timeouts(options.timeouts);
    check_retry(options.retry);
}

} // namespace coai::api
