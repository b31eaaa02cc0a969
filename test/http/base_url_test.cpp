#include "http/base_url.hpp"

#include <coai/error.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using coai::errc;
using coai::query_parameters;
using coai::http::parse_base_url;

struct base_url_example {
    std::string text;
    bool tls;
    std::string host;
    unsigned port;
    std::string authority;
    std::string path;
    std::string query;
};

TEST_SUITE("base url") {
    TEST_CASE("URLs are taken apart") {
        const base_url_example examples[] = {
            {"https://generativelanguage.googleapis.com/v1beta/openai/", true,
             "generativelanguage.googleapis.com", 443, "generativelanguage.googleapis.com",
             "/v1beta/openai", ""},
            {"https://api.openai.com/v1", true, "api.openai.com", 443, "api.openai.com", "/v1", ""},
            {"http://localhost:8080", false, "localhost", 8080, "localhost:8080", "", ""},
            {"http://localhost/", false, "localhost", 80, "localhost", "", ""},
            {"HTTPS://API.Example.COM/V1//", true, "api.example.com", 443, "api.example.com", "/V1",
             ""},
            {"https://a.example:443/", true, "a.example", 443, "a.example", "", ""},
            {"http://a.example:443/", false, "a.example", 443, "a.example:443", "", ""},
            {"https://a.example:80/", true, "a.example", 80, "a.example:80", "", ""},
            {"https://a.example:/x", true, "a.example", 443, "a.example", "/x", ""},
            {"https://a.example:65535", true, "a.example", 65535, "a.example:65535", "", ""},
            {"http://127.0.0.1:1234/v1/", false, "127.0.0.1", 1234, "127.0.0.1:1234", "/v1", ""},
            {"http://[::1]:8080/v1", false, "::1", 8080, "[::1]:8080", "/v1", ""},
            {"http://[2001:DB8::1]", false, "2001:db8::1", 80, "[2001:db8::1]", "", ""},
            {"https://a.example/v1?api-version=2024-06-01&x=%20", true, "a.example", 443,
             "a.example", "/v1", "api-version=2024-06-01&x=%20"},
            {"https://a.example?x=1", true, "a.example", 443, "a.example", "", "x=1"},
            {"https://a.example/a%20b/", true, "a.example", 443, "a.example", "/a%20b", ""},
            {" https://a.example/v1 \n", true, "a.example", 443, "a.example", "/v1", ""},
            {"http://under_score.example", false, "under_score.example", 80, "under_score.example",
             "", ""},
        };
        for (const auto& e : examples) {
            CAPTURE(e.text);
            const auto url = parse_base_url(e.text);
            CHECK(url.tls == e.tls);
            CHECK(url.host == e.host);
            CHECK(url.port == e.port);
            CHECK(url.authority == e.authority);
            CHECK(url.path == e.path);
            CHECK(url.query == e.query);
        }
    }

    TEST_CASE("what cannot be a base URL is refused by name, and not repeated") {
        const std::string texts[] = {
            "",
            "  ",
            "hunter2",
            "hunter2.example/v1",
            "hunter2:8080/v1",
            "//hunter2.example",
            "/hunter2",
            "ftp://hunter2.example",
            "file:///hunter2",
            "wss://hunter2.example",
            "https:hunter2",
            "https:/hunter2",
            "https://",
            "https:///hunter2",
            "https://:8080/hunter2",
            "https://user:hunter2@a.example/",
            "https://hunter2@a.example/",
            "https://@a.example/hunter2",
            "https://a.example/#hunter2",
            "https://a.example/hunter2#",
            "https://a.example/hunter2/../v1",
            "https://a.example/hunter2/.",
            "https://a.example/hunter2/%2E%2e/v1",
            "https://a.example:0/hunter2",
            "https://a.example:65536/hunter2",
            "https://a.example:99999999999999/hunter2",
            "https://a.example:port/hunter2",
            "https://a.example:-1/hunter2",
            "https://a.example:80x/hunter2",
            "https://[::1]hunter2/",
            "https://1.2.3.4hunter2/",
            "https://a b.example/hunter2",
            "https://a.example/hunter2 hunter2",
            "https://a.example/hunter2\r\nX-Evil: 1",
            "https://a%00b.example/hunter2",
            "https://a%2Fb.example/hunter2",
            "https://hunter2\xc3\xa9.example/",
            "https://[::1/hunter2",
            "https://[hunter2]/",
            "https://[v1.hunter2]/",
            "https://a.example/%zz/hunter2",
            std::string("https://a.example/\0hunter2", 26),
        };
        for (const auto& text : texts) {
            CAPTURE(text);
            try {
                parse_base_url(text);
                FAIL_CHECK("accepted");
            } catch (const coai::usage_error& e) {
                CHECK(e.kind() == errc::invalid_option);
                CHECK(e.option() == "base_url");
                CHECK(std::string(e.what()).find("hunter2") == std::string::npos);
            }
        }
    }

    TEST_CASE("the message tells what is wrong") {
        const auto message_of = [](const char* text) -> std::string {
            try {
                parse_base_url(text);
                return "";
            } catch (const coai::usage_error& e) {
                return e.what();
            }
        };
        CHECK(message_of("localhost:8080").find("must begin with http:// or https://") !=
              std::string::npos);
        CHECK(message_of("https://u:p@a.example").find("password") != std::string::npos);
        CHECK(message_of("https://a.example:70000").find("65535") != std::string::npos);
    }
}

