#pragma once

#include "http/error.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace coai::http {

/// One server-sent event. The views are valid until the decoder is used again and, as `data` may
/// point into them, while the bytes fed last are.
struct sse_event {
    /// The event's name, empty where the server sent none.
    std::string_view event;
    /// The data lines, joined with LF.
    std::string_view data;
    /// The last id sent, by this event or an earlier one.
    std::string_view id;
};

/// Decodes text/event-stream (WHATWG HTML section 9.2) from byte pieces cut anywhere.
///
/// Departs from that standard in two points: an event without a data line is never handed out, and
/// JSON text outside of any field, which Gemini appends to a stream that fails, is kept in stray().
/// The work is linear in the bytes fed, however they are cut.
class sse_decoder {
public:
    static constexpr std::size_t default_max_event_size = 64 * 1024 * 1024;
    static constexpr std::size_t max_stray_size = 64 * 1024;

    /// `max_event_size` bounds the data of an event, and every other line but comments.
    explicit sse_decoder(std::size_t max_event_size = default_max_event_size) noexcept
        : max_event_size_(max_event_size) {}

    /// Makes the next bytes available. They must stay valid until next() has returned false, which
    /// must have happened for the bytes fed before.
    void feed(std::string_view bytes);

    /// Takes the next event. False when all bytes fed are used up, or with `ec` set for good.
    bool next(sse_event& out, error_code& ec);

    /// Tells that no bytes will follow. What was incomplete is no event, but may be stray text.
    void finish();

    /// True while an event has begun and not ended; after finish(), when the stream was cut off.
    bool mid_event() const noexcept;

    /// The last JSON text outside of any field, as far as it came, cut at max_stray_size. Every
    /// line of it ends in LF.
    std::string_view stray() const noexcept { return stray_; }

    /// The last reconnection time that the server sent.
    std::optional<std::chrono::milliseconds> retry() const noexcept { return retry_; }

    /// Back to the state after construction; keeps the memory.
    void reset() noexcept;

private:
    // What the line is whose end has not been fed yet.
    enum class open_line { none, undecided, data, comment };

    void skip_byte_order_mark(std::string_view& bytes);
    const char* find_line_end() noexcept;
    void step_over(const char* line_end) noexcept;
    void keep_open_line(std::string_view part);
    void end_line(std::string_view part);
    void process_line(std::string_view line, bool stays_valid);
    void begin_data_line(std::string_view value, bool stays_valid);
    void append_data(std::string_view text);
    void copy_data_view();
    void begin_event() noexcept;
    void set_retry(std::string_view value);
    bool belongs_to_stray(std::string_view line) const noexcept;
    void append_stray(std::string_view line);

    std::size_t max_event_size_;

    // The bytes fed and not yet used. The next LF and CR are remembered, so that a stream without
    // either is not searched for it again and again; `end_` stands for none, less than `position_`
    // for outdated.
    const char* position_ = nullptr;
    const char* end_ = nullptr;
    const char* next_lf_ = nullptr;
    const char* next_cr_ = nullptr;
    bool after_cr_ = false;
    std::size_t bom_matched_ = 0;
    bool at_start_ = true;

    open_line open_line_ = open_line::none;
    std::string line_;

    // The event under way. Its data is `data_view_` while that is one line inside the bytes fed,
    // otherwise `data_`.
    std::string event_;
    std::string data_;
    std::string_view data_view_;
    std::size_t data_lines_ = 0;
    bool handed_out_ = false;
    bool too_large_ = false;

    std::string id_;
    std::optional<std::chrono::milliseconds> retry_;
    std::string stray_;
    bool stray_open_ = false;
};

} // namespace coai::http
