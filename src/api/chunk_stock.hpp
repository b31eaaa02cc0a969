#pragma once

#include <coai/chat/chunk.hpp>

#include <memory>
#include <mutex>

namespace coai::api {

/// The memory of a chunk that a stream has handed out, from when its consumer is done with it until
/// the stream needs it again: its strings and vectors, which would be five allocations for each
/// chunk otherwise. Thread-safe, since chunks may be destroyed anywhere, and also after the stream.
class chunk_stock : public std::enable_shared_from_this<chunk_stock> {
public:
    /// Gives `to` the memory that is there, unless it has some already; what is in it is left over
    /// from another chunk. When `to` or what it is moved to is destroyed, the memory comes back.
    void lend(chat::chunk& to);

    /// Takes the memory of a chunk that is about to be destroyed.
    static void take_back(chat::chunk& used) noexcept;

private:
    std::mutex mutex_;
    chat::chunk unused_;
};

} // namespace coai::api
