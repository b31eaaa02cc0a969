#pragma once

#include <string_view>

namespace coai {

/// Whose dialect of the OpenAI API a server speaks.
enum class provider {
    /// Google Gemini's compatibility endpoint.
    gemini,
    /// OpenAI itself.
    openai,
    /// Any other compatible server: vLLM, llama.cpp, Ollama, OpenRouter, gateways.
    generic,
};

/// The provider that a host name belongs to: "generativelanguage.googleapis.com" is Gemini,
/// "api.openai.com" is OpenAI, all others are generic.
provider provider_from_host(std::string_view host) noexcept;

} // namespace coai
