#include "testing/multipart_parser.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using coai::testing::form_boundary;
using coai::testing::multipart_parser;
using coai::testing::part_head;

struct part {
    part_head head;
    std::string data;
};

std::vector<part> parse(std::string_view text, std::size_t piece_size) {
    std::vector<part> parts;
    multipart_parser parser("b");
    parser.on_part = [&](const part_head& head) { parts.push_back({head, {}}); };
    parser.on_data = [&](std::string_view piece) { parts.back().data += piece; };
    for (std::size_t at = 0; at < text.size(); at += piece_size)
        parser.put(text.substr(at, piece_size));
    if (!parser.done())
        throw std::invalid_argument("no end");
    return parts;
}

const std::string form = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                         "--b\r\ncontent-type:text/plain\r\ncontent-disposition: form-data; "
                         "name=\"file\"; filename=\"a.txt\"\r\n\r\nline\r\n--bx is no boundary, "
                         "\r\n--\r\n--b--\r\n";

TEST_SUITE("multipart parser") {
    TEST_CASE("parts are found wherever the body is cut") {
        const std::string tricky = "--b\r\nContent-Disposition: form-data; name=\"file\"; "
                                   "filename=\"x\"\r\n\r\n\r\n--\r\n-\r\n\r\n--b--";
        for (std::size_t size = 1; size <= form.size(); ++size) {
            CAPTURE(size);
            const auto parts = parse(tricky, size);
            REQUIRE(parts.size() == 1);
            CHECK(parts[0].data == "\r\n--\r\n-\r\n");
        }
    }

    TEST_CASE("names, media types and empty parts are read") {
        const auto parts =
            parse("preamble\r\n--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch"
                  "\r\n--b\r\ncontent-type:text/plain\r\ncontent-disposition: form-data; "
                  "name=\"file\"; filename=\"a.txt\"\r\n\r\n\r\n--b--\r\nepilogue",
                  7);
        REQUIRE(parts.size() == 2);
        CHECK(parts[0].head.name == "purpose");
        CHECK(parts[0].head.filename.empty());
        CHECK(parts[0].data == "batch");
        CHECK(parts[1].head.name == "file");
        CHECK(parts[1].head.filename == "a.txt");
        CHECK(parts[1].head.content_type == "text/plain");
        CHECK(parts[1].data.empty());
    }

    TEST_CASE("what is no form is refused") {
        CHECK_THROWS_AS(parse(form, 10), std::invalid_argument); // a boundary with more behind it
        CHECK_THROWS_AS(parse("--b\r\nno header\r\n\r\n\r\n--b--", 10), std::invalid_argument);
        CHECK_THROWS_AS(parse("--b\r\n" + std::string(20'000, 'x'), 1000), std::invalid_argument);
        CHECK_THROWS_AS(parse("--b\r\na: b\r\n\r\ndata", 10), std::invalid_argument);
        CHECK_THROWS_AS(parse("", 10), std::invalid_argument);
    }

    TEST_CASE("the boundary is a parameter of the form's type") {
        CHECK(form_boundary("multipart/form-data; boundary=abc") == "abc");
        CHECK(form_boundary("Multipart/Form-Data; charset=x; BOUNDARY=\"a b\"") == "a b");
        CHECK(form_boundary("multipart/form-data").empty());
        CHECK(form_boundary("multipart/mixed; boundary=abc").empty());
        CHECK(form_boundary("").empty());
    }
}

} // namespace
