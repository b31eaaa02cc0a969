#include "http/sse_decoder.hpp"

#include "http/ascii.hpp"

#include <boost/assert.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <utility>

namespace coai::http {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view data_prefix = "data:";

const char* find(const char* first, const char* last, char wanted) noexcept {
    const auto* found = std::memchr(first, wanted, static_cast<std::size_t>(last - first));
    return found != nullptr ? static_cast<const char*>(found) : last;
}

std::string_view without_leading_space(std::string_view value) noexcept {
    return value.starts_with(' ') ? value.substr(1) : value;
}

std::string_view field_name(std::string_view line) noexcept {
    return line.substr(0, line.find(':'));
}

std::string_view field_value(std::string_view line) noexcept {
    const auto colon = line.find(':');
    return colon == line.npos ? std::string_view() : without_leading_space(line.substr(colon + 1));
}

bool is_field_name(std::string_view name) noexcept {
    return name == "data" || name == "event" || name == "id" || name == "retry";
}

bool opens_json(std::string_view line) noexcept {
    line = trim_blanks(line);
    return line.starts_with('{') || line.starts_with('[');
}

} // namespace

void sse_decoder::feed(std::string_view bytes) {
    BOOST_ASSERT(position_ == end_ || too_large_);
    if (at_start_) {
        skip_byte_order_mark(bytes);
    }
    if (after_cr_ && !bytes.empty()) {
        after_cr_ = false;
        if (bytes.front() == '\n') {
            bytes.remove_prefix(1);
        }
    }
    if (bytes.empty()) {
        return;
    }
    position_ = bytes.data();
    end_ = position_ + bytes.size();
    next_lf_ = find(position_, end_, '\n');
    next_cr_ = find(position_, end_, '\r');
}

bool sse_decoder::next(sse_event& out, error_code& ec) {
    ec.clear();
    if (handed_out_) {
        begin_event();
    }
    while (position_ != end_ && !too_large_) {
        const char* const line_end = find_line_end();
        const std::string_view part(position_, static_cast<std::size_t>(line_end - position_));
        if (line_end == end_) {
            position_ = end_;
            keep_open_line(part);
            break;
        }
        step_over(line_end);
        if (!part.empty() || open_line_ != open_line::none) {
            end_line(part);
        } else if (data_lines_ == 0) {
            begin_event();
        } else {
            handed_out_ = true;
            out.event = event_;
            out.data = data_view_.data() != nullptr ? data_view_ : data_;
            out.id = id_;
            return true;
        }
    }
    if (too_large_) {
        ec = error::event_too_large;
    } else {
        copy_data_view();
    }
    return false;
}

void sse_decoder::finish() {
    if (open_line_ == open_line::undecided && belongs_to_stray(line_)) {
        append_stray(line_);
        line_.clear();
        open_line_ = open_line::none;
    }
}

bool sse_decoder::mid_event() const noexcept {
    if (handed_out_) {
        return false;
    }
    return data_lines_ > 0 || !event_.empty() ||
           (open_line_ == open_line::undecided && !belongs_to_stray(line_));
}

void sse_decoder::reset() noexcept {
    position_ = end_ = next_lf_ = next_cr_ = nullptr;
    after_cr_ = false;
    bom_matched_ = 0;
    at_start_ = true;
    open_line_ = open_line::none;
    line_.clear();
    begin_event();
    too_large_ = false;
    id_.clear();
    retry_.reset();
    stray_.clear();
    stray_open_ = false;
}

void sse_decoder::skip_byte_order_mark(std::string_view& bytes) {
    while (!bytes.empty() && bom_matched_ < byte_order_mark.size() &&
           bytes.front() == byte_order_mark[bom_matched_]) {
        bytes.remove_prefix(1);
        ++bom_matched_;
    }
    if (bytes.empty()) {
        return;
    }
    at_start_ = false;
    if (bom_matched_ > 0 && bom_matched_ < byte_order_mark.size()) {
        line_.assign(byte_order_mark.substr(0, bom_matched_));
        open_line_ = open_line::undecided;
    }
}

const char* sse_decoder::find_line_end() noexcept {
    if (next_lf_ < position_) {
        next_lf_ = find(position_, end_, '\n');
    }
    if (next_cr_ < position_) {
        next_cr_ = find(position_, end_, '\r');
    }
    return std::min(next_lf_, next_cr_);
}

