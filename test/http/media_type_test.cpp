#include "http/media_type.hpp"

#include <doctest/doctest.h>

namespace {

using coai::http::media_type;

bool is_json(std::string_view field) {
    const auto type = media_type::parse(field);
    return type && type->is_json();
}

bool is_event_stream(std::string_view field) {
    const auto type = media_type::parse(field);
    return type && type->is_event_stream();
}

TEST_SUITE("media type") {
    TEST_CASE("JSON is application/json and every +json type") {
        CHECK(is_json("application/json"));
        CHECK(is_json("Application/JSON; charset=UTF-8"));
        CHECK(is_json(" application/json "));
        CHECK(is_json("application/problem+json"));
        CHECK(is_json("application/vnd.api+JSON;v=1"));
        CHECK_FALSE(is_json("application/jsonl"));
        CHECK_FALSE(is_json("text/html"));
        CHECK_FALSE(is_json("text/json"));
        CHECK_FALSE(is_json("application/+json"));
        CHECK_FALSE(is_json("text/plain; x=application/json"));
    }

    TEST_CASE("an event stream is recognised in any case and with parameters") {
        CHECK(is_event_stream("text/event-stream"));
        CHECK(is_event_stream("text/event-stream;charset=utf-8"));
        CHECK(is_event_stream("Text/Event-Stream ; charset=utf-8"));
        CHECK_FALSE(is_event_stream("text/event-streams"));
        CHECK_FALSE(is_event_stream("application/json"));
    }

    TEST_CASE("parameters are found by name, quoted or not") {
        const auto type =
            media_type::parse("multipart/mixed; a=\"x;y\\\"z\"; Boundary=abc ; charset=\"utf-8\"");
        REQUIRE(type.has_value());
        CHECK(type->type() == "multipart");
        CHECK(type->subtype() == "mixed");
        CHECK(type->parameter("boundary") == "abc");
        CHECK(type->parameter("CHARSET") == "utf-8");
        CHECK(type->parameter("a") == "x;y\\\"z");
        CHECK_FALSE(type->parameter("b").has_value());
    }

    TEST_CASE("what is no media type is refused") {
        for (const auto* field : {"", "json", "/", "a/", "/b", "a b/c", "a/b c", "a/b/c", ";a/b"}) {
            CAPTURE(field);
            CHECK_FALSE(media_type::parse(field).has_value());
        }
    }

    TEST_CASE("malformed parameters do no harm") {
        const auto type = media_type::parse("text/plain; ; =x; y; z=\"\\");
        REQUIRE(type.has_value());
        CHECK(type->parameter("z") == "\"\\");
        CHECK_FALSE(type->parameter("y").has_value());
    }
}

} // namespace
