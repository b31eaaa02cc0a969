#include "http/proxy.hpp"

#include <coai/error.hpp>

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>

namespace {

using coai::http::environment;
using coai::http::parse_base_url;
using coai::http::parse_proxy;
using coai::http::select_proxy;
using variables = std::map<std::string, std::string>;

environment lookup_in(const variables& values) {
    return [values](const char* name) -> const char* {
        const auto found = values.find(name);
        return found != values.end() ? found->second.c_str() : nullptr;
    };
}

// The host chosen, or "none".
std::string selected(const std::string& url, const variables& values,
                     const std::optional<std::string>& setting = std::nullopt) {
    const auto proxy = select_proxy(setting, parse_base_url(url), lookup_in(values));
    return proxy ? proxy->host + ':' + std::to_string(proxy->port) : "none";
}

TEST_SUITE("proxy") {
    TEST_CASE("a proxy is a host, a port and perhaps a credential") {
        struct proxy_example {
            std::string text;
            std::string host;
            unsigned port;
            std::string authorization;
        };
        const proxy_example examples[] = {
            {"http://proxy.example:3128", "proxy.example", 3128, ""},
            {"http://proxy.example:3128/", "proxy.example", 3128, ""},
            {"HTTP://Proxy.Example", "proxy.example", 80, ""},
            {"proxy.example:3128", "proxy.example", 3128, ""},
            {"proxy", "proxy", 80, ""},
            {" 10.0.0.1:8080\n", "10.0.0.1", 8080, ""},
            {"http://[::1]:3128", "::1", 3128, ""},
            {"http://user:pass@proxy:3128", "proxy", 3128, "Basic dXNlcjpwYXNz"},
            {"user:pass@proxy:3128", "proxy", 3128, "Basic dXNlcjpwYXNz"},
            {"http://user@proxy", "proxy", 80, "Basic dXNlcjo="},
            {"http://us%40er:p%3A%2F%20@proxy", "proxy", 80, "Basic dXNAZXI6cDovIA=="},
        };
        for (const auto& e : examples) {
            CAPTURE(e.text);
            const auto proxy = parse_proxy(e.text, "proxy");
            CHECK(proxy.host == e.host);
            CHECK(proxy.port == e.port);
            CHECK(proxy.authorization.reveal() == e.authorization);
        }
    }

    TEST_CASE("other schemes and malformed URLs are refused, and not repeated") {
        for (const std::string text :
             {"https://hunter2:3128", "socks5://u:hunter2@proxy", "socks5h://hunter2", "://hunter2",
              "http://", "", " ", "http://u:hunter2@", "http://hunter2:0", "http://hunter2:65536",
              "http://hunter2/path", "http://hunter2?q", "http://hunter2#f", "http://a b/hunter2",
              "http://u%3Av:hunter2@proxy", "hunter2:port"}) {
            CAPTURE(text);
            try {
                parse_proxy(text, "HTTPS_PROXY");
                FAIL_CHECK("accepted");
            } catch (const coai::usage_error& e) {
                CHECK(e.kind() == coai::errc::invalid_option);
                CHECK(e.option() == "HTTPS_PROXY");
                CHECK(std::string(e.what()).find("hunter2") == std::string::npos);
            }
        }
        try {
            parse_proxy("socks5://proxy", "proxy");
        } catch (const coai::usage_error& e) {
            CHECK(std::string(e.what()).find("only http:// proxies") != std::string::npos);
        }
    }

    TEST_CASE("the variable is chosen by the scheme of the base URL") {
        const variables both{{"HTTPS_PROXY", "http://secure:1"}, {"HTTP_PROXY", "http://plain:2"}};
        CHECK(selected("https://a.example", both) == "secure:1");
        CHECK(selected("http://a.example", both) == "plain:2");
        CHECK(selected("https://a.example", {{"HTTP_PROXY", "http://plain:2"}}) == "none");
        CHECK(selected("http://a.example", {{"HTTPS_PROXY", "http://secure:1"}}) == "none");
        CHECK(selected("https://a.example", {}) == "none");
    }

    TEST_CASE("lower-case names are read where the upper-case ones are blank") {
        CHECK(selected("https://a.example", {{"https_proxy", "http://lower:1"}}) == "lower:1");
        CHECK(selected("http://a.example", {{"http_proxy", "http://lower:1"}}) == "lower:1");
        CHECK(selected("https://a.example",
                       {{"HTTPS_PROXY", " "}, {"https_proxy", "http://lower:1"}}) == "lower:1");
        CHECK(selected("https://a.example",
                       {{"HTTPS_PROXY", "upper:1"}, {"https_proxy", "lower:1"}}) == "upper:1");
    }

    TEST_CASE("a request to a CGI program cannot set its proxy") {
        const variables cgi{{"REQUEST_METHOD", "GET"}, {"HTTP_PROXY", "http://evil:1"}};
        CHECK(selected("http://a.example", cgi) == "none");
        auto with_lower = cgi;
        with_lower["http_proxy"] = "http://good:1";
        CHECK(selected("http://a.example", with_lower) == "good:1");
    }

    TEST_CASE("NO_PROXY excepts hosts, also in lower case") {
        const variables proxy{{"HTTPS_PROXY", "http://secure:1"}};
        for (const auto* name : {"NO_PROXY", "no_proxy"}) {
            auto values = proxy;
            values[name] = "localhost,a.example";
            CHECK(selected("https://a.example", values) == "none");
            CHECK(selected("https://x.a.example", values) == "none");
            CHECK(selected("https://b.example", values) == "secure:1");
        }
    }

    TEST_CASE("the option goes before the environment, and an empty one turns proxies off") {
        const variables values{{"HTTPS_PROXY", "http://secure:1"}, {"NO_PROXY", "*"}};
        CHECK(selected("https://a.example", values, "http://mine:5") == "mine:5");
        CHECK(selected("https://a.example", {{"HTTPS_PROXY", "http://secure:1"}}, "") == "none");
    }

    TEST_CASE("a broken variable is named, but only where it would be used") {
        const variables values{{"https_proxy", "socks5://x"}};
        try {
            selected("https://a.example", values);
            FAIL_CHECK("accepted");
        } catch (const coai::usage_error& e) {
            CHECK(e.option() == "https_proxy");
        }
        CHECK(selected("http://a.example", values) == "none");
        auto excepted = values;
        excepted["NO_PROXY"] = "a.example";
        CHECK(selected("https://a.example", excepted) == "none");
    }
}

} // namespace
