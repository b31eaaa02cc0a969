#include "http/html_text.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using coai::http::html_text;

TEST_SUITE("html text") {
    TEST_CASE("the title of a page is what it says") {
        CHECK(html_text("<html><head><title>502 Bad Gateway</title></head><body>x</body></html>",
                        100) == "502 Bad Gateway");
        CHECK(
            html_text("<!DOCTYPE html>\n<TITLE lang=en>\n example.com |\n 524: A timeout </TITLE>",
                      100) == "example.com | 524: A timeout");
        CHECK(html_text("<titles>no</titles><title>Tom &amp; Jerry &lt;3&#39;</title>", 100) ==
              "Tom & Jerry <3'");
    }

    TEST_CASE("a page without a title speaks through its text") {
        CHECK(html_text("<h1>Not&nbsp;Found</h1><p>The <b>page</b> is gone.</p>", 100) ==
              "Not Found The page is gone.");
        CHECK(html_text("<title></title><p>x</p>", 100) == "x");
        CHECK(html_text("<style>p { color: red }</style><SCRIPT src=x>if (a < b) {}</script>"
                        "<!-- <p>hidden</p> -->seen",
                        100) == "seen");
        CHECK(html_text("<?xml version='1.0'?><Error><Code>AccessDenied</Code>"
                        "<Message>Denied</Message></Error>",
                        100) == "AccessDenied Denied");
    }

    TEST_CASE("text is cut at the limit, between characters") {
        CHECK(html_text("<p>abcdef", 3) == "abc");
        CHECK(html_text("<p>ab\u00e9", 3) == "ab");
        CHECK(html_text("<title>abcdef</title>", 3) == "abc");
    }

    TEST_CASE("broken pages do no harm") {
        for (const auto* page :
             {"", "<", "<p", "<!--", "<script>", "<script", "<title>", "<title", "<title></title",
              "</title><title>", "&", "&amp", "<p>&unknown;"}) {
            CAPTURE(std::string(page));
            CHECK(html_text(page, 100).size() <= 9);
        }
    }

    TEST_CASE("the work is bounded for pages made to be slow") {
        std::string comments;
        std::string titles;
        for (int i = 0; i < 200'000; ++i) {
            comments += "<!--";
            titles += "<title";
        }
        CHECK(html_text(comments, 100).empty());
        CHECK(html_text(titles, 100).size() <= 100);
    }
}

} // namespace
