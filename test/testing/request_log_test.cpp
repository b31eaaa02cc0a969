#include "testing/request_log.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

using namespace coai::testing;

recorded_request sample_request(std::string body) {
    recorded_request request;
    request.method = "POST";
    request.target = "/v1/chat/completions?a=b";
    request.headers = coai::headers{{"Host", "localhost"}, {"Authorization", "Bearer some-key"}};
    request.body = std::move(body);
    return request;
}

TEST_SUITE("request log") {
    TEST_CASE("a request is one line of JSON, without its credential") {
        CHECK(describe_request(sample_request("{\"a\":\n\"\xC3\xA9\"}")) ==
              R"({"method":"POST","target":"/v1/chat/completions?a=b",)"
              R"("headers":[["Host","localhost"],["Authorization","Bearer ***"]],)"
              R"("body":"{\"a\":\n\"é\"}"})");
        auto other = sample_request("");
        other.headers = coai::headers{{"X-Goog-Api-Key", "some key"}, {"api-key", "some-key"}};
        CHECK(describe_request(other).find("some-key") == std::string::npos);
    }

    TEST_CASE("a body that is no text is told in base64") {
        CHECK(describe_request(sample_request("\xFF\xD8z")).ends_with(R"("body_base64":"/9h6"})"));
        CHECK(describe_request(sample_request("\xC3")).ends_with(R"("body_base64":"ww=="})"));
    }

    TEST_CASE("each request can be read from the file at once") {
        const auto path = std::filesystem::temp_directory_path() /
                          ("coai-request-log-" + std::to_string(::getpid()));
        std::ofstream(path) << "what was there before";
        {
            request_log log(path);
            std::string expected;
            for (const char* body : {"{}", "[]"}) {
                log.write(sample_request(body));
                expected += describe_request(sample_request(body)) + '\n';
                std::ifstream file(path);
                CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == expected);
            }
        }
        std::filesystem::remove(path);
        CHECK_THROWS_AS(request_log("/nowhere/at/all"), std::runtime_error);
    }
}

} // namespace
