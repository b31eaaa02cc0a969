#pragma once

#include <coai/chat/accumulator.hpp>
#include <coai/chat/chunk.hpp>
#include <coai/chat/completion.hpp>
#include <coai/generator.hpp>
#include <coai/response.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace coai::chat {

/// How far a stream has come, and how it ended.
enum class stream_end {
    /// There may be more chunks.
    none,
    /// The server said `[DONE]`.
    done,
    /// The response ended without `[DONE]`, but every answer had its finish reason, which some
    /// servers hold to be enough.
    finished,
    /// The server answered with one JSON body in place of a stream; it was handed out as a chunk.
    single_response,
    /// An error ended it, or close().
    failed,
};

/// What a stream has brought so far.
struct stream_statistics {
    /// Chunks handed out.
    std::uint64_t chunks = 0;
    /// Bytes of the response's body, as sent.
    std::uint64_t bytes = 0;
    /// From the start of the call to the first chunk with text or thought, since thoughts are
    /// tokens too; 0 before that.
    std::chrono::steady_clock::duration first_token{};
    /// From the start of the call to the last chunk so far.
    std::chrono::steady_clock::duration last_chunk{};
};

/// A streamed answer: an asynchronous sequence of chunks.
///
/// @code
/// auto stream = co_await client.chat.completions.stream(request);
/// while (auto chunk = co_await stream.next())
///     std::cout << chunk->text() << std::flush;
/// @endcode
///
/// Destroying the stream before its end, or cancelling a coroutine that is in next(), closes the
/// connection; a stream that was read to its end gives it back for the next call. Not thread-safe,
/// and one next() at a time.
class [[nodiscard]] completion_stream {
public:
    completion_stream(completion_stream&&) noexcept;
    completion_stream& operator=(completion_stream&&) noexcept;
    ~completion_stream();

    /// The next chunk, or nothing at the end. Suspends only if none has arrived yet.
    ///
    /// @throws api_error for an error that the server reports within the stream,
    /// stream_truncated_error when it ends early, timeout_error (errc::stream_idle_timeout,
    /// errc::deadline_exceeded), connection_error, protocol_error; after any of them there are no
    /// more chunks. boost::system::system_error with operation_aborted when cancelled.
    boost::asio::awaitable<std::optional<chunk>> next();

    /// The same into a chunk of the caller's, whose memory is used again; false at the end. For
    /// programs that read very many chunks:
    ///
    /// @code
    /// coai::chat::chunk chunk;
    /// while (co_await stream.next(chunk)) {
    ///     do {
    ///         handle(chunk.text());
    ///     } while (stream.try_next(chunk));
    /// }
    /// @endcode
    boost::asio::awaitable<bool> next(chunk& into);

    /// Takes a chunk that has arrived already; false if there is none, and next() tells whether
    /// more will come. Never suspends and never reads the connection. Throws as next().
    bool try_next(chunk& into);

    /// Reads to the end and joins all chunks, those handed out before included only if they were
    /// read by collect() itself: call it instead of next(). Throws as next(); partial() then has
    /// what came before the error.
    boost::asio::awaitable<completion> collect();

    /// What collect() has joined so far; of use after it has thrown.
    const completion& partial() const noexcept;

    /// The rest of the stream as a generator.
    async_generator<chunk> chunks() &&;

    /// Ends the stream now and closes its connection, unless it has been read to its end.
    void close() noexcept;

    /// Whether and how the stream has ended.
    stream_end end() const noexcept;

    /// Status, headers, request id, attempts and timings of the response.
    const response_info& response() const noexcept;

    stream_statistics statistics() const noexcept;

private:
    friend class completions;
    friend class joining_stream;
    class state;

    explicit completion_stream(std::unique_ptr<state> opened) noexcept;

    std::unique_ptr<state> state_;
};

} // namespace coai::chat
