#include "faults/fault_choice.hpp"

#include <chrono>
#include <cstdint>
#include <iterator>

namespace coai::faults {

using std::chrono::milliseconds;
using testing::admission;
using testing::body_framing_kind;
using testing::ending;
using testing::fault;
using testing::point;

namespace {

/// Past the end of most responses, so that some faults do not happen.
constexpr std::size_t longest_response = 4'000;

std::int64_t any_byte(dice& chance) {
    return static_cast<std::int64_t>(chance.below(longest_response));
}

milliseconds short_pause(dice& chance) { return milliseconds(chance.below(4)); }

/// How a response arrives that nothing is wrong with.
fault choose_manner(dice& chance) {
    fault manner;
    if (chance.one_in(3))
        manner = manner.delayed(short_pause(chance));
    if (chance.one_in(3))
        manner = manner.wait(point::byte(any_byte(chance)), short_pause(chance));
    if (chance.one_in(6))
        manner = manner.write_size(1 + chance.below(64));
    if (chance.one_in(6))
        manner = manner.chunk_size(1 + chance.below(40));
    constexpr body_framing_kind framings[] = {body_framing_kind::chunked,
                                              body_framing_kind::content_length,
                                              body_framing_kind::until_close};
    if (chance.one_in(4))
        manner = manner.framed(framings[chance.below(3)]);
    return manner;
}

fault choose_ending(dice& chance) {
    constexpr ending endings[] = {ending::close,          ending::cut, ending::reset, ending::stall,
                                  ending::corrupt_record, ending::keep};
    return choose_manner(chance).end(point::byte(any_byte(chance)), endings[chance.below(6)]);
}

fault choose_refusal(dice& chance) {
    constexpr unsigned statuses[] = {400, 401, 403, 404, 408, 409, 413,
                                     422, 429, 500, 502, 503, 504};
    switch (chance.below(4)) {
    case 0:
        return fault::rate_limited(milliseconds(1 + chance.below(20)));
    case 1:
        return fault::overloaded();
    case 2:
        return fault::quota_exhausted();
    default:
        return fault::status(statuses[chance.below(std::size(statuses))]);
    }
}

fault choose_oddity(dice& chance) {
    switch (chance.below(12)) {
    case 0:
        return fault::reset_before_response();
    case 1:
        return fault::close_before_response();
    case 2:
        return fault::truncated_body(any_byte(chance));
    case 3:
        return fault::close_after_response();
    case 4:
        return fault::stop_reading();
    case 5:
        return fault::reset_in_request(chance.below(600));
    case 6:
        return fault::garbage();
    case 7:
        return fault::interim(chance.one_in(2) ? 103 : 100);
    case 8:
        return fault::huge_header(chance.below(200'000));
    case 9:
        return fault::connection_close();
    case 10:
        return fault::missing_done();
    default:
        return fault::stream_error(static_cast<std::int64_t>(chance.below(6)));
    }
}

} // namespace

fault choose_fault(dice& chance) {
    const fault chosen = [&] {
        switch (chance.below(6)) {
        case 0:
            return choose_manner(chance);
        case 1:
            return choose_refusal(chance);
        case 2:
        case 3:
            return choose_oddity(chance);
        default:
            return choose_ending(chance);
        }
    }();
    return chosen.times(1 + static_cast<unsigned>(chance.below(3)));
}

admission choose_admission(dice& chance) {
    constexpr admission bad[] = {admission::stall, admission::close, admission::reset,
                                 admission::refuse};
    return chance.one_in(12) ? bad[chance.below(4)] : admission::serve;
}

} // namespace coai::faults
