#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace coai::api {

/// A request's body that is not in memory as a whole, or is not to be copied.
class body_source {
public:
    /// What a source that can choose gives at a time: large enough to cost few suspensions, small
    /// enough for clocks and progress to mean something.
    static constexpr std::size_t piece_size = 256 * 1024;

    virtual ~body_source() = default;

    /// Bytes in all, which next() gives exactly; nothing where that is not known.
    virtual std::optional<std::uint64_t> size() const = 0;

    /// The next piece, valid until the next call; empty at the end.
    virtual boost::asio::awaitable<std::string_view> next() = 0;

    /// Makes the next piece the first again. False if that is impossible: a piece is gone.
    virtual bool rewind() = 0;
};

} // namespace coai::api
