#include "soak/call_plan.hpp"

namespace coai::soak {

using std::chrono::milliseconds;

namespace {

call_kind choose_kind(faults::dice& chance) {
    switch (chance.below(16)) {
    case 0:
    case 1:
    case 2:
    case 3:
        return call_kind::completion;
    case 4:
    case 5:
    case 6:
        return call_kind::stream;
    case 7:
    case 8:
        return call_kind::stream_left;
    case 9:
    case 10:
        return call_kind::stream_collected;
    case 11:
    case 12:
        return call_kind::embeddings;
    case 13:
    case 14:
        return call_kind::models;
    default:
        return call_kind::file;
    }
}

} // namespace

call_plan::call_plan(faults::dice& chance, std::size_t questions)
    : kind(choose_kind(chance)),
      shape(chance.one_in(2) ? testing::dialect::gemini : testing::dialect::openai),
      question(chance.below(questions)),
      leave_after(chance.below(12)),
      file_size(1 + chance.below(16 * 1024)) {
    // Most calls take less than a second, so this is before, in the middle and after the end.
    if (chance.one_in(10))
        cancel_after = milliseconds(chance.below(1000));
    else if (chance.one_in(10))
        short_deadline = milliseconds(1 + chance.below(600));
}

milliseconds call_plan::deadline() const {
    return short_deadline.value_or(std::chrono::seconds(60));
}

} // namespace coai::soak
