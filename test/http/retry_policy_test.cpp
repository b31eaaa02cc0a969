#include "http/retry_policy.hpp"

#include "http/errc_name.hpp"
#include "http/error_kind.hpp"
#include "http/failure.hpp"
#include "http/retry_after.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace {

using coai::errc;
using coai::error;
using coai::headers;
using coai::retry_options;
using coai::detail::failure;
using coai::http::retry_policy;
using std::chrono::milliseconds;
using namespace std::chrono_literals;
using delay = std::optional<milliseconds>;

constexpr auto none = std::nullopt;

error refused(unsigned status, const headers& response_headers = {},
              const coai::error_object& object = {}) {
    failure f(coai::http::error_kind(status, object));
    f.response.status = status;
    f.response.headers = response_headers;
    f.object = object;
    const auto now = std::chrono::sys_days(std::chrono::year(2025) / 3 / 12);
    f.retry_after = coai::http::retry_after(response_headers, object, now);
    return make_error(std::move(f));
}

error asked_to_wait(milliseconds hint) {
    failure f(errc::rate_limited);
    f.response.status = 429;
    f.retry_after = hint;
    return make_error(std::move(f));
}

delay next(const error& cause, unsigned attempts = 1, double random = 0,
           const retry_options& call = {}, const retry_options& client = {}) {
    return retry_policy(call, client).next_delay(cause, attempts, random);
}

