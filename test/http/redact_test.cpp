#include "http/error_body.hpp"
#include "http/failure.hpp"
#include "http/redact.hpp"

#include <boost/json/serialize.hpp>
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

    TEST_CASE("a failure loses what a cut has left of it") {
        const coai::secret key("sk/0123456789abcdef");
        for (std::size_t kept = 4; kept < key.reveal().size(); ++kept) {
            coai::detail::failure failed(coai::errc::bad_request);
            const std::string before(coai::detail::failure::max_body - kept, 'x');
            failed.keep_body(before + std::string(key.reveal()));
            coai::http::redact(failed, key);
            CHECK(failed.body == before + "[redacted]");
        }
    }

    TEST_CASE("a failure loses it from all that the server said, however it was escaped there") {
        const coai::secret key("sk/0123456789abcdef");
        coai::detail::failure failed(coai::errc::bad_request);
        failed.keep_body("you sent sk/0123456789abcdef");
        failed.object = coai::http::read_error_object(
            R"({"error":{"message":"bad key sk\/0123456789abcdef","param":"sk/0123456789abcdef",
                "details":[{"seen":["sk\u002f0123456789abcdef"]}]}})");
        coai::http::redact(failed, key);
        CHECK(failed.body == "you sent [redacted]");
        CHECK(failed.object.message == "bad key [redacted]");
        CHECK(failed.object.param == "[redacted]");
        CHECK(boost::json::serialize(failed.object.details) == R"([{"seen":["[redacted]"]}])");
    }
}

} // namespace
