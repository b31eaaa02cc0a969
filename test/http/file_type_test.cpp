#include "http/file_type.hpp"

#include <doctest/doctest.h>

using coai::http::media_type_of_name;

TEST_SUITE("file type") {
    TEST_CASE("is told by the end of the name") {
        CHECK(media_type_of_name("requests.jsonl") == "application/jsonl");
        CHECK(media_type_of_name("a.b.PDF") == "application/pdf");
        CHECK(media_type_of_name("film.mp4") == "video/mp4");
        CHECK(media_type_of_name("x.3gp") == "video/3gpp");
    }

    TEST_CASE("is bytes where the name tells nothing") {
        for (const char* name : {"", "README", "a.", "a.unknown", ".", "jsonl"}) {
            CHECK(media_type_of_name(name) == "application/octet-stream");
        }
    }
}
