#include "api/environment_options.hpp"

#include <coai/error.hpp>

#include <doctest/doctest.h>

#include <map>
#include <string>

namespace {

using variables = std::map<std::string, std::string>;

coai::client_options options_from(const variables& values) {
    return coai::api::options_from([&](const char* name) -> const char* {
        const auto found = values.find(name);
        return found != values.end() ? found->second.c_str() : nullptr;
    });
}

const std::string gemini_url = "https://generativelanguage.googleapis.com/v1beta/openai/";

TEST_SUITE("options from the environment") {
    TEST_CASE("GEMINI_API_KEY selects Gemini") {
        const auto options = options_from({{"GEMINI_API_KEY", "g-key"},
                                           {"GOOGLE_API_KEY", "other"},
                                           {"OPENAI_API_KEY", "o-key"},
                                           {"OPENAI_BASE_URL", "http://localhost/"},
                                           {"OPENAI_ORG_ID", "org"}});
        CHECK(options.api_key.reveal() == "g-key");
        CHECK(options.base_url == gemini_url);
        CHECK(options.organization.empty());
    }

    TEST_CASE("GOOGLE_API_KEY does the same") {
        const auto options =
            options_from({{"GOOGLE_API_KEY", "g-key"}, {"OPENAI_API_KEY", "o-key"}});
        CHECK(options.api_key.reveal() == "g-key");
        CHECK(options.base_url == gemini_url);
    }

    TEST_CASE("OPENAI_API_KEY selects OpenAI") {
        const auto options = options_from({{"OPENAI_API_KEY", "o-key"}});
        CHECK(options.api_key.reveal() == "o-key");
        CHECK(options.base_url == "https://api.openai.com/v1/");
        CHECK(options.organization.empty());
        CHECK(options.project.empty());
    }

    TEST_CASE("OPENAI_BASE_URL selects a compatible server") {
        const auto options = options_from({{"OPENAI_API_KEY", "o-key"},
                                           {"OPENAI_BASE_URL", "http://localhost:8000/v1"},
                                           {"OPENAI_ORG_ID", "org"},
                                           {"OPENAI_PROJECT_ID", "proj"}});
        CHECK(options.base_url == "http://localhost:8000/v1");
        CHECK(options.organization == "org");
        CHECK(options.project == "proj");
    }

    TEST_CASE("blank variables count as unset, and white space around values goes") {
        const auto options = options_from({{"GEMINI_API_KEY", ""},
                                           {"GOOGLE_API_KEY", " \t\n"},
                                           {"OPENAI_API_KEY", " o-key\r\n"},
                                           {"OPENAI_BASE_URL", " "},
                                           {"OPENAI_ORG_ID", "\n"}});
        CHECK(options.api_key.reveal() == "o-key");
        CHECK(options.base_url == "https://api.openai.com/v1/");
        CHECK(options.organization.empty());
    }

    TEST_CASE("without a key all three variables are named") {
        for (const auto& values : {variables{}, variables{{"OPENAI_BASE_URL", "http://localhost"}},
                                   variables{{"OPENAI_API_KEY", " "}}}) {
            try {
                options_from(values);
                FAIL_CHECK("accepted");
            } catch (const coai::usage_error& e) {
                const std::string what = e.what();
                CHECK(e.kind() == coai::errc::invalid_option);
                CHECK(e.option() == "api_key");
                CHECK(what.find("GEMINI_API_KEY") != std::string::npos);
                CHECK(what.find("GOOGLE_API_KEY") != std::string::npos);
                CHECK(what.find("OPENAI_API_KEY") != std::string::npos);
            }
        }
    }
}

} // namespace
