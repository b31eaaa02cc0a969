#pragma once

#include <coai/chat/chunk.hpp>
#include <coai/chat/completion.hpp>
#include <coai/chat/parsed_completion.hpp>
#include <coai/chat/stream.hpp>
#include <coai/json/type.hpp>

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <utility>

namespace coai::chat {

/// A stream that joins the chunks that it hands out. Threads, cancellation and destruction are as
/// with completion_stream.
class [[nodiscard]] joining_stream {
public:
    explicit joining_stream(completion_stream opened);

    /// As completion_stream::next() and try_next(), and protocol_error (errc::response_too_large)
    /// for more than a completion_accumulator joins, or than limits.max_body_size.
    /// @{
    boost::asio::awaitable<std::optional<chunk>> next();
    boost::asio::awaitable<bool> next(chunk& into);
    bool try_next(chunk& into);
    /// @}

    /// All chunks so far, joined.
    const completion& partial() const noexcept { return stream_.partial(); }

    /// As of completion_stream.
    /// @{
    void close() noexcept { stream_.close(); }
    stream_end end() const noexcept { return stream_.end(); }
    const response_info& response() const noexcept { return stream_.response(); }
    stream_statistics statistics() const noexcept { return stream_.statistics(); }
    /// @}

protected:
    /// Reads to the end; all chunks, joined.
    boost::asio::awaitable<completion> finish();

private:
    completion_stream stream_;
};

/// A streamed answer that is to be a T when it is complete.
///
/// @code
/// auto stream = co_await client.chat.completions.parse_stream<calendar_event>(request);
/// while (auto chunk = co_await stream.next())
///     std::cout << chunk->text() << std::flush;
/// const auto completion = co_await stream.collect();
/// @endcode
template <json::codable T>
class [[nodiscard]] parsed_stream : public joining_stream {
public:
    /// @param code_fence See parse_options.
    explicit parsed_stream(completion_stream opened, bool code_fence = false)
        : joining_stream(std::move(opened)), code_fence_(code_fence) {}

    /// Reads to the end and reads the answers, of which the chunks that next() has handed out are
    /// part. Once. Throws as next().
    boost::asio::awaitable<parsed_completion<T>> collect() {
        completion whole = co_await finish();
        co_return parsed_completion<T>(std::move(whole), code_fence_);
    }

private:
    bool code_fence_;
};

} // namespace coai::chat
