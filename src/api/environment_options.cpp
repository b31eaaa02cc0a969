#include "api/environment_options.hpp"

#include "http/failure.hpp"

namespace coai {

client_options client_options::from_environment() {
    return api::options_from(http::process_environment());
}

} // namespace coai

namespace coai::api {

namespace {

client_options openai_options(secret key, const http::environment& variables) {
    client_options options(std::move(key));
    const auto url = http::read_variable(variables, "OPENAI_BASE_URL");
    options.base_url = url.empty() ? "https://api.openai.com/v1/" : url;
    options.organization = http::read_variable(variables, "OPENAI_ORG_ID");
    options.project = http::read_variable(variables, "OPENAI_PROJECT_ID");
    return options;
}

} // namespace

client_options options_from(const http::environment& variables) {
    for (const auto* name : {"GEMINI_API_KEY", "GOOGLE_API_KEY"}) {
        if (const auto key = http::read_variable(variables, name); !key.empty()) {
            return client_options(secret(key));
        }
    }
    if (const auto key = http::read_variable(variables, "OPENAI_API_KEY"); !key.empty()) {
        return openai_options(key, variables);
    }
    detail::throw_usage_error(errc::invalid_option, "api_key",
                              "no API key: set GEMINI_API_KEY (or GOOGLE_API_KEY) for Gemini, or "
                              "OPENAI_API_KEY for OpenAI and compatible servers");
}

} // namespace coai::api
