// An event stream read whole and in pieces must give the same events.

#include "fuzz/input.hpp"

#include "http/sse_decoder.hpp"

#include <string>

namespace {

using namespace coai;

constexpr std::size_t max_event_size = 4096;

/// All that a decoder tells of a stream, as a text.
class transcript {
public:
    void read(http::sse_decoder& decoder) {
        http::sse_event event;
        while (!failed_ && decoder.next(event, failed_)) {
            fuzz::require(event.data.size() <= max_event_size, "an event is within the limit");
            text_.append("event ").append(event.event).append(1, '\0');
            text_.append(event.data).append(1, '\0').append(event.id).append(1, '\n');
        }
    }

    std::string end(http::sse_decoder& decoder) {
        if (failed_) { // after which nothing else matters
            return text_ + failed_.message();
        }
        decoder.finish();
        text_ += decoder.mid_event() ? "cut off" : "whole";
        text_ += decoder.stray();
        if (const auto pause = decoder.retry()) {
            text_ += std::to_string(pause->count());
        }
        return text_;
    }

    bool failed() const noexcept { return static_cast<bool>(failed_); }

private:
    std::string text_;
    http::error_code failed_;
};

std::string read_whole(http::sse_decoder& decoder, std::string_view text) {
    transcript events;
    decoder.feed(text);
    events.read(decoder);
    return events.end(decoder);
}

std::string read_in_pieces(http::sse_decoder& decoder, std::string_view text, std::size_t seed) {
    transcript events;
    for (fuzz::cutter pieces(text, seed); !pieces.done() && !events.failed();) {
        // A copy of its own, so that a view that outlives its piece is found.
        const std::string piece(pieces.next());
        decoder.feed(piece);
        events.read(decoder);
    }
    return events.end(decoder);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input made(data, size);
    const std::size_t seed = made.choice(256);
    http::sse_decoder decoder(max_event_size);
    const std::string whole = read_whole(decoder, made.text());
    decoder.reset();
    fuzz::require(read_in_pieces(decoder, made.text(), seed) == whole,
                  "cutting a stream changes nothing");
    return 0;
}
