#include "support/upstream.hpp"

#include <coai/error.hpp>

#include <cstdlib>
#include <utility>

namespace example {

namespace {

std::optional<coai::client_options> options_from_environment() {
    try {
        return coai::client_options::from_environment();
    } catch (const coai::usage_error&) {
        return std::nullopt; // there is no key
    }
}

bool is_google(const coai::client_options& service) {
    return service.base_url.find("googleapis.com") != std::string::npos;
}

std::string chat_model_of(const coai::client_options& service) {
    if (const char* wanted = std::getenv("COAI_MODEL"); wanted && *wanted) {
        return wanted;
    }
    return is_google(service) ? "gemini-2.5-flash" : "gpt-4o-mini";
}

} // namespace

upstream::upstream(const coai::testing::emulator_options& emulation) {
    if (auto service = options_from_environment()) {
        options_ = std::move(*service);
        model_ = chat_model_of(options_);
    } else {
        options_ = emulator_.emplace(emulation).client_options();
        model_ = "gemini-2.5-flash";
    }
}

bool upstream::is_gemini() const noexcept { return is_emulated() || is_google(options_); }

std::string upstream::model_of(const std::string& gemini, const std::string& openai) const {
    return is_gemini() ? gemini : openai;
}

std::string upstream::description() const {
    if (!is_emulated()) {
        return options_.base_url;
    }
    return options_.base_url + ", an emulator inside this program.\n"
                               "Set GEMINI_API_KEY or OPENAI_API_KEY to talk to a real service.";
}

} // namespace example
