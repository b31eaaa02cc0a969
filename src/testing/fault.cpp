#include <coai/testing/fault.hpp>

#include "testing/request_error.hpp"

#include <boost/json/serialize.hpp>

#include <string>
#include <utility>

namespace coai::testing {

namespace json = boost::json;
using std::chrono::milliseconds;

namespace {

constexpr const char* overloaded_message = "The model is overloaded. Please try again later.";

/// 34.4 s as "34.4s", and without a fraction where there is none.
std::string seconds_text(milliseconds duration) {
    std::string text = std::to_string(duration.count() / 1000);
    if (const auto fraction = duration.count() % 1000; fraction != 0) {
        std::string digits = std::to_string(1000 + fraction);
        digits.erase(digits.find_last_not_of('0') + 1);
        text += '.' + digits.substr(1);
    }
    return text + 's';
}

request_error quota_error(const std::string& quota_id, const std::string& limit) {
    request_error error(
        429, "You exceeded your current quota, please check your plan and billing details.\n"
             "* Quota exceeded for metric: generativelanguage.googleapis.com/"
             "generate_content_free_tier_requests, limit: " +
                 limit);
    json::object violation;
    violation["quotaMetric"] =
        "generativelanguage.googleapis.com/generate_content_free_tier_requests";
    violation["quotaId"] = quota_id;
    violation["quotaDimensions"] = {{"location", "global"}, {"model", "gemini-2.5-flash"}};
    violation["quotaValue"] = limit;
    json::object failure;
    failure["@type"] = "type.googleapis.com/google.rpc.QuotaFailure";
    failure["violations"] = json::array{std::move(violation)};
    error.details.push_back(std::move(failure));
    return error;
}

request_error with_retry_info(const request_error& cause, milliseconds delay) {
    request_error error(cause.status, std::string(cause.what()) + "\nPlease retry in " +
                                          seconds_text(delay) + '.');
    error.details = cause.details;
    error.details.push_back(json::object{{"@type", "type.googleapis.com/google.rpc.RetryInfo"},
                                         {"retryDelay", seconds_text(delay)}});
    return error;
}

fault answered(const request_error& error) {
    return fault::status(error.status, error_body(error, dialect::gemini));
}

fault stream_ending_in(std::int64_t after_events, std::string text) {
    const point where = point::event(after_events);
    return fault().insert(where, std::move(text)).remove(where);
}

} // namespace

fault fault::times(unsigned count) const {
    fault refined = *this;
    refined.plan_.times = count;
    return refined;
}

fault fault::delayed(milliseconds duration) const {
    fault refined = *this;
    refined.plan_.delay = duration;
    return refined;
}

fault fault::insert(point where, std::string bytes, std::uint64_t times) const {
    fault refined = *this;
    step& added = refined.plan_.steps.emplace_back(where);
    added.insert = std::move(bytes);
    added.times = times;
    return refined;
}

fault fault::remove(point where, std::uint64_t count) const {
    fault refined = *this;
    refined.plan_.steps.emplace_back(where).remove = count;
    return refined;
}

fault fault::wait(point where, milliseconds duration) const {
    fault refined = *this;
    refined.plan_.steps.emplace_back(where).wait = duration;
    return refined;
}

fault fault::end(point where, ending how) const {
    fault refined = *this;
    refined.plan_.steps.emplace_back(where).end = how;
    return refined;
}

fault fault::header(std::string_view name, std::string_view value) const {
    fault refined = *this;
    refined.plan_.headers.set(name, value);
    return refined;
}

fault fault::framed(body_framing_kind framing) const {
    fault refined = *this;
    refined.plan_.framing = framing;
    return refined;
}

fault fault::chunk_size(std::size_t bytes) const {
    fault refined = *this;
    refined.plan_.chunk_size = bytes;
    return refined;
}

fault fault::write_size(std::size_t bytes, milliseconds pause) const {
    fault refined = *this;
    refined.plan_.write_size = bytes;
    refined.plan_.write_pause = pause;
    return refined;
}

fault fault::status(unsigned code) {
    fault result;
    result.plan_.status = code;
    return result;
}

fault fault::status(unsigned code, std::string body, const coai::headers& headers) {
    fault result = status(code);
    result.plan_.body = std::move(body);
    result.plan_.headers = headers;
    return result;
}

fault fault::rate_limited(milliseconds retry_after) {
    const request_error quota =
        quota_error("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "10");
    return answered(with_retry_info(quota, retry_after));
}

fault fault::quota_exhausted() {
    // The service names a wait here, too, after which the quota is as exhausted as before.
    const request_error quota =
        quota_error("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "250");
    return answered(with_retry_info(quota, milliseconds(27'500)));
}

fault fault::overloaded() { return answered(request_error(503, overloaded_message)); }

fault fault::reset_before_response() { return fault().end(point::byte(0), ending::reset); }

fault fault::close_before_response() { return fault().end(point::byte(0), ending::close); }

fault fault::reset_after(std::int64_t bytes) {
    return fault().end(point::byte(bytes), ending::reset);
}

fault fault::close_after(std::int64_t bytes) {
    return fault().end(point::byte(bytes), ending::close);
}

fault fault::cut_after(std::int64_t bytes) { return fault().end(point::byte(bytes), ending::cut); }

fault fault::stall_after(std::int64_t bytes) {
    return fault().end(point::byte(bytes), ending::stall);
}

fault fault::corrupt_record_after(std::int64_t bytes) {
    return fault().end(point::byte(bytes), ending::corrupt_record);
}

fault fault::truncated_body(std::int64_t bytes) {
    return fault()
        .framed(body_framing_kind::content_length)
        .end(point::body_byte(bytes), ending::close);
}

fault fault::close_after_response() { return fault().end(point::response_end(), ending::close); }

fault fault::stop_reading() {
    fault result;
    result.plan_.read_body = false;
    return result;
}

fault fault::reset_in_request(std::uint64_t bytes) {
    fault result;
    result.plan_.reset_in_request = bytes;
    return result;
}

fault fault::delay(milliseconds duration) { return fault().delayed(duration); }

fault fault::dribble(std::size_t bytes, milliseconds pause) {
    return fault().write_size(bytes, pause);
}

fault fault::raw(std::string bytes, ending then) {
    return fault().insert(point::byte(0), std::move(bytes)).end(point::byte(0), then);
}

fault fault::garbage() {
    using namespace std::string_literals;
    return raw("\0\xFF\x13 not HTTP at all\n\n\x80\0"s);
}

fault fault::interim(unsigned code) {
    return fault().insert(point::byte(0),
                          "HTTP/1.1 " + std::to_string(code) +
                              " Interim\r\nlink: </style.css>; rel=preload\r\n\r\n");
}

fault fault::huge_header(std::size_t bytes) {
    return fault().header("x-huge", std::string(bytes, 'x'));
}

fault fault::close_delimited() { return fault().framed(body_framing_kind::until_close); }

fault fault::connection_close() { return fault().header("connection", "close"); }

fault fault::split_chunks(std::size_t bytes) { return fault().chunk_size(bytes); }

fault fault::content_type(std::string_view value) { return fault().header("content-type", value); }

fault fault::invalid_json() {
    // No place in a JSON text may hold such a character; an event's JSON begins at its 6th byte.
    return fault().insert(point::body_byte(10), "\x01");
}

fault fault::missing_done() { return fault().remove(point::event(-1)); }

fault fault::stream_error(std::int64_t after_events) {
    const request_error error(503, overloaded_message);
    return stream_ending_in(
        after_events, "data: " + json::serialize(error_object(error, dialect::gemini)) + "\n\n");
}

fault fault::stream_error_array(std::int64_t after_events) {
    const request_error error(503, overloaded_message);
    const json::array list{error_object(error, dialect::gemini)};
    return stream_ending_in(after_events, "data: " + json::serialize(list) + "\n\n");
}

fault fault::stream_error_tail(std::int64_t after_events) {
    return stream_ending_in(after_events,
                            error_body(request_error(503, overloaded_message), dialect::gemini));
}

fault fault::event_without_data() {
    return fault().insert(point::event(1), "event: ping\nid: 7\n\n");
}

fault fault::comments() { return fault().insert(point::each_event(), ": keep-alive\n\n"); }

fault fault::crlf() {
    fault result;
    result.plan_.crlf = true;
    return result;
}

} // namespace coai::testing
