#include "http/no_proxy.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

namespace {

struct no_proxy_example {
    std::string no_proxy;
    std::string host;
    std::uint16_t port;
    bool bypasses;
};

void check(const no_proxy_example& e) {
    CAPTURE(e.no_proxy);
    CAPTURE(e.host);
    CAPTURE(e.port);
    CHECK(coai::http::bypasses_proxy(e.no_proxy, e.host, e.port) == e.bypasses);
}

TEST_SUITE("no proxy") {
    TEST_CASE("names except themselves and their subdomains") {
        const no_proxy_example examples[] = {
            {"", "a.example", 443, false},
            {"*", "a.example", 443, true},
            {"b.example,*", "a.example", 443, true},
            {"a.example", "a.example", 443, true},
            {"A.Example", "a.example", 443, true},
            {".a.example", "a.example", 443, true},
            {"a.example", "x.a.example", 443, true},
            {".a.example", "x.y.a.example", 443, true},
            {"a.example", "ba.example", 443, false},
            {"a.example", "example", 443, false},
            {"a.example", "a.example.evil", 443, false},
            {"example", "a.example", 443, true},
            {"*.example", "a.example", 443, false},
            {".", "a.example", 443, false},
            {"localhost", "localhost", 80, true},
            {"localhost", "127.0.0.1", 80, false},
        };
        for (const auto& e : examples) {
            check(e);
        }
    }

    TEST_CASE("entries are separated by commas or spaces") {
        for (const std::string list :
             {"a.example,b.example", "b.example a.example", "b.example, a.example", ",,a.example,,",
              " a.example\t", "b.example ,a.example"}) {
            check({list, "a.example", 443, true});
            check({list, "c.example", 443, false});
        }
        check({",", "a.example", 443, false});
        check({" ", "a.example", 443, false});
    }

    TEST_CASE("a port must be the same") {
        const no_proxy_example examples[] = {
            {"a.example:443", "a.example", 443, true},
            {"a.example:8443", "a.example", 443, false},
            {"a.example:443", "x.a.example", 443, true},
            {"a.example:", "a.example", 443, false},
            {"a.example:x", "a.example", 443, false},
            {"a.example:65979", "a.example", 443, false},
            {"10.0.0.1:443", "10.0.0.1", 443, true},
            {"10.0.0.1:80", "10.0.0.1", 443, false},
            {"[::1]:443", "::1", 443, true},
            {"[::1]:80", "::1", 443, false},
        };
        for (const auto& e : examples) {
            check(e);
        }
    }

    TEST_CASE("addresses are compared as addresses") {
        const no_proxy_example examples[] = {
            {"10.0.0.1", "10.0.0.1", 443, true},
            {"0.0.1", "10.0.0.1", 443, false},
            {"10.0.0.1", "x.10.0.0.1", 443, true},
            {"::1", "::1", 443, true},
            {"[::1]", "::1", 443, true},
            {"0:0:0:0:0:0:0:1", "::1", 443, true},
            {"2001:DB8::1", "2001:db8::1", 443, true},
            {"::2", "::1", 443, false},
            {"a.example", "::1", 443, false},
            {"::1", "a.example", 443, false},
        };
        for (const auto& e : examples) {
            check(e);
        }
    }

    TEST_CASE("networks except their addresses") {
        const no_proxy_example examples[] = {
            {"10.0.0.0/8", "10.255.1.2", 443, true},
            {"10.0.0.0/8", "11.0.0.1", 443, false},
            {"10.1.2.3/8", "10.9.9.9", 443, true},
            {"192.168.1.128/25", "192.168.1.200", 443, true},
            {"192.168.1.128/25", "192.168.1.100", 443, false},
            {"0.0.0.0/0", "8.8.8.8", 443, true},
            {"0.0.0.0/0", "::1", 443, false},
            {"10.0.0.1/32", "10.0.0.1", 443, true},
            {"10.0.0.0/33", "10.0.0.0", 443, false},
            {"10.0.0.0/", "10.0.0.0", 443, false},
            {"10.0.0.0/x", "10.0.0.0", 443, false},
            {"/8", "10.0.0.0", 443, false},
            {"2001:db8::/32", "2001:db8:1::1", 443, true},
            {"[2001:db8::]/32", "2001:db8:1::1", 443, true},
            {"2001:db8::/32", "2001:db9::1", 443, false},
            {"::/0", "::1", 443, true},
            {"10.0.0.0/8", "a.example", 443, false},
            {"a.example/8", "a.example", 443, false},
        };
        for (const auto& e : examples) {
            check(e);
        }
    }
}

} // namespace
