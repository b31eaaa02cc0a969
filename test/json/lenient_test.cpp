#include "json/sample_types.hpp"

#include <coai/json.hpp>

#include <boost/json/parse.hpp>

#include <doctest/doctest.h>

#include <limits>

using sample::chunk;
using sample::read;

TEST_SUITE("json: servers' answers") {
    TEST_CASE("a chunk is read into its struct") {
        const auto value = read<chunk>(
            R"( {"id":"c1","object":"chat.completion.chunk","created":1757432746,"model":"m",
                 "choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"},
                             "finish_reason":"stop"}]} )");
        CHECK(value.id == "c1");
        CHECK(value.object == "chat.completion.chunk");
        CHECK(value.created == 1757432746);
        REQUIRE(value.choices.size() == 1);
        CHECK(value.choices[0].index == 0);
        CHECK(value.choices[0].delta.content == "Hi");
        CHECK(value.choices[0].finish_reason == sample::finish::stop);
        CHECK(value.extra.empty());
    }

    TEST_CASE("missing and null members have their default values") {
        for (const char* text :
             {"{}", R"({"id":null,"object":null,"created":null,"choices":null})", "null"}) {
            CAPTURE(text);
            chunk value;
            value.id = "left over";
            value.object = "left over";
            value.created = 7;
            value.choices.resize(2);
            value.extra["left"] = "over";
            coai::json::decoder decoder;
            CHECK_FALSE(decoder.decode(text, value).has_value());
            CHECK(value.id.empty());
            CHECK(value.object == "chunk");
            CHECK(value.created == 0);
            CHECK(value.choices.empty());
            CHECK(value.extra.empty());
        }
        CHECK(read<chunk>(R"({"choices":[{"delta":{}}]})").choices[0].index == -1);
        CHECK(read<chunk>(R"({"choices":[null]})").choices.size() == 1);
    }

    TEST_CASE("null in an element, a map value or a variant is its default") {
        CHECK(read<std::vector<int>>("[1,null,3]") == std::vector<int>{1, 0, 3});
        CHECK(read<std::vector<std::optional<int>>>("[1,null]")[1] == std::nullopt);
        CHECK(read<std::map<std::string, std::string>>(R"({"a":null})").at("a").empty());
        using text_or_number = std::variant<std::string, int>;
        CHECK(read<text_or_number>("null") == text_or_number(""));
        using nullable = std::variant<int, std::optional<std::string>>;
        CHECK(read<nullable>("null").index() == 1);
        CHECK(read<boost::json::value>("null").is_null());
        CHECK(read<std::array<int, 2>>("null") == std::array<int, 2>{0, 0});
        CHECK(read<bool>("null") == false);
        CHECK(read<double>("null") == 0);
        CHECK(read<boost::json::object>("null").empty());
        CHECK(read<boost::json::array>("null").empty());
        CHECK(read<sample::colour>("null") == sample::colour::red);
        CHECK(read<coai::open_enum<sample::finish>>("null").empty());
        CHECK(read<std::map<std::string, int>>("null").empty());
    }

    TEST_CASE("integers come as integral floats and as text") {
        CHECK(read<std::int64_t>("1757432746.0") == 1757432746);
        CHECK(read<std::int64_t>("1.757432746e9") == 1757432746);
        CHECK(read<std::int64_t>(R"("1757432746")") == 1757432746);
        CHECK(read<std::int64_t>(R"("-12")") == -12);
        CHECK(read<std::uint8_t>(R"("255")") == 255);
        CHECK(read<double>(R"("0.5")") == 0.5);
        CHECK(read<float>("3") == 3.0F);
        CHECK(read<std::uint64_t>("1e3") == 1000);
    }

    TEST_CASE("a string takes numbers and booleans as they were written") {
        CHECK(read<std::string>("429") == "429");
        CHECK(read<std::string>("1.50") == "1.50");
        CHECK(read<std::string>("123456789012345678901234567890") ==
              "123456789012345678901234567890");
        CHECK(read<std::string>("true") == "true");
        CHECK(read<std::optional<std::string>>("false") == "false");
        CHECK(read<coai::open_enum<sample::finish>>("3") == "3");
    }

    TEST_CASE("an open enumeration keeps an unknown string") {
        const auto value = read<chunk>(R"({"choices":[{"finish_reason":"content_filter: X"}]})");
        CHECK(value.choices[0].finish_reason == "content_filter: X");
        CHECK_FALSE(value.choices[0].finish_reason.known().has_value());
    }

    TEST_CASE("unknown members go to extra, and come back from it") {
        const char* text =
            R"({"id":"c1","object":"o","created":0,"choices":[{"index":0,"delta":{"content":"x",)"
            R"("extra_content":{"google":{"thought_signature":"s\"1"}}}}],)"
            R"("big":18446744073709551615,"list":[1,2.5,null,true,"é",{}]})";
        const auto value = read<chunk>(text);
        CHECK(value.extra.at("big").as_uint64() == 18446744073709551615U);
        CHECK(value.choices[0].delta.extra.at("extra_content").as_object().size() == 1);
        CHECK(coai::json::serialize(value) == text);
    }

    TEST_CASE("a member that does not fit goes to extra, and comes back in its place") {
        struct example {
            const char* text;
            const char* member;
        };
        const example examples[] = {
            {R"({"id":["x"]})", "id"},
            {R"({"id":{}})", "id"},
            {R"({"created":"soon"})", "created"},
            {R"({"created":"12 "})", "created"},
            {R"({"created":1.5})", "created"},
            {R"({"created":9223372036854775808})", "created"},
            {R"({"created":true})", "created"},
            {R"({"created":{}})", "created"},
            {R"({"choices":{"index":0}})", "choices"},
            {R"({"choices":[{"index":0},"text"]})", "choices"},
        };
        for (const auto& item : examples) {
            const auto* const text = item.text;
            const auto* const member = item.member;
            CAPTURE(text);
            const auto value = read<chunk>(text);
            CHECK(value.id.empty());
            CHECK(value.created == 0);
            CHECK(value.choices.empty());
            REQUIRE(value.extra.contains(member));

            const auto sent = boost::json::parse(text).as_object();
            const auto again = boost::json::parse(coai::json::serialize(value)).as_object();
            CHECK(value.extra.at(member) == sent.at(member));
            CHECK(again.at(member) == sent.at(member));
        }
    }

    TEST_CASE("a member that does not fit stays in the object it is in") {
        const auto value = read<chunk>(
            R"({"id":"c","choices":[{"index":9223372036854767616,"delta":{"content":"x"}}]})");
        REQUIRE(value.choices.size() == 1);
        CHECK(value.choices[0].index == -1);
        CHECK(value.choices[0].extra.at("index").as_int64() == 9223372036854767616);
        CHECK(value.choices[0].delta.content == "x");
        CHECK(value.extra.empty());
    }

    TEST_CASE("a member that does not fit is dropped where there is no extra") {
        const auto value = read<sample::event>(
            R"({"title":["x"],"label":"pink","participants":[{"name":"A","age":"old"}],"open":1})");
        CHECK(value.title.empty());
        CHECK(value.label == sample::colour::green);
        REQUIRE(value.participants.size() == 1);
        CHECK(value.participants[0].name == "A");
        CHECK_FALSE(value.participants[0].age.has_value());
        CHECK_FALSE(value.open);
    }

    TEST_CASE("JSON in a text member that takes it is kept as text, digit for digit") {
        const auto value = read<chunk>(
            R"({"choices":[{"delta":{"tool_calls":[{"name":"f","arguments":
                { "x" : 1.10, "y\n" : [ ], "z" : { }, "n" : [1e400, null, true, false, "\u00e9\"" ]
                } }],"content":[1, 2]}}]})");
        const auto& delta = value.choices[0].delta;
        CHECK(delta.calls[0].arguments ==
              R"({"x":1.10,"y\n":[],"z":{},"n":[1e400,null,true,false,"é\""]})");
        CHECK(delta.content == "[1,2]");
    }

    TEST_CASE("the last of several members with one name counts") {
        CHECK(read<chunk>(R"({"id":"a","id":"b"})").id == "b");
        CHECK(read<chunk>(R"({"created":1,"created":null})").created == 0);
        CHECK(read<chunk>(R"({"x":1,"x":2})").extra.at("x") == 2);
        CHECK(read<std::map<std::string, int>>(R"({"a":1,"a":2})").at("a") == 2);

        const auto unfit_last = read<chunk>(R"({"created":1,"created":"soon"})");
        CHECK(unfit_last.created == 0);
        CHECK(unfit_last.extra.at("created") == "soon");

        const auto fit_last = read<chunk>(R"({"created":"soon","created":1})");
        CHECK(fit_last.created == 1);
        CHECK(fit_last.extra.empty());

        const auto null_last = read<chunk>(R"({"created":"soon","created":null})");
        CHECK(null_last.created == 0);
        CHECK(null_last.extra.empty());
    }

    TEST_CASE("a value that does not fit at all is an error here too") {
        coai::json::decoder decoder;
        chunk value;
        const auto error = decoder.decode(R"([{"error":{}}])", value);
        REQUIRE(error.has_value());
        CHECK(error->path().empty());
        CHECK(error->reason() == "expected an object, found an array of 1 elements");

        std::vector<chunk> several;
        const auto inner = decoder.decode(R"([{},5])", several);
        REQUIRE(inner.has_value());
        CHECK(inner->path() == "[1]");
        CHECK(inner->offset() == 4);
    }
}
