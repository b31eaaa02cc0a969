#include <coai/provider.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace {

using coai::provider;

TEST_SUITE("provider") {
    TEST_CASE("the host name tells the provider") {
        const std::pair<std::string, provider> examples[] = {
            {"generativelanguage.googleapis.com", provider::gemini},
            {"GenerativeLanguage.GoogleAPIs.com", provider::gemini},
            {"generativelanguage.googleapis.com.", provider::gemini},
            {"evil.generativelanguage.googleapis.com", provider::generic},
            {"generativelanguage.googleapis.com.evil.example", provider::generic},
            {"aiplatform.googleapis.com", provider::generic},
            {"googleapis.com", provider::generic},
            {"api.openai.com", provider::openai},
            {"API.OPENAI.COM", provider::openai},
            {"api.openai.com.", provider::openai},
            {"eu.api.openai.com", provider::openai},
            {"notapi.openai.com", provider::generic},
            {"openai.com", provider::generic},
            {"api.openai.com.evil.example", provider::generic},
            {"my.openai.azure.com", provider::generic},
            {"openrouter.ai", provider::generic},
            {"localhost", provider::generic},
            {"127.0.0.1", provider::generic},
            {"", provider::generic},
            {".", provider::generic},
        };
        for (const auto& e : examples) {
            const auto& host = e.first;
            const auto& expected = e.second;
            CAPTURE(host);
            CHECK(coai::provider_from_host(host) == expected);
        }
    }
}

} // namespace
