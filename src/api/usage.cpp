#include <coai/usage.hpp>

#include <algorithm>

namespace coai {

std::int64_t usage::reasoning_tokens() const noexcept {
    if (completion_tokens_details && completion_tokens_details->reasoning_tokens > 0) {
        return completion_tokens_details->reasoning_tokens;
    }
    // Counts that make no sense must not overflow.
    const auto prompt = std::max<std::int64_t>(prompt_tokens, 0);
    const auto completion = std::max<std::int64_t>(completion_tokens, 0);
    const auto rest = total_tokens > prompt ? total_tokens - prompt : 0;
    return rest > completion ? rest - completion : 0;
}

} // namespace coai
