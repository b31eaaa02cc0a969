#include "testing/chat_media.hpp"

#include "http/base64.hpp"
#include "testing/chat_answer.hpp"
#include "testing/chat_call.hpp"
#include "testing/png.hpp"
#include "testing/request_error.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

namespace json = boost::json;
using namespace coai::testing;

std::string png(std::uint32_t width, std::uint32_t height) {
    bitmap picture;
    picture.width = width;
    picture.height = height;
    picture.palette = {{1, 2, 3}};
    picture.pixels.resize(width * height);
    return encode_png(picture);
}

std::string data_url(const std::string& type, std::string_view bytes) {
    return "data:" + type + ";base64," + coai::http::encode_base64(bytes);
}

json::object image_part(const std::string& url, const char* detail = "auto") {
    json::object part;
    part["type"] = "image_url";
    part["image_url"] = {{"url", url}, {"detail", detail}};
    return part;
}

json::object audio_part(std::string_view bytes, const char* format) {
    json::object part;
    part["type"] = "input_audio";
    part["input_audio"] = {{"data", coai::http::encode_base64(bytes)}, {"format", format}};
    return part;
}

/// One byte a sample, 8000 a second.
std::string wav(std::size_t samples) {
    std::string file("RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1F\0\0\x40\x1F\0\0\1\0\x08\0data",
                     40);
    for (const unsigned shift : {0U, 8U, 16U, 24U})
        file += static_cast<char>((samples >> shift) & 0xFFU);
    return file.append(samples, '\x80');
}

chat_medium examine(const json::object& part, dialect shape = dialect::gemini) {
    return examine_medium(part, "messages[0].content[1]", shape);
}

std::string refusal(const json::object& part, dialect shape = dialect::gemini) {
    try {
        examine(part, shape);
    } catch (const request_error& refused) {
        CHECK(refused.status == 400);
        return refused.what();
    }
    return {};
}

std::string answer_to(const json::object& part) {
    json::object message;
    message["role"] = "user";
    message["content"] = {{{"type", "text"}, {"text", "What is this?"}}, part};
    json::object body;
    body["model"] = "gemini-2.5-flash";
    body["messages"] = json::array(1, message); // braces around one value may also be a copy of it
    const emulator_options options;
    const auto call = read_chat_call(json::serialize(body), dialect::gemini, options);
    return answer_chat(call, dialect::gemini, options).choices.front().text;
}

} // namespace

TEST_SUITE("emulator media") {
    TEST_CASE("an image is seen with its kind and size") {
        const chat_medium seen = examine(image_part(data_url("image/png", png(6, 4)), "low"));
        CHECK(seen.impression == "I see a PNG image of 6 x 4 pixels.");
        CHECK(seen.tokens == 258);
        CHECK(examine(image_part(data_url("image/webp", "RIFF....WEBPVP8 "))).impression ==
              "I see a WebP image.");
        CHECK(examine(image_part("https://x/y.png")).impression ==
              "I see the image at https://x/y.png.");
        CHECK(examine(image_part(data_url("image/png", png(6, 5)))).hash != seen.hash);
    }

    TEST_CASE("a recording is heard with its kind and length") {
        const chat_medium heard = examine(audio_part(wav(12'000), "wav"));
        CHECK(heard.impression == "I hear a WAV recording of 1.5 seconds.");
        CHECK(heard.tokens == 48);
        CHECK(examine(audio_part("ID3abcdefg", "mp3")).impression ==
              "I hear an MP3 recording of 10 bytes.");
    }

    TEST_CASE("the answer tells what came, and so do other media make another answer") {
        const std::string text = answer_to(image_part(data_url("image/png", png(6, 4))));
        CHECK(text.starts_with("I see a PNG image of 6 x 4 pixels. "));
        CHECK(text.find("What is this?") != std::string::npos);
        CHECK(answer_to(audio_part(wav(8000), "wav"))
                  .starts_with("I hear a WAV recording of 1.0 seconds. "));
    }

    TEST_CASE("images that are not what they claim to be are refused") {
        const std::string file = png(6, 4);
        CHECK(refusal(image_part("data:image/png;base64,@@@@")).find("Base64 decoding failed") !=
              std::string::npos);
        CHECK(refusal(image_part("data:image/png;base64,")).find("Base64 decoding failed") !=
              std::string::npos);
        CHECK(refusal(image_part("data:image/png," + file)).find("not a base64 data URI") !=
              std::string::npos);
        CHECK(refusal(image_part("data:image/png;base64")).find("not a base64 data URI") !=
              std::string::npos);
        CHECK(refusal(image_part(data_url("image/x-foo", file))) ==
              "Unsupported MIME type: image/x-foo");
        CHECK(refusal(image_part(data_url("image/jpeg", file))) ==
              "Unable to process input image.");
        CHECK(refusal(image_part(data_url("image/png", file.substr(0, 12)))) ==
              "Unable to process input image.");
        CHECK(refusal(image_part("/tmp/a.png")).find("neither a data URI nor an URL") !=
              std::string::npos);
        CHECK_FALSE(refusal(image_part(data_url("image/png", file), "huge")).empty());
        const std::string heic("\0\0\0\x18"
                               "ftypheic",
                               12);
        CHECK(refusal(image_part(data_url("image/heic", heic))).empty());
        CHECK(refusal(image_part(data_url("image/heic", heic)), dialect::openai)
                  .find("unsupported image") != std::string::npos);
    }

    TEST_CASE("recordings that are not what they claim to be are refused") {
        CHECK(refusal(audio_part(wav(10), "flac")) == "Unsupported audio format: flac");
        CHECK(refusal(audio_part(wav(10), "mp3")) == "Unable to process input audio.");
        CHECK(refusal(audio_part("ID3", "wav")) == "Unable to process input audio.");
        CHECK(refusal(audio_part(wav(10).substr(0, 20), "wav")) ==
              "Unable to process input audio.");
        CHECK(refusal(audio_part("", "wav")).find("Base64") != std::string::npos);
        CHECK(refusal(audio_part(wav(10), "mp3"), dialect::openai).find("'mp3'") !=
              std::string::npos);
    }

    TEST_CASE("other parts are taken as they come") {
        json::object part;
        part["type"] = "file";
        part["file"] = {{"file_id", "x"}};
        CHECK(examine(part).impression.empty());
        CHECK(examine(part).tokens == 258);
    }
}
