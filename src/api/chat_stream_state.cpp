#include "api/chat_stream_state.hpp"

#include "api/body_error.hpp"
#include "api/chat_codec.hpp"
#include "api/failure_context.hpp"
#include "api/refusal.hpp"
#include "api/single_chunk.hpp"
#include "http/ascii.hpp"
#include "http/failure.hpp"
#include "http/media_type.hpp"

#include <utility>

namespace coai::chat {

namespace asio = boost::asio;
using boost::system::error_code;
using clock = std::chrono::steady_clock;

namespace {

/// What is read after `[DONE]`, so that the connection can be used again, and how long that may
/// take. More is dearer than a new connection.
constexpr std::size_t drain_size = 64 * 1024;
constexpr std::chrono::milliseconds drain_time{100};

/// The kind of body that a 2xx response claims to have; a server that claims nothing is believed to
/// do what it was asked for.
std::optional<http::media_type> media_type_of(const response_info& info) {
    return http::media_type::parse(info.headers.find("content-type").value_or(""));
}

} // namespace

/// Ends the stream when an exception leaves, cancellation included.
class completion_stream::state::failure_guard {
public:
    explicit failure_guard(state& guarded) noexcept : guarded_(&guarded) {}
    failure_guard(const failure_guard&) = delete;
    failure_guard& operator=(const failure_guard&) = delete;
    ~failure_guard() {
        if (guarded_) {
            guarded_->close();
        }
    }

