#include "api/usage_sum.hpp"

namespace coai::api {

namespace {

void add(usage::prompt_details& sum, const usage::prompt_details& more) {
    sum.audio_tokens += more.audio_tokens;
    sum.cached_tokens += more.cached_tokens;
    sum.cache_write_tokens += more.cache_write_tokens;
    sum.text_tokens += more.text_tokens;
    sum.image_tokens += more.image_tokens;
}

void add(usage::completion_details& sum, const usage::completion_details& more) {
    sum.accepted_prediction_tokens += more.accepted_prediction_tokens;
    sum.audio_tokens += more.audio_tokens;
    sum.reasoning_tokens += more.reasoning_tokens;
    sum.rejected_prediction_tokens += more.rejected_prediction_tokens;
    sum.text_tokens += more.text_tokens;
}

template <class Details>
void add(std::optional<Details>& sum, const std::optional<Details>& more) {
    if (more) {
        add(sum ? *sum : sum.emplace(), *more);
    }
}

} // namespace

void add_usage(usage& sum, const usage& more) {
    sum.prompt_tokens += more.prompt_tokens;
    sum.completion_tokens += more.completion_tokens;
    sum.total_tokens += more.total_tokens;
    add(sum.prompt_tokens_details, more.prompt_tokens_details);
    add(sum.completion_tokens_details, more.completion_tokens_details);
}

} // namespace coai::api
