#include "api/line_splitter.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace coai::api {

void line_splitter::feed(std::string piece) {
    piece_ = std::move(piece);
    position_ = 0;
}

std::optional<line_splitter::line> line_splitter::next() {
    const std::string_view rest = std::string_view(piece_).substr(position_);
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) {
        keep(rest);
        position_ = piece_.size();
        return std::nullopt;
    }
    position_ += end + 1;
    return complete(rest.substr(0, end));
}

std::optional<line_splitter::line> line_splitter::finish() {
    if (handed_out_ || begun_size_ == 0) {
        return std::nullopt;
    }
    return complete({});
}

/// Adds to the line that has begun; of one that is too long only the size is kept.
void line_splitter::keep(std::string_view part) {
    if (std::exchange(handed_out_, false)) {
        begun_.clear();
        begun_size_ = 0;
    }
    begun_size_ += std::min(part.size(), std::numeric_limits<std::size_t>::max() - begun_size_);
    // One byte more may be the carriage return.
    if (begun_size_ > max_size_ && begun_size_ - max_size_ > 1) {
        begun_.clear();
        begun_.shrink_to_fit();
    } else {
        begun_ += part;
    }
}

line_splitter::line line_splitter::complete(std::string_view part) {
    line result;
    result.number = ++number_;
    std::size_t size = part.size();
    if (handed_out_ || begun_size_ == 0) {
        result.text = part;
    } else {
        keep(part);
        result.text = begun_;
        size = begun_size_;
    }
    handed_out_ = true;
    if (result.text.ends_with('\r')) {
        result.text.remove_suffix(1);
        --size;
    }
    if (size > max_size_) {
        result.text = {};
        result.too_long = true;
    }
    return result;
}

} // namespace coai::api