TEST_SUITE("request target") {
    TEST_CASE("paths are joined with exactly one slash") {
        for (const auto* base : {"https://a.example/v1", "https://a.example/v1/"}) {
            for (const auto* resource : {"chat/completions", "/chat/completions"}) {
                CHECK(parse_base_url(base).target(resource) == "/v1/chat/completions");
            }
        }
        CHECK(parse_base_url("https://a.example").target("models") == "/models");
        CHECK(parse_base_url("https://a.example").target("") == "/");
        CHECK(parse_base_url("https://a.example/v1/").target("") == "/v1");
        CHECK(parse_base_url("https://a.example/v1/").target("models/") == "/v1/models/");
    }

    TEST_CASE("queries of base URL, path, client and call follow each other") {
        const auto url = parse_base_url("https://a.example/v1?api-version=1");
        const query_parameters client{{"a", "1"}};
        const query_parameters call{{"b", "2"}, {"a", "3"}};
        CHECK(url.target("models") == "/v1/models?api-version=1");
        CHECK(url.target("models", client) == "/v1/models?api-version=1&a=1");
        CHECK(url.target("models?limit=5", client, call) ==
              "/v1/models?api-version=1&limit=5&a=1&b=2&a=3");
        const auto plain = parse_base_url("https://a.example");
        CHECK(plain.target("models", {}, call) == "/models?b=2&a=3");
        CHECK(plain.target("models?") == "/models");
        CHECK(plain.target("models?a=b?c") == "/models?a=b?c");
    }

    TEST_CASE("parameters are encoded so that they stay themselves") {
        const auto url = parse_base_url("https://a.example");
        CHECK(url.target("x", {{"a b", "c&d=e"}}) == "/x?a%20b=c%26d%3De");
        CHECK(url.target("x", {{"q", "\u00e9+#/?%"}}) == "/x?q=%C3%A9%2B%23%2F%3F%25");
        CHECK(url.target("x", {{"evil", "1\r\nX: y"}}) == "/x?evil=1%0D%0AX%3A%20y");
        CHECK(url.target("x", {{"empty", ""}}) == "/x?empty=");
    }

    TEST_CASE("a path is encoded once") {
        const auto url = parse_base_url("https://a.example");
        CHECK(url.target("models/a b") == "/models/a%20b");
        CHECK(url.target("models/a%20b") == "/models/a%20b");
        CHECK(url.target("models/100%") == "/models/100%25");
        CHECK(url.target("files/x:download?alt=media") == "/files/x:download?alt=media");
        CHECK(url.target("a\\b\"<>") == "/a%5Cb%22%3C%3E");
        CHECK(url.target("models/\u00e9") == "/models/%C3%A9");
        CHECK(url.target("x?q=a b&r=%20") == "/x?q=a%20b&r=%20");
    }

    TEST_CASE("paths that lead elsewhere or break the request are refused") {
        const auto url = parse_base_url("https://a.example/v1");
        for (const std::string path :
             {"..", "../admin", "models/..", "models/./x", ".", "a/%2e%2E/b", "a/.%2e", "%2e",
              "x#y", "x?y#z", "a\r\nb", "a\tb", "a?b\nc", "a\x7f"}) {
            CAPTURE(path);
            try {
                url.target(path);
                FAIL_CHECK("accepted");
            } catch (const coai::usage_error& e) {
                CHECK(e.kind() == errc::invalid_request);
                CHECK(e.option() == "path");
            }
        }
        CHECK(url.target("...") == "/v1/...");
        CHECK(url.target("a..b/.c") == "/v1/a..b/.c");
    }

    TEST_CASE("another path reaches what lies beside the base URL") {
        auto url = parse_base_url("https://a.example/v1beta/openai");
        url.path = "/upload/v1beta";
        CHECK(url.target("files") == "/upload/v1beta/files");
    }
}

} // namespace
