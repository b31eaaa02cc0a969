#pragma once

#include <coai/chat/chunk.hpp>
#include <coai/chat/completion.hpp>

#include <cstddef>
#include <memory>

namespace coai::chat {

/// Joins the chunks of a stream to the completion that they are pieces of.
///
/// Texts are appended; role, finish reason and usage are replaced by each newer value; id, model
/// and creation time are the first that is not empty. Pieces of tool calls are matched by id, then
/// by index, then by order, which also joins the streams of servers that leave indices or ids out
/// (Gemini) or give the same index to several calls. A call that never got an id is given one.
///
/// Thoughts stay apart from the answer, as they are in the chunks of a completion_stream.
///
/// What has no member of its own ends up in the `extra` of the same place: texts and lists of a
/// delta (`reasoning_content`) are appended, `extra_content` and all else is replaced member by
/// member, and null replaces nothing.
///
/// Not thread-safe. Bounded: at most 128 answers, 1,024 tool calls each, and `max_size` bytes.
class completion_accumulator {
public:
    static constexpr std::size_t default_max_size = 256 * 1024 * 1024;

    /// @param max_size The most that the chunks may bring, in bytes, about; texts, that is, as a
    /// rule.
    explicit completion_accumulator(std::size_t max_size = default_max_size);
    completion_accumulator(completion_accumulator&&) noexcept;
    completion_accumulator& operator=(completion_accumulator&&) noexcept;
    ~completion_accumulator();

    /// Adds the next chunk.
    /// @throws protocol_error (errc::response_too_large) beyond the bounds; the snapshot then has
    ///         what fitted.
    void add(const chunk& next);

    /// What has come so far; tool calls may be incomplete.
    const completion& snapshot() const noexcept;

    /// Ends the stream and hands the completion out; the accumulator is then empty.
    completion finish();

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace coai::chat
