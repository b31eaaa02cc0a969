#include "http/base64.hpp"
#include "net/local_file.hpp"
#include "temporary_directory.hpp"

#include <coai/chat/content.hpp>
#include <coai/error.hpp>
#include <coai/json.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace coai;
using namespace std::string_view_literals;
using chat::content;

constexpr std::string_view png = "\x89PNG\r\n\x1A\n\0"sv;
constexpr std::string_view wav = "RIFF\0\0\0\0WAVEfmt "sv;

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::string image_url(const content& made) { return made.parts().back().image_url->url; }

template <class Action>
std::string refused_option(Action action) {
    try {
        action();
    } catch (const usage_error& failed) {
        CHECK(failed.kind() == errc::invalid_request);
        return failed.option();
    }
    return "none";
}

} // namespace

TEST_SUITE("chat media") {
    TEST_CASE("an image's bytes become a data URL of the type that they tell") {
        const std::string expected = "data:image/png;base64,iVBORw0KGgoA";
        CHECK(image_url(content().image(png)) == expected);
        CHECK(image_url(content().image(bytes_of(png))) == expected);
        CHECK(image_url(content().image(std::string(png))) == expected);
        const std::vector<std::byte> bytes(bytes_of(png).begin(), bytes_of(png).end());
        CHECK(image_url(content().image(bytes)) == expected);
        CHECK(image_url(content().image("\xFF\xD8\xFF\xE0"sv)) ==
              "data:image/jpeg;base64,/9j/4A==");
    }

    TEST_CASE("the parts are the API's, in a chain") {
        CHECK(json::serialize(content()
                                  .text("What is in this image?")
                                  .image(png, "low")
                                  .audio(wav)
                                  .image("x"sv, "", "image/x-y")
                                  .audio("x"sv, "flac")) ==
              R"([{"type":"text","text":"What is in this image?"},)"
              R"({"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgoA",)"
              R"("detail":"low"}},)"
              R"({"type":"input_audio","input_audio":{"data":"UklGRgAAAABXQVZFZm10IA==",)"
              R"("format":"wav"}},)"
              R"({"type":"image_url","image_url":{"url":"data:image/x-y;base64,eA=="}},)"
              R"({"type":"input_audio","input_audio":{"data":"eA==","format":"flac"}}])");
        content named("Look");
        named.image(png).audio(bytes_of(wav), "wav");
        CHECK(named.parts().size() == 3);
        CHECK(named.text() == "Look");
    }

    TEST_CASE("files are read where they are named") {
        const test::temporary_directory directory;
        const std::string image = directory.path("picture.of.unknown.kind");
        const std::string sound = directory.path("sound");
        net::replace_file(image, bytes_of(png));
        net::replace_file(sound, bytes_of("ID3\4"));
        CHECK(image_url(content().image_file(image)) == image_url(content().image(png)));
        CHECK(content().image_file(image, "high").parts().back().image_url->detail == "high");
        CHECK(image_url(content().image_file(image, "", "image/webp"))
                  .starts_with("data:image/webp;base64,"));
        const auto heard = content().audio_file(sound).parts().back();
        CHECK(heard.input_audio->format == "mp3");
        CHECK(heard.input_audio->data == "SUQzBA==");
        CHECK(content().audio_file(sound, "aac").parts().back().input_audio->format == "aac");
    }

    TEST_CASE("what cannot be told or read is refused by name") {
        CHECK(refused_option([] { content().image("cat.jpg"); }) == "image");
        CHECK(refused_option([] { content().image(""); }) == "image");
        CHECK(refused_option([] { content().image(png, "", "png"); }) == "media_type");
        CHECK(refused_option([] { content().audio(png); }) == "input_audio");
        const test::temporary_directory directory;
        CHECK_THROWS_AS(content().image_file(directory.path("a.png")), file_error);
        CHECK_THROWS_AS(content().audio_file(directory.path("")), file_error);
    }

    TEST_CASE("what was there is not changed by a part that is refused") {
        content kept("Look");
        CHECK(refused_option([&] { kept.image("x"); }) == "image");
        CHECK(kept.parts().empty());
        CHECK(kept.text() == "Look");
    }
}
