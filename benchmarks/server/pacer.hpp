#pragma once

#include "server/connection.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>

namespace bench {

/// Sends the chunks of many streams at an even rate: always to the stream that has waited longest,
/// one chunk and TLS record at a time, its text a timestamp().
class pacer {
public:
    /// @param chunks_per_second Over all streams together.
    /// @param gather How many streams must be open before the first chunk is sent.
    /// @param settle How long after that it is sent: the client still has heads to read.
    pacer(double chunks_per_second, std::size_t gather, std::chrono::milliseconds settle)
        : rate_(chunks_per_second), gather_(gather), settle_(settle) {}

    /// Takes a stream whose head has been sent and that has `chunks_left`.
    void add(std::shared_ptr<connection> stream);

    /// Sends what is due by now; called every millisecond or more often.
    void tick();

    bool is_active() const noexcept { return active_; }

private:
    using clock = std::chrono::steady_clock;

    void send_next();

    double rate_;
    std::size_t gather_;
    std::chrono::milliseconds settle_;
    std::deque<std::weak_ptr<connection>> streams_;
    bool active_ = false;
    clock::time_point started_;
    double sent_ = 0;
};

} // namespace bench
