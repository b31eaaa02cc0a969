#pragma once

#include "api/answer.hpp"
#include "api/chunk_stock.hpp"
#include "api/service.hpp"
#include "api/thoughts.hpp"
#include "http/sse_decoder.hpp"

#include <coai/chat/accumulator.hpp>
#include <coai/chat/stream.hpp>
#include <coai/json/decoder.hpp>

#include <boost/asio/awaitable.hpp>

#include <bitset>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace coai::chat {

/// What is behind a completion_stream: the response being read, and the decoders that its bytes run
/// through.
class completion_stream::state {
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// @param started When the call began.
    state(std::shared_ptr<api::service> caller, api::answer answered, api::thought_tags thoughts,
          time_point started);

    /// The next chunk, waiting for it if need be; false at the end.
    boost::asio::awaitable<bool> next(chunk& into);

    /// What can be had without waiting.
    enum class step { chunk, starved, ended };
    step poll(chunk& into);

    /// Adds a chunk to what collect() returns.
    /// @throws protocol_error (errc::response_too_large) beyond limits.max_body_size.
    void join(const chunk& taken);

    void close() noexcept;

    /// What next() without a chunk of the caller's decodes into and hands out.
    chunk& own_chunk();

    stream_end end = stream_end::none;
    response_info info;
    stream_statistics statistics;
    completion_accumulator accumulator; // bounded by limits.max_body_size

private:
    class failure_guard;

    net::exchange& exchange() noexcept { return *answer_.exchange; }

    step take_chunk(chunk& into);
    bool take_event(const http::sse_event& event, chunk& into);
    void decode(std::string_view data, chunk& into);
    void note(const chunk& taken);

    boost::asio::awaitable<void> receive();
    void on_body_end();
    void take_single_response(chunk& into);
    boost::asio::awaitable<void> drain();

    void throw_reported_error(std::string_view json) const;
    [[noreturn]] void rethrow(const error& failed);

    std::shared_ptr<api::service> caller_; // for its settings and, in errors, its credential
    api::answer answer_;                   // its info is in `info`
    time_point started_;
    http::sse_decoder events_;
    json::decoder decoder_;
    api::chunk_thoughts thoughts_;
    time_point received_at_;

    std::shared_ptr<api::chunk_stock> stock_ = std::make_shared<api::chunk_stock>();
    chunk own_chunk_;

    /// The body of a response that is no stream, and whether it is complete.
    bool single_ = false;
    bool single_complete_ = false;
    std::string single_body_;

    /// The answers that have begun, and those that have their finish reason.
    static constexpr std::size_t tracked_answers = 128;
    std::bitset<tracked_answers> begun_;
    std::bitset<tracked_answers> finished_;
};

} // namespace coai::chat
