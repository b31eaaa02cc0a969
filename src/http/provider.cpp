#include <coai/provider.hpp>

#include "http/ascii.hpp"

#include <algorithm>

namespace coai {

provider provider_from_host(std::string_view host) noexcept {
    constexpr std::string_view gemini = "generativelanguage.googleapis.com";
    constexpr std::string_view openai = "api.openai.com";
    // The name may be absolute, "api.openai.com.".
    if (host.ends_with('.')) {
        host.remove_suffix(1);
    }
    if (http::equal_ignoring_case(host, gemini)) {
        return provider::gemini;
    }
    // Regions are names below: "eu.api.openai.com".
    const auto tail = host.substr(host.size() - std::min(host.size(), openai.size()));
    const bool whole = tail.size() == host.size() || host[host.size() - tail.size() - 1] == '.';
    return whole && http::equal_ignoring_case(tail, openai) ? provider::openai : provider::generic;
}

} // namespace coai
