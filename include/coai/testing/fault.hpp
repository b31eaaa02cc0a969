#pragma once

#include <coai/headers.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace coai::testing {

/// A place in a response.
class point {
public:
    enum class unit {
        /// Bytes of the response as they go over the connection: head, framing and all, before TLS.
        byte,
        /// Bytes of the body, before compression and framing.
        body_byte,
        /// Events of a stream, `[DONE]` included. A plain body is one event.
        event,
        /// Every event.
        each_event,
    };

    /// After `count` bytes of the response.
    static constexpr point byte(std::int64_t count) { return point(unit::byte, count); }
    /// After the response, whatever its length.
    static constexpr point response_end() { return point(unit::byte, last); }
    /// After `count` bytes of the body.
    static constexpr point body_byte(std::int64_t count) { return point(unit::body_byte, count); }
    /// Before the event of this number, counted from 0, or from the end where negative: -1 is the
    /// last event.
    static constexpr point event(std::int64_t index) { return point(unit::event, index); }
    /// After the last event.
    static constexpr point body_end() { return point(unit::event, last); }
    /// Before every event.
    static constexpr point each_event() { return point(unit::each_event, 0); }

    constexpr unit counted_in() const noexcept { return unit_; }
    constexpr std::int64_t offset() const noexcept { return offset_; }
    /// Whether it is response_end() or body_end().
    constexpr bool is_end() const noexcept { return offset_ == last; }

private:
    static constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();

    constexpr point(unit counted_in, std::int64_t offset) : unit_(counted_in), offset_(offset) {}

    unit unit_;
    std::int64_t offset_;
};

/// How a response ends before its time.
enum class ending {
    /// In order: TLS close_notify, then FIN.
    close,
    /// FIN without close_notify, as of a process that dies. The same as `close` without TLS.
    cut,
    /// RST.
    reset,
    /// Not at all: nothing more comes until the client leaves.
    stall,
    /// A TLS record that fails its authentication, then FIN. The same as `cut` without TLS.
    corrupt_record,
    /// The server takes the response for complete and waits for the next request.
    keep,
};

/// How the end of a response's body is marked.
enum class body_framing_kind { chunked, content_length, until_close };

/// What goes wrong with one exchange, for emulator::script().
///
/// A fault changes the response that the request would have got: it may replace it, delay it,
/// insert bytes into it, remove bytes from it, end it anywhere, and choose how it is framed and cut
/// into writes. The named faults are combinations of these, and all can be combined:
///
///     server.script(fault::rate_limited(2s).times(2));
///     server.script(fault().wait(point::event(3), 1s).end(point::event(5), ending::reset));
///
/// A fault is a value; the members that refine one return the refined copy. Points that the
/// response does not reach, such as the ninth event of eight, have no effect.
class fault {
public:
    static constexpr std::uint64_t all = std::numeric_limits<std::uint64_t>::max();

    /// No fault yet: the request is answered as usual, which is of use to let some requests pass.
    fault() {}

    /// @name Refinements
    /// @{

    /// Happens to that many requests in a row.
    [[nodiscard]] fault times(unsigned count) const;
    /// Waits before the response's first byte.
    [[nodiscard]] fault delayed(std::chrono::milliseconds duration) const;
    /// Sends the bytes at that place, so many times in a row; `all` is without end, until the
    /// client leaves. At a place in the body they are framed as the body is. More than once is not
    /// for a body that the emulator compresses.
    [[nodiscard]] fault insert(point where, std::string bytes, std::uint64_t times = 1) const;
    /// Leaves out what follows that place: that many bytes, or events if the place is counted so.
    [[nodiscard]] fault remove(point where, std::uint64_t count = all) const;
    /// Pauses at that place.
    [[nodiscard]] fault wait(point where, std::chrono::milliseconds duration) const;
    /// Ends the response at that place. The head still tells the length of the whole body.
    [[nodiscard]] fault end(point where, ending how) const;
    /// Sets a header of the response.
    [[nodiscard]] fault header(std::string_view name, std::string_view value) const;
    /// Marks the body's end in that way.
    [[nodiscard]] fault framed(body_framing_kind framing) const;
    /// Cuts the body into HTTP chunks of that size, wherever the cuts fall.
    [[nodiscard]] fault chunk_size(std::size_t bytes) const;
    /// Sends the response in writes of that size, each a TLS record and a TCP segment of its own,
    /// with a pause before all but the first.
    [[nodiscard]] fault write_size(std::size_t bytes, std::chrono::milliseconds pause = {}) const;
    /// @}

