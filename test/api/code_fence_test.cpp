#include "api/code_fence.hpp"

#include <doctest/doctest.h>

using coai::api::without_code_fence;

TEST_SUITE("code fence") {
    TEST_CASE("what is inside a fence") {
        CHECK(without_code_fence("```json\n{\"a\":1}\n```") == "{\"a\":1}");
        CHECK(without_code_fence(" \n```\n[1]\n\n```\r\n ") == "[1]");
        CHECK(without_code_fence("```json\r\n{}\r\n```") == "{}");
        CHECK(without_code_fence("```json\n\"```\"\n```") == "\"```\"");
        CHECK(without_code_fence("```json\n```").empty());
    }

    TEST_CASE("a fence that is not closed reaches to the end") {
        CHECK(without_code_fence("```json\n{\"a\":1}") == "{\"a\":1}");
    }

    TEST_CASE("other texts stay as they are") {
        CHECK(without_code_fence(" {\"a\":1}\n") == "{\"a\":1}");
        CHECK(without_code_fence("Here it is:\n```json\n{}\n```") ==
              "Here it is:\n```json\n{}\n```");
        CHECK(without_code_fence("```").find("```") == 0);
        CHECK(without_code_fence("").empty());
    }
}
