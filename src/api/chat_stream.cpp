#include <coai/chat/stream.hpp>

#include "api/chat_stream_state.hpp"

#include <utility>

namespace coai::chat {

namespace asio = boost::asio;

completion_stream::completion_stream(std::unique_ptr<state> opened) noexcept
    : state_(std::move(opened)) {}

completion_stream::completion_stream(completion_stream&&) noexcept = default;
completion_stream& completion_stream::operator=(completion_stream&&) noexcept = default;
completion_stream::~completion_stream() = default;

asio::awaitable<std::optional<chunk>> completion_stream::next() {
    // Not a local chunk, which would make this frame too large for Asio to keep for the next.
    chunk& taken = state_->own_chunk();
    bool is_there = state_->poll(taken) == state::step::chunk;
    if (!is_there) {
        is_there = co_await state_->next(taken);
    }
    if (!is_there) {
        co_return std::nullopt;
    }
    co_return std::move(taken);
}

asio::awaitable<bool> completion_stream::next(chunk& into) { return state_->next(into); }

bool completion_stream::try_next(chunk& into) { return state_->poll(into) == state::step::chunk; }

asio::awaitable<completion> completion_stream::collect() {
    chunk taken;
    while (co_await state_->next(taken)) {
        state_->join(taken);
    }
    completion joined = state_->accumulator.finish();
    joined.response = state_->info;
    co_return joined;
}

const completion& completion_stream::partial() const noexcept {
    return state_->accumulator.snapshot();
}

async_generator<chunk> completion_stream::chunks() && {
    const auto generate = [](completion_stream rest) -> async_generator<chunk> {
        chunk taken;
        while (co_await rest.state_->next(taken)) {
            co_yield taken;
        }
    };
    return generate(std::move(*this));
}

void completion_stream::close() noexcept { state_->close(); }

stream_end completion_stream::end() const noexcept { return state_->end; }

const response_info& completion_stream::response() const noexcept { return state_->info; }

stream_statistics completion_stream::statistics() const noexcept { return state_->statistics; }

} // namespace coai::chat