    /// @name Answers with an error
    /// @{

    /// The server's own error with that HTTP status.
    static fault status(unsigned code);
    /// A response of that status, with that body as application/json.
    static fault status(unsigned code, std::string body, const coai::headers& headers = {});
    /// Gemini's 429 for a limit per minute: the time to wait is in the body's RetryInfo and in the
    /// message, not in a header.
    static fault rate_limited(std::chrono::milliseconds retry_after);
    /// Gemini's 429 for a limit per day, which waiting does not help.
    static fault quota_exhausted();
    /// Gemini's 503.
    static fault overloaded();
    /// @}

    /// @name The connection breaks
    /// @{
    static fault reset_before_response();
    static fault close_before_response();
    /// After that many bytes of the response, head included.
    static fault reset_after(std::int64_t bytes);
    static fault close_after(std::int64_t bytes);
    static fault cut_after(std::int64_t bytes);
    static fault stall_after(std::int64_t bytes);
    static fault corrupt_record_after(std::int64_t bytes);
    /// A body shorter than the head's Content-Length says.
    static fault truncated_body(std::int64_t bytes);
    /// Closes the connection after a complete response that promised to keep it.
    static fault close_after_response();
    /// Takes the request's head and never reads its body. The client's leaving is noticed only if
    /// it resets the connection; emulator::drop_connections() ends it.
    static fault stop_reading();
    /// Takes that many bytes of the request's body and resets the connection. As with Google, a
    /// resumable upload keeps what has come in whole units of 256 KiB; nothing else does anything
    /// with a part of a request.
    static fault reset_in_request(std::uint64_t bytes);
    /// @}

    /// @name The response is slow
    /// @{
    static fault delay(std::chrono::milliseconds duration);
    /// Writes that many bytes at a time.
    static fault dribble(std::size_t bytes = 1, std::chrono::milliseconds pause = {});
    /// @}

    /// @name The response is not HTTP, or unusual HTTP
    /// @{

    /// These bytes in place of a response, and then the ending.
    static fault raw(std::string bytes, ending then = ending::close);
    /// Bytes that are not HTTP.
    static fault garbage();
    /// An interim response (1xx) before the response.
    static fault interim(unsigned code = 103);
    /// A header whose value has that many bytes.
    static fault huge_header(std::size_t bytes);
    /// No length and no chunks: the body ends with the connection.
    static fault close_delimited();
    /// The response says `Connection: close`, and the connection is closed after it.
    static fault connection_close();
    /// The body in chunks of that size, which also cuts UTF-8 sequences.
    static fault split_chunks(std::size_t bytes = 1);
    /// @}

    /// @name The body is not what it should be
    /// @{
    static fault content_type(std::string_view value);
    /// A control character in the body's first JSON text.
    static fault invalid_json();
    /// A stream without its last event, `[DONE]`.
    static fault missing_done();
    /// After that many events, an error as an event's data; then the stream ends without `[DONE]`.
    static fault stream_error(std::int64_t after_events);
    /// The same with the error in an array of one.
    static fault stream_error_array(std::int64_t after_events);
    /// The same with the error as bare JSON over several lines, outside of any event.
    static fault stream_error_tail(std::int64_t after_events);
    /// An event that has a name and no data, before the second event.
    static fault event_without_data();
    /// A comment before every event.
    static fault comments();
    /// CR LF as the line ends of a stream.
    static fault crlf();
    /// @}

    /// What happens at one place.
    struct step {
        explicit step(point where) : at(where) {}

        point at;
        std::chrono::milliseconds wait{0};
        std::string insert;
        std::uint64_t times = 1;
        std::uint64_t remove = 0;
        std::optional<ending> end;
    };

    /// What the fault consists of; the emulator reads it.
    struct plan {
        plan() {}

        unsigned times = 1;
        bool read_body = true;
        /// Where set, no more of the body is read than that, and then the connection is reset.
        std::optional<std::uint64_t> reset_in_request;
        std::chrono::milliseconds delay{0};
        /// Replaces the response where set; without a body it is the server's own error.
        std::optional<unsigned> status;
        std::optional<std::string> body;
        coai::headers headers;
        std::optional<body_framing_kind> framing;
        bool crlf = false;
        std::size_t chunk_size = 0;
        std::size_t write_size = 0;
        std::chrono::milliseconds write_pause{0};
        /// In the order in which they were added.
        std::vector<step> steps;
    };

    const plan& details() const noexcept { return plan_; }

private:
    plan plan_;
};

static_assert(!std::is_aggregate_v<fault>);

} // namespace coai::testing
