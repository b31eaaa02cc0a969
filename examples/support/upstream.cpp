#include "support/upstream.hpp"

#include <coai/error.hpp>

#include <cstdlib>

namespace example {

namespace {

std::optional<coai::client_options> options_from_environment() {
    try {
        return coai::client_options::from_environment();
    } catch (const coai::usage_error&) {
        return std::nullopt; // there is no key
    }
}

std::string choose_model(const std::string& base_url) {
    if (const char* wanted = std::getenv("COAI_MODEL"); wanted && *wanted) {
        return wanted;
    }
    // The path of Gemini's compatibility endpoint, which the emulator has as well.
    const bool is_gemini = base_url.find("/v1beta/openai") != std::string::npos;
    return is_gemini ? "gemini-2.5-flash" : "gpt-4o-mini";
}

} // namespace

upstream::upstream(const coai::testing::emulator_options& emulation) {
    if (auto service = options_from_environment()) {
        options_ = std::move(*service);
    } else {
        options_ = emulator_.emplace(emulation).client_options();
    }
    model_ = choose_model(options_.base_url);
}

std::string upstream::description() const {
    if (!is_emulated()) {
        return options_.base_url;
    }
    return options_.base_url + ", an emulator inside this program.\n"
                               "Set GEMINI_API_KEY or OPENAI_API_KEY to talk to a real service.";
}

} // namespace example