TEST_SUITE("retry policy") {
    TEST_CASE("retried are 408, 409, 429 and 500 and above") {
        for (unsigned status = 400; status < 600; ++status) {
            CAPTURE(status);
            const bool expected = status == 408 || status == 409 || status == 429 || status >= 500;
            CHECK(next(refused(status)).has_value() == expected);
        }
    }

    TEST_CASE("failures without a response are retried where another attempt may fare better") {
        for (int value = 1; value <= static_cast<int>(errc::invalid_arguments); ++value) {
            const auto kind = static_cast<errc>(value);
            CAPTURE(std::string(coai::http::errc_name(kind)));
            bool expected = false;
            switch (kind) {
            case errc::resolve_failed:
            case errc::connect_failed:
            case errc::tls_failed:
            case errc::proxy_failed:
            case errc::connection_lost:
            case errc::connect_timeout:
            case errc::first_byte_timeout:
            case errc::attempt_timeout:
            case errc::stream_idle_timeout:
            case errc::truncated:
                expected = true;
                break;
            // Of errors inside a 200.
            case errc::request_timeout:
            case errc::conflict:
            case errc::rate_limited:
            case errc::server_error:
            case errc::unavailable:
                expected = true;
                break;
            default:
                break;
            }
            CHECK(next(make_error(failure(kind))).has_value() == expected);
        }
    }

    TEST_CASE("what is permanent or was handed out as a stream is not retried") {
        for (const auto kind : {errc::tls_failed, errc::proxy_failed, errc::connection_lost,
                                errc::stream_idle_timeout, errc::truncated, errc::unavailable}) {
            failure permanent(kind);
            permanent.permanent = true;
            CHECK(next(make_error(permanent)) == none);
            failure streaming(kind);
            streaming.streaming = true;
            streaming.response.status = 200;
            CHECK(next(make_error(streaming)) == none);
        }
    }

    TEST_CASE("x-should-retry decides alone") {
        CHECK(next(refused(400, {{"x-should-retry", "true"}})) == 500ms);
        CHECK(next(refused(404, {{"X-Should-Retry", " TRUE "}})) == 500ms);
        CHECK(next(refused(500, {{"x-should-retry", "false"}})) == none);
        CHECK(next(refused(429, {{"x-should-retry", "false"}, {"retry-after", "1"}})) == none);
        CHECK(next(refused(402, {{"x-should-retry", "true"}})) == 500ms);
        for (const auto* value : {"", "1", "yes", "true,false"}) {
            CAPTURE(std::string(value));
            CHECK(next(refused(400, {{"x-should-retry", value}})) == none);
            CHECK(next(refused(500, {{"x-should-retry", value}})) == 500ms);
        }
    }

    TEST_CASE("x-should-retry overrules neither the number of attempts nor the longest wait") {
        CHECK(next(refused(500, {{"x-should-retry", "true"}}), 3) == none);
        CHECK(next(refused(429, {{"x-should-retry", "true"}, {"retry-after", "121"}})) == none);
        failure streaming(errc::server_error);
        streaming.response.status = 500;
        streaming.response.headers.add("x-should-retry", "true");
        streaming.streaming = true;
        CHECK(next(make_error(streaming)) == none);
    }

    TEST_CASE("there are as many retries as asked for, by default two") {
        const auto cause = refused(500);
        CHECK(next(cause, 1) == 500ms);
        CHECK(next(cause, 2) == 1000ms);
        CHECK(next(cause, 3) == none);
        retry_options off;
        off.max_retries = 0;
        CHECK(next(cause, 1, 0, off) == none);
        retry_options many;
        many.max_retries = std::numeric_limits<unsigned>::max();
        CHECK(next(cause, std::numeric_limits<unsigned>::max(), 0, many) == 8000ms);
    }

    TEST_CASE("pauses double from half a second up to eight seconds") {
        retry_options many;
        many.max_retries = 100'000;
        const int expected[] = {500, 1000, 2000, 4000, 8000, 8000, 8000};
        for (unsigned i = 0; i < std::size(expected); ++i) {
            CHECK(next(refused(500), i + 1, 0, many) == milliseconds(expected[i]));
        }
        for (const unsigned attempts : {31U, 32U, 33U, 63U, 64U, 65U, 1000U, 99'999U}) {
            CHECK(next(refused(500), attempts, 0, many) == 8000ms);
        }
    }

    TEST_CASE("extreme pauses do not overflow") {
        retry_options extreme;
        extreme.max_retries = 100;
        extreme.base_delay = milliseconds::max();
        extreme.max_delay = milliseconds::max();
        extreme.max_retry_after = milliseconds::max();
        CHECK(next(refused(500), 90, 0, extreme) > std::chrono::hours(24 * 36'000));
        CHECK(next(asked_to_wait(std::chrono::hours(24 * 36'525)), 1, 0.99, extreme).has_value());
        extreme.base_delay = 0ms;
        CHECK(next(refused(500), 90, 0, extreme) == 0ms);
        extreme.base_delay = 500ms;
        extreme.max_delay = 0ms;
        CHECK(next(refused(500), 90, 0, extreme) == 0ms);
    }

    TEST_CASE("chance takes up to a quarter of a pause away") {
        CHECK(next(refused(500), 1, 0.0) == 500ms);
        CHECK(next(refused(500), 1, 0.5) == 438ms);
        CHECK(next(refused(500), 1, 1.0) == 375ms);
        retry_options full;
        full.jitter = 1.0;
        CHECK(next(refused(500), 1, 1.0, full) == 0ms);
        retry_options steady;
        steady.jitter = 0.0;
        CHECK(next(refused(500), 1, 1.0, steady) == 500ms);
    }

    // What the official Python client does for each header, but for dates, whose fraction of a
    // second counts here.
    TEST_CASE("the server's wait is honoured up to two minutes") {
        const std::pair<std::string, delay> examples[] = {
            {"20", 20s},
            {"60", 60s},
            {"61", 61s},
            {"120", 120s},
            {"121", none},
            {"0", 500ms},
            {"-10", 500ms},
            {"99999999999999999999999999999999999", none},
            {"", 500ms},
            {"garbage", 500ms},
            {"inf", 500ms},
            {"nan", 500ms},
            {"Wed, 12 Mar 2025 00:00:20 GMT", 20s},
            {"Wed, 12 Mar 2025 00:00:00 GMT", 500ms},
            {"Tue, 11 Mar 2025 23:59:00 GMT", 500ms},
            {"Wed, 12 Mar 2025 00:02:01 GMT", none},
            {"Wed, 99 Mar 2025 00:00:20 GMT", 500ms},
        };
        for (const auto& e : examples) {
            const auto& value = e.first;
            const auto& expected = e.second;
            CAPTURE(value);
            CHECK(next(refused(429, {{"retry-after", value}})) == expected);
            CHECK(next(refused(503, {{"retry-after", value}})) == expected);
        }
    }

    TEST_CASE("the longer of our pause and the server's wait counts") {
        retry_options slow;
        slow.base_delay = 5s;
        slow.max_delay = 60s;
        CHECK(next(asked_to_wait(3s), 1, 0, slow) == 5s);
        CHECK(next(asked_to_wait(7s), 1, 0, slow) == 7s);
        CHECK(next(refused(429, {{"retry-after", "1"}, {"retry-after-ms", "0"}})) == 500ms);
    }

    TEST_CASE(
        "the server's wait is lengthened by chance, by a second at most, and never shortened") {
        CHECK(next(asked_to_wait(34'400ms), 1, 0.0) == 34'400ms);
        CHECK(next(asked_to_wait(34'400ms), 1, 0.5) == 34'900ms);
        CHECK(next(asked_to_wait(34'400ms), 1, 1.0) == 35'400ms);
        CHECK(next(asked_to_wait(2s), 1, 1.0) == 2'500ms);
        CHECK(next(asked_to_wait(120s), 1, 1.0) == 121s);
    }

    TEST_CASE("the longest wait can be set") {
        retry_options patient;
        patient.max_retry_after = 600s;
        CHECK(next(asked_to_wait(600s), 1, 0, patient) == 600s);
        CHECK(next(asked_to_wait(600'001ms), 1, 0, patient) == none);
        retry_options impatient;
        impatient.max_retry_after = 0s;
        CHECK(next(asked_to_wait(0s), 1, 0, impatient) == 500ms);
        CHECK(next(asked_to_wait(1ms), 1, 0, impatient) == none);
    }

    TEST_CASE("an exhausted quota is retried only where asked for") {
        coai::error_object object;
        object.quota_ids = {"RequestsPerDay"};
        const auto cause = refused(429, {}, object);
        REQUIRE(cause.kind() == errc::quota_exhausted);
        CHECK(next(cause) == none);
        retry_options stubborn;
        stubborn.retry_exhausted_quota = true;
        CHECK(next(cause, 1, 0, stubborn) == 500ms);
        CHECK(next(refused(402), 1, 0, stubborn) == none);
        CHECK(next(make_error(failure(errc::quota_exhausted))) == none);
        CHECK(next(make_error(failure(errc::quota_exhausted)), 1, 0, stubborn) == 500ms);
    }

    TEST_CASE("no pause reaches the deadline of the call") {
        const retry_policy policy({}, {});
        const auto cause = refused(500);
        CHECK(policy.next_delay(cause, 1, 0, 501ms) == 500ms);
        CHECK(policy.next_delay(cause, 1, 0, 500ms) == none);
        CHECK(policy.next_delay(cause, 1, 0, 0ms) == none);
        CHECK(policy.next_delay(cause, 1, 0, -1ms) == none);
        CHECK(policy.next_delay(cause, 1, 1.0, 376ms) == 375ms);
        CHECK(policy.next_delay(asked_to_wait(20s), 1, 0, 19s) == none);
    }

    TEST_CASE("should_retry can stop what would be retried, and is asked for nothing else") {
        std::vector<errc> asked;
        bool answer = false;
        retry_options options;
        options.should_retry = [&](const error& e) {
            asked.push_back(e.kind());
            return answer;
        };
        CHECK(next(refused(500), 1, 0, options) == none);
        answer = true;
        CHECK(next(refused(429), 1, 0, options) == 500ms);
        CHECK(next(refused(400), 1, 0, options) == none);
        CHECK(next(refused(500), 3, 0, options) == none);
        CHECK(next(asked_to_wait(121s), 1, 0, options) == none);
        CHECK(asked == std::vector{errc::server_error, errc::rate_limited});
    }

    TEST_CASE("the call's options go before the client's, and those before the defaults") {
        retry_options client;
        client.max_retries = 5;
        client.base_delay = 100ms;
        client.max_delay = 1s;
        client.jitter = 0.5;
        client.max_retry_after = 10s;
        client.should_retry = [](const error&) { return false; };
        retry_options call;
        call.base_delay = 10ms;
        call.should_retry = [](const error&) { return true; };
        CHECK(next(refused(500), 1, 0, call, client) == 10ms);
        CHECK(next(refused(500), 5, 1.0, call, client) == 80ms);
        CHECK(next(refused(500), 6, 0, call, client) == none);
        CHECK(next(asked_to_wait(11s), 1, 0, call, client) == none);
        CHECK(next(refused(500), 1, 0, {}, client) == none);
    }

    TEST_CASE("on_retry is told, the call's in place of the client's") {
        std::string told;
        retry_options client;
        client.on_retry = [&](const coai::retry_event&) { told += "client "; };
        retry_options call;
        call.on_retry = [&](const coai::retry_event& event) {
            told += std::to_string(event.attempt) + ' ' + std::to_string(event.delay.count()) + ' ';
        };
        const auto cause = refused(500);
        retry_policy({}, client).notify({cause, 1, 500ms});
        retry_policy(call, client).notify({cause, 2, 750ms});
        retry_policy({}, {}).notify({cause, 1, 500ms});
        CHECK(told == "client 2 750 ");
    }
}

} // namespace
