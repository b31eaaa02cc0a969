#include "api/recordings.hpp"

#include <coai/images.hpp>
#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>

namespace {

coai::images::image_list read(const char* file) {
    coai::images::image_list list;
    coai::json::decoder decoder;
    REQUIRE_FALSE(decoder.decode(recordings::read(file), list).has_value());
    return list;
}

} // namespace

TEST_SUITE("recorded images") {
    TEST_CASE("a picture in base64, without the time") {
        const auto list = read("xai/image-b64.json");
        REQUIRE(list.data.size() == 1);
        CHECK(list.created == 0);
        const auto bytes = list.data[0].bytes();
        REQUIRE(bytes.size() > 3);
        CHECK(bytes[0] == std::byte{0xFF}); // a JPEG
        CHECK(bytes[1] == std::byte{0xD8});
        CHECK_FALSE(list.data[0].revised_prompt.empty());
    }

    TEST_CASE("a URL with the prompt that was used") {
        const auto list = read("openai/image-url-revised-prompt.json");
        REQUIRE(list.data.size() == 1);
        CHECK(list.created > 0);
        CHECK(list.data[0].url.starts_with("https://"));
        CHECK(list.data[0].b64_json.empty());
        CHECK_FALSE(list.data[0].revised_prompt.empty());
    }
}
