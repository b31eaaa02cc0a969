#include "server/pacer.hpp"

#include "server/replies.hpp"
#include "support/timestamp.hpp"

#include <utility>

namespace bench {

void pacer::add(std::shared_ptr<connection> stream) {
    streams_.push_back(std::move(stream));
    if (!active_ && streams_.size() >= gather_) {
        active_ = true;
        started_ = clock::now() + settle_;
        sent_ = 0;
    }
}

void pacer::tick() {
    if (!active_)
        return;
    const double elapsed = std::chrono::duration<double>(clock::now() - started_).count();
    double due = elapsed * rate_ - sent_;
    // A server that is late must not send a stream two chunks in one go, which is another load.
    const auto one_each = static_cast<double>(streams_.size());
    if (due > one_each) {
        sent_ += due - one_each;
        due = one_each;
    }
    for (; due >= 1 && !streams_.empty(); due -= 1) {
        send_next();
        sent_ += 1;
    }
    active_ = !streams_.empty();
}

void pacer::send_next() {
    const std::shared_ptr<connection> stream = streams_.front().lock();
    streams_.pop_front();
    if (!stream || !stream->is_open())
        return;
    if (stream->chunks_left == 0) {
        stream->send(http_chunk(event("[DONE]")) + http_chunk({}));
        return;
    }
    --stream->chunks_left;
    stream->send(http_chunk(event(chunk_json(timestamp()))));
    streams_.push_back(stream);
}

} // namespace bench
