#include "http/redact.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

std::string redacted(std::string text, const coai::secret& credential) {
    coai::http::redact(text, credential);
    return text;
}

TEST_SUITE("redact") {
    TEST_CASE("every occurrence of a credential goes") {
        const coai::secret key("AIzaSy-0123456789abcdef");
        CHECK(redacted("AIzaSy-0123456789abcdef", key) == "[redacted]");
        CHECK(redacted("bad key AIzaSy-0123456789abcdef! (AIzaSy-0123456789abcdef)", key) ==
              "bad key [redacted]! ([redacted])");
        CHECK(redacted("AIzaSy-0123456789abcde", key) == "AIzaSy-0123456789abcde");
        CHECK(redacted("", key).empty());
    }

    TEST_CASE("placeholders of local servers and no credential at all change nothing") {
        CHECK(redacted("the model ollama/x", "ollama") == "the model ollama/x");
        CHECK(redacted("text", coai::secret()) == "text");
    }
}

} // namespace