void sse_decoder::step_over(const char* line_end) noexcept {
    position_ = line_end + 1;
    if (*line_end == '\r') {
        if (position_ == end_) {
            after_cr_ = true;
        } else if (*position_ == '\n') {
            ++position_;
        }
    }
}

void sse_decoder::keep_open_line(std::string_view part) {
    if (open_line_ == open_line::comment) {
        return;
    }
    if (open_line_ == open_line::data) {
        append_data(part);
        return;
    }
    const bool continued = open_line_ == open_line::undecided;
    const std::string_view line = continued ? std::string_view(line_.append(part)) : part;
    if (line.front() == ':') {
        open_line_ = open_line::comment;
    } else if (line.size() > data_prefix.size() && line.starts_with(data_prefix)) {
        // The line goes straight to the data: one copy, however many pieces it comes in.
        begin_data_line(without_leading_space(line.substr(data_prefix.size())), false);
        open_line_ = open_line::data;
        line_.clear();
    } else {
        too_large_ = line.size() > max_event_size_;
        open_line_ = open_line::undecided;
        if (!continued) {
            line_.assign(part);
        }
    }
}

void sse_decoder::end_line(std::string_view part) {
    switch (std::exchange(open_line_, open_line::none)) {
    case open_line::none:
        process_line(part, true);
        break;
    case open_line::undecided:
        process_line(line_.append(part), false);
        line_.clear();
        break;
    case open_line::data:
        append_data(part);
        break;
    case open_line::comment:
        break;
    }
}

void sse_decoder::process_line(std::string_view line, bool stays_valid) {
    if (line.starts_with(data_prefix)) {
        begin_data_line(without_leading_space(line.substr(data_prefix.size())), stays_valid);
        return;
    }
    if (line.front() == ':') {
        return;
    }
    if (line.size() > max_event_size_) {
        too_large_ = true;
        return;
    }
    if (belongs_to_stray(line)) {
        append_stray(line);
        return;
    }
    stray_open_ = false;
    const auto name = field_name(line);
    const auto value = field_value(line);
    if (name == "data") {
        begin_data_line(value, stays_valid);
    } else if (name == "event") {
        event_.assign(value);
    } else if (name == "id" && value.find('\0') == value.npos) {
        id_.assign(value);
    } else if (name == "retry") {
        set_retry(value);
    }
}

void sse_decoder::begin_data_line(std::string_view value, bool stays_valid) {
    stray_open_ = false;
    if (data_lines_++ == 0) {
        if (stays_valid && value.size() <= max_event_size_) {
            data_view_ = value;
        } else {
            append_data(value);
        }
        return;
    }
    copy_data_view();
    append_data("\n");
    append_data(value);
}

void sse_decoder::append_data(std::string_view text) {
    if (text.size() > max_event_size_ - data_.size()) {
        too_large_ = true;
    } else {
        data_.append(text);
    }
}

void sse_decoder::copy_data_view() {
    if (data_view_.data() != nullptr) {
        data_.assign(data_view_);
        data_view_ = {};
    }
}

void sse_decoder::begin_event() noexcept {
    event_.clear();
    data_.clear();
    data_view_ = {};
    data_lines_ = 0;
    handed_out_ = false;
}

void sse_decoder::set_retry(std::string_view value) {
    std::int64_t milliseconds = 0;
    const auto* const last = value.data() + value.size();
    const auto [end, status] = std::from_chars(value.data(), last, milliseconds);
    if (status == std::errc() && end == last && is_digit(value.front())) {
        retry_ = std::chrono::milliseconds(milliseconds);
    }
}

bool sse_decoder::belongs_to_stray(std::string_view line) const noexcept {
    return !is_field_name(field_name(line)) && (stray_open_ || opens_json(line));
}

void sse_decoder::append_stray(std::string_view line) {
    if (!stray_open_) {
        stray_open_ = true;
        stray_.clear();
    }
    stray_.append(line.substr(0, max_stray_size - stray_.size()));
    if (stray_.size() < max_stray_size) {
        stray_.push_back('\n');
    }
}

} // namespace coai::http
