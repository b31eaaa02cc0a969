#include <coai/chat/parsed_stream.hpp>

#include "api/chat_stream_state.hpp"

namespace coai::chat {

namespace asio = boost::asio;

joining_stream::joining_stream(completion_stream opened) : stream_(std::move(opened)) {}

asio::awaitable<std::optional<chunk>> joining_stream::next() {
    std::optional<chunk> taken(std::in_place);
    if (!co_await next(*taken)) {
        taken.reset();
    }
    co_return taken;
}

asio::awaitable<bool> joining_stream::next(chunk& into) {
    const bool taken = co_await stream_.next(into);
    if (taken) {
        stream_.state_->join(into);
    }
    co_return taken;
}

bool joining_stream::try_next(chunk& into) {
    const bool taken = stream_.try_next(into);
    if (taken) {
        stream_.state_->join(into);
    }
    return taken;
}

asio::awaitable<completion> joining_stream::finish() { return stream_.collect(); }

} // namespace coai::chat
