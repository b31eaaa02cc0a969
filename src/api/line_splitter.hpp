#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace coai::api {

/// Cuts a text that comes in pieces into its lines. Holds no more than the piece and one line.
class line_splitter {
public:
    struct line {
        /// Without its line feed and a carriage return before it; valid until the next call.
        std::string_view text;
        /// Counted from 1.
        std::size_t number = 0;
        /// It is longer than allowed, and so not in `text`.
        bool too_long = false;
    };

    explicit line_splitter(std::size_t max_line_size) noexcept : max_size_(max_line_size) {}

    /// Adds a piece, once next() has nothing more of the one before.
    void feed(std::string piece);
    /// The next line whose end has come.
    std::optional<line> next();
    /// What is left behind the last line feed, once no more pieces will come.
    std::optional<line> finish();

private:
    void keep(std::string_view part);
    line complete(std::string_view part);

    std::size_t max_size_;
    std::string piece_;
    std::size_t position_ = 0; // in piece_
    std::string begun_;        // the line so far, from earlier pieces
    std::size_t begun_size_ = 0;
    bool handed_out_ = false; // begun_ was
    std::size_t number_ = 0;
};

} // namespace coai::api