    void dismiss() noexcept { guarded_ = nullptr; }

private:
    state* guarded_;
};

completion_stream::state::state(std::shared_ptr<api::service> caller, api::answer answered,
                                api::thought_tags thoughts, time_point started)
    : info(std::move(answered.info)),
      accumulator(caller->options().limits.max_body_size),
      caller_(std::move(caller)),
      answer_(std::move(answered)),
      started_(started),
      events_(caller_->options().limits.max_event_size),
      thoughts_(std::move(thoughts)),
      received_at_(clock::now()) {
    const auto type = media_type_of(info);
    single_ = type && type->is_json();
}

chunk& completion_stream::state::own_chunk() {
    stock_->lend(own_chunk_);
    return own_chunk_;
}

asio::awaitable<bool> completion_stream::state::next(chunk& into) {
    failure_guard guard(*this);
    for (;;) {
        const step taken = poll(into);
        if (taken == step::ended && end == stream_end::done && exchange().is_open()) {
            co_await drain();
        }
        if (taken != step::starved) {
            guard.dismiss();
            co_return taken == step::chunk;
        }
        try {
            co_await receive();
        } catch (const error& failed) {
            rethrow(failed);
        }
    }
}

void completion_stream::state::join(const chunk& taken) {
    failure_guard guard(*this);
    try {
        accumulator.add(taken);
        guard.dismiss();
    } catch (const error& failed) {
        rethrow(failed);
    }
}

completion_stream::state::step completion_stream::state::poll(chunk& into) {
    failure_guard guard(*this);
    try {
        const step taken = take_chunk(into);
        guard.dismiss();
        return taken;
    } catch (const error& failed) {
        rethrow(failed);
    }
}

completion_stream::state::step completion_stream::state::take_chunk(chunk& into) {
    while (end == stream_end::none) {
        if (single_) {
            if (!single_complete_) {
                return step::starved;
            }
            take_single_response(into);
            return step::chunk;
        }
        http::sse_event event;
        error_code refused;
        if (events_.next(event, refused)) {
            if (take_event(event, into)) {
                return step::chunk;
            }
            continue;
        }
        if (refused) {
            detail::throw_failure(errc::response_too_large,
                                  "an event exceeds limits.max_event_size", refused);
        }
        const std::string_view piece = exchange().take_body();
        if (piece.empty()) {
            return step::starved;
        }
        events_.feed(piece);
    }
    return step::ended;
}

bool completion_stream::state::take_event(const http::sse_event& event, chunk& into) {
    if (http::trim_blanks(event.data) == "[DONE]") {
        end = stream_end::done;
        return false;
    }
    if (event.event == "error") {
        throw_reported_error(event.data);
    }
    decode(event.data, into);
    note(into);
    return true;
}

void completion_stream::state::decode(std::string_view data, chunk& into) {
    try {
        api::decode_chunk(decoder_, data, into);
    } catch (const json::decode_error& bad) {
        throw_reported_error(data); // an array, for example, as Gemini's errors come
        detail::failure failed(errc::invalid_json,
                               std::string("an event's data cannot be read: ") + bad.what());
        failed.keep_body(data);
        detail::throw_failure(std::move(failed));
    }
    if (into.extra.contains("error")) {
        throw_reported_error(data);
    }
    thoughts_.split(into);
}

void completion_stream::state::note(const chunk& taken) {
    ++statistics.chunks;
    statistics.last_chunk = received_at_ - started_;
    const bool has_token = !taken.text().empty() || !taken.thought().empty();
    if (statistics.first_token.count() == 0 && has_token) {
        statistics.first_token = statistics.last_chunk;
    }
    for (const chunk_choice& choice : taken.choices) {
        const auto index = static_cast<std::size_t>(choice.index);
        if (index < tracked_answers) {
            begun_.set(index);
            finished_.set(index, finished_[index] || !choice.finish_reason.empty());
        }
    }
}

asio::awaitable<void> completion_stream::state::receive() {
    const std::string_view piece = co_await exchange().read_body();
    received_at_ = clock::now();
    statistics.bytes = exchange().body_bytes();
    if (piece.empty()) {
        on_body_end();
    } else if (!single_) {
        events_.feed(piece);
    } else if (piece.size() > caller_->options().limits.max_body_size - single_body_.size()) {
        api::throw_too_large(caller_->options().limits.max_body_size);
    } else {
        single_body_ += piece;
    }
}

void completion_stream::state::on_body_end() {
    if (single_) {
        single_complete_ = true;
        return;
    }
    events_.finish();
    if (!events_.stray().empty()) {
        throw_reported_error(events_.stray());
    }
    if (begun_.none() || begun_ != finished_) {
        const auto type = media_type_of(info);
        if (statistics.chunks == 0 && type && !type->is_event_stream()) {
            detail::throw_failure(errc::unexpected_content,
                                  "the response is neither a stream nor JSON");
        }
        detail::throw_failure(errc::truncated,
                              "the stream ended without [DONE] and without a finish reason");
    }
    end = stream_end::finished;
    exchange().finish();
}

void completion_stream::state::take_single_response(chunk& into) {
    try {
        into = api::to_chunk(api::decode_completion(single_body_, thoughts_.tags()));
    } catch (const json::decode_error& bad) {
        throw_reported_error(single_body_);
        detail::throw_failure(api::unreadable_body(single_body_, info, bad));
    }
    if (into.choices.empty()) {
        throw_reported_error(single_body_);
    }
    note(into);
    end = stream_end::single_response;
    exchange().finish();
}

asio::awaitable<void> completion_stream::state::drain() {
    try {
        std::size_t drained = exchange().take_body().size();
        exchange().limit_silence({}, clock::now() + drain_time);
        while (!exchange().done() && drained < drain_size) {
            const std::string_view piece = co_await exchange().read_body();
            drained += piece.size();
        }
    } catch (const error&) {
        exchange().abort(); // all chunks have come; only the connection is lost
    }
    exchange().finish();
}

void completion_stream::state::throw_reported_error(std::string_view json) const {
    if (auto reported = api::reported_error(json, info)) {
        detail::throw_failure(std::move(*reported));
    }
}

void completion_stream::state::rethrow(const error& failed) {
    detail::failure complete = detail::failure_of(failed);
    complete.streaming = true;
    complete.bytes = exchange().body_bytes();
    complete.events = statistics.chunks;
    detail::throw_failure(api::in_context(std::move(complete), answer_.request, info,
                                          caller_->credential_of(answer_)));
}

void completion_stream::state::close() noexcept {
    if (end == stream_end::none) {
        end = stream_end::failed;
    }
    exchange().abort();
}

} // namespace coai::chat
