#include "api/validate_options.hpp"

#include "temporary_directory.hpp"

#include <coai/error.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <string>

namespace {

using coai::client_options;
using coai::request_options;
using namespace std::chrono_literals;

constexpr auto not_a_number = std::numeric_limits<double>::quiet_NaN();

client_options usable() { return client_options(coai::secret("a-key")); }

struct client_example {
    std::string option;
    std::function<void(client_options&)> spoil;
};

template <typename Options>
void check_refused(const Options& options, const std::string& option) {
    CAPTURE(option);
    try {
        coai::api::validate(options);
        FAIL_CHECK("accepted");
    } catch (const coai::usage_error& e) {
        const std::string what = e.what();
        CHECK(e.kind() == coai::errc::invalid_option);
        CHECK(e.option() == option);
        CHECK(what.find(option) != std::string::npos);
        CHECK(what.find("hunter2") == std::string::npos);
    }
}

TEST_SUITE("validation of client options") {
    TEST_CASE("the defaults with a key are usable") {
        CHECK_NOTHROW(coai::api::validate(usable()));
    }

    TEST_CASE("unusual but sensible settings are usable") {
        auto options = usable();
        options.base_url = "http://localhost:8080";
        options.timeouts.attempt = 0ms;
        options.timeouts.queue = 0ms;
        options.retry.max_retries = 0;
        options.retry.jitter = 0.0;
        options.pool.max_waiting = 0;
        options.pool.max_connections = 1;
        options.pool.idle_timeout = 0ms;
        options.tcp_keepalive.enabled = false;
        options.tcp_keepalive.idle = 0s;
        options.default_headers.add("X-Empty", "");
        options.default_headers.add("X-Text", "caf\xc3\xa9\twith a tab");
        options.proxy = "";
        CHECK_NOTHROW(coai::api::validate(options));
        options.retry.jitter = 1.0;
        options.proxy = "http://user:pass@proxy:3128";
        CHECK_NOTHROW(coai::api::validate(options));
    }

    TEST_CASE("an empty key is refused with the names of the variables that hold one") {
        for (const std::string key : {"", " ", "\n"}) {
            auto options = usable();
            options.api_key = key;
            try {
                coai::api::validate(options);
                FAIL_CHECK("accepted");
            } catch (const coai::usage_error& e) {
                const std::string what = e.what();
                CHECK(e.option() == "api_key");
                CHECK(what.find("GEMINI_API_KEY") != std::string::npos);
                CHECK(what.find("GOOGLE_API_KEY") != std::string::npos);
                CHECK(what.find("OPENAI_API_KEY") != std::string::npos);
            }
        }
    }

    TEST_CASE("no key is needed beside a provider of keys") {
        client_options options;
        options.api_key_provider = [] { return coai::secret("fresh"); };
        CHECK_NOTHROW(coai::api::validate(options));
    }

    TEST_CASE("every unusable option is named and its value kept quiet") {
        const client_example examples[] = {
            {"api_key", [](auto& o) { o.api_key = "hunter2\n"; }},
            {"base_url", [](auto& o) { o.base_url = "https://u:hunter2@a.example"; }},
            {"base_url", [](auto& o) { o.base_url = ""; }},
            {"organization", [](auto& o) { o.organization = "hunter2\r\nX: y"; }},
            {"project", [](auto& o) { o.project = "hunter2\x01"; }},
            {"user_agent_suffix", [](auto& o) { o.user_agent_suffix = "hunter2\n"; }},
            {"default_headers", [](auto& o) { o.default_headers.add("", "hunter2"); }},
            {"default_headers", [](auto& o) { o.default_headers.add("a b", "hunter2"); }},
            {"default_headers", [](auto& o) { o.default_headers.add("a:\r\nhunter2", "x"); }},
            {"default_headers", [](auto& o) { o.default_headers.add("X-A", "hunter2\r\nX-B: 1"); }},
            {"timeouts.queue", [](auto& o) { o.timeouts.queue = -1ms; }},
            {"timeouts.connect", [](auto& o) { o.timeouts.connect = -1ms; }},
            {"timeouts.first_byte", [](auto& o) { o.timeouts.first_byte = -1ms; }},
            {"timeouts.attempt", [](auto& o) { o.timeouts.attempt = -1ms; }},
            {"timeouts.stream_idle", [](auto& o) { o.timeouts.stream_idle = -1ms; }},
            {"timeouts.overall", [](auto& o) { o.timeouts.overall = -1ms; }},
            {"retry.base_delay", [](auto& o) { o.retry.base_delay = -1ms; }},
            {"retry.max_delay", [](auto& o) { o.retry.max_delay = -1ms; }},
            {"retry.max_retry_after", [](auto& o) { o.retry.max_retry_after = -1ms; }},
            {"retry.jitter", [](auto& o) { o.retry.jitter = -0.1; }},
            {"retry.jitter", [](auto& o) { o.retry.jitter = 1.1; }},
            {"retry.jitter", [](auto& o) { o.retry.jitter = not_a_number; }},
            {"pool.max_connections", [](auto& o) { o.pool.max_connections = 0; }},
            {"pool.idle_timeout", [](auto& o) { o.pool.idle_timeout = -1ms; }},
            {"pool.dns_cache", [](auto& o) { o.pool.dns_cache = -1ms; }},
            {"tcp_keepalive.idle", [](auto& o) { o.tcp_keepalive.idle = 0s; }},
            {"tcp_keepalive.interval", [](auto& o) { o.tcp_keepalive.interval = -1s; }},
            {"tcp_keepalive.count", [](auto& o) { o.tcp_keepalive.count = 0; }},
            {"limits.max_header_size", [](auto& o) { o.limits.max_header_size = 0; }},
            {"limits.max_body_size", [](auto& o) { o.limits.max_body_size = 0; }},
            {"limits.max_event_size", [](auto& o) { o.limits.max_event_size = 0; }},
            {"proxy", [](auto& o) { o.proxy = "socks5://u:hunter2@proxy"; }},
        };
        for (const auto& [option, spoil] : examples) {
            auto options = usable();
            spoil(options);
            check_refused(options, option);
        }
    }

    TEST_CASE("files of TLS must be there") {
        const coai::test::temporary_directory directory;
        const std::string one = directory.write("one.pem", "one");
        const std::string two = directory.write("two.pem", "two");
        auto options = usable();
        options.tls.ca_file = one;
        options.tls.ca_directory = directory.path();
        options.tls.certificate_file = one;
        options.tls.private_key_file = two;
        CHECK_NOTHROW(coai::api::validate(options));

        auto spoilt = options;
        spoilt.tls.ca_file = directory.path("absent.pem");
        check_refused(spoilt, "tls.ca_file");
        spoilt.tls.ca_file = directory.path();
        check_refused(spoilt, "tls.ca_file");
        spoilt = options;
        spoilt.tls.ca_directory = directory.path("absent");
        check_refused(spoilt, "tls.ca_directory");
        spoilt.tls.ca_directory = one;
        check_refused(spoilt, "tls.ca_directory");
        spoilt = options;
        spoilt.tls.certificate_file = directory.path("absent.pem");
        check_refused(spoilt, "tls.certificate_file");
        spoilt = options;
        spoilt.tls.private_key_file = directory.path("absent.pem");
        check_refused(spoilt, "tls.private_key_file");
    }

    TEST_CASE("a certificate and its key belong together") {
        const coai::test::temporary_directory directory;
        const std::string one = directory.write("one.pem", "one");
        const std::string two = directory.write("two.pem", "two");
        auto options = usable();
        options.tls.certificate_file = one;
        check_refused(options, "tls.private_key_file");
        options = usable();
        options.tls.private_key_file = two;
        check_refused(options, "tls.certificate_file");
    }
}

TEST_SUITE("validation of request options") {
    TEST_CASE("the defaults are usable") { CHECK_NOTHROW(coai::api::validate(request_options())); }

    TEST_CASE("what cannot be sent is refused before it is") {
        request_options options;
        options.headers.add("X-A", "hunter2\n");
        check_refused(options, "headers");
        options = request_options();
        options.headers.add("bad name", "hunter2");
        check_refused(options, "headers");
        options = request_options();
        options.idempotency_key = "hunter2\r\n";
        check_refused(options, "idempotency_key");
        options = request_options();
        options.timeouts.attempt = -1ms;
        check_refused(options, "timeouts.attempt");
        options = request_options();
        options.retry.jitter = 2.0;
        check_refused(options, "retry.jitter");
    }
}

} // namespace
