#include "api/emulated_client.hpp"
#include "net/local_file.hpp"
#include "temporary_directory.hpp"

#include <coai/images.hpp>
#include <coai/json.hpp>

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace coai;
using test::emulated_client;
using testing::fault;

namespace {

images::request portrait() {
    images::request request("imagen-3.0-generate-002", "a portrait of a sheepadoodle with a cape");
    request.response_format = images::response_format::b64_json;
    request.size = "64x32";
    return request;
}

bool is_png(const std::vector<std::byte>& bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return text.starts_with("\x89PNG\r\n\x1A\n");
}

} // namespace

TEST_SUITE("client images") {
    TEST_CASE("a picture is made, decoded and saved") {
        emulated_client emulated;
        const auto list = emulated.run(emulated.client.images.generate(portrait()));
        REQUIRE(list.data.size() == 1);
        const auto bytes = list.data[0].bytes();
        CHECK(is_png(bytes));
        CHECK(list.created == 0);
        CHECK(list.response.status == 200);
        const test::temporary_directory directory;
        list.data[0].save(directory.path("portrait.png"));
        CHECK(net::read_file(directory.path("portrait.png")).size() == bytes.size());
        CHECK(directory.size() == 1);
        const auto sent = emulated.server.requests().front();
        CHECK(sent.target == "/v1beta/openai/images/generations");
        CHECK(sent.body == R"({"model":"imagen-3.0-generate-002",)"
                           R"("prompt":"a portrait of a sheepadoodle with a cape","size":"64x32",)"
                           R"("response_format":"b64_json"})");
    }

    TEST_CASE("fewer pictures than asked for are no error, nor are none") {
        emulated_client emulated;
        auto request = portrait();
        request.prompt += " and violence";
        request.n = 4;
        CHECK(emulated.run(emulated.client.images.generate(request)).data.size() == 3);
        request.n = 1;
        CHECK(emulated.run(emulated.client.images.generate(request)).data.empty());
    }

    TEST_CASE("OpenAI's answer has what was chosen and what it cost") {
        emulated_client emulated;
        emulated.client =
            client(emulated.io.get_executor(), emulated.server.client_options(provider::openai));
        images::request request("gpt-image-1", "a cat");
        request.quality = "high";
        request.size = "16x16";
        const auto list = emulated.run(emulated.client.images.generate(request));
        CHECK(list.created > 0);
        CHECK(list.quality == "high");
        CHECK(list.size == "16x16");
        CHECK(list.output_format == "png");
        REQUIRE(list.usage.has_value());
        CHECK(list.usage->total_tokens == list.usage->input_tokens + list.usage->output_tokens);
        CHECK(list.usage->output_tokens_details->image_tokens == list.usage->output_tokens);
        CHECK(is_png(list.data[0].bytes()));
    }

    TEST_CASE("all members of a request are sent") {
        images::request request("m", "p");
        request.n = 2;
        request.output_format = "webp";
        request.output_compression = 80;
        request.background = "transparent";
        request.moderation = "low";
        request.style = "vivid";
        request.end_user = "u";
        request.extra["seed"] = 7;
        CHECK(json::serialize(request) ==
              R"({"model":"m","prompt":"p","n":2,"output_format":"webp","output_compression":80,)"
              R"("background":"transparent","moderation":"low","style":"vivid","user":"u",)"
              R"("seed":7})");
    }

    TEST_CASE("a picture that is not there, or no base64, is an error of the answer") {
        const auto failure = [](const images::image& image) {
            try {
                image.bytes();
            } catch (const protocol_error& failed) {
                CHECK(failed.kind() == errc::unexpected_content);
                return std::string(failed.what());
            }
            return std::string();
        };
        images::image image;
        CHECK(failure(image).find("no picture") != std::string::npos);
        image.url = "https://x/y.png";
        CHECK(failure(image).find("response_format") != std::string::npos);
        for (const char* text : {"AAA", "AA=A", "A-_A", "AAAA\n", "data:image/png;base64,AAA"}) {
            image.b64_json = text;
            CHECK(failure(image).find("not base64") != std::string::npos);
        }
        const test::temporary_directory directory;
        CHECK_THROWS_AS(image.save(directory.path("a.png")), protocol_error);
        CHECK(directory.size() == 0);
        image.b64_json = "data:image/png;base64,AQID";
        CHECK(image.bytes() == std::vector<std::byte>{std::byte{1}, std::byte{2}, std::byte{3}});
    }

    TEST_CASE("a file that cannot be written is named") {
        const test::temporary_directory directory;
        images::image image;
        image.b64_json = "AQID";
        const std::string path = directory.path("missing/a.png");
        try {
            image.save(path);
            FAIL("no error");
        } catch (const file_error& failed) {
            CHECK(failed.file() == path);
            CHECK(failed.cause().value() == ENOENT);
            CHECK(std::string(failed.what()).find(path) != std::string::npos);
        }
    }

    TEST_CASE("a request that cannot be sent is refused when it is awaited") {
        emulated_client emulated;
        const auto option = [&](const images::request& request) {
            return emulated.failure_of<usage_error>(emulated.client.images.generate(request))
                .option();
        };
        CHECK(option(images::request("", "p")) == "model");
        CHECK(option(images::request("m")) == "prompt");
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("refusals, and errors in place of pictures, are api_errors") {
        emulated_client emulated;
        auto request = portrait();
        request.response_format = images::response_format::url;
        const auto refused =
            emulated.failure_of<api_error>(emulated.client.images.generate(request));
        CHECK(refused.kind() == errc::bad_request);
        CHECK(refused.path() == "images/generations");
        emulated.server.script(fault::status(200, R"({"error":{"message":"down","code":500}})"));
        CHECK(emulated.failure_of<api_error>(emulated.client.images.generate(portrait())).kind() ==
              errc::server_error);
        emulated.server.script(fault::status(200, "<html>"));
        CHECK(emulated.failure_of<protocol_error>(emulated.client.images.generate(portrait()))
                  .kind() == errc::invalid_json);
    }

    TEST_CASE("media in a message reach the model") {
        emulated_client emulated;
        const auto list = emulated.run(emulated.client.images.generate(portrait()));
        const auto request =
            chat::request("gemini-2.5-flash")
                .user(chat::content().text("What is this?").image(list.data[0].bytes()));
        const auto seen = emulated.run(emulated.client.chat.completions.create(request));
        CHECK(seen.text().starts_with("I see a PNG image of 64 x 32 pixels."));
        const auto mislabelled =
            chat::request("gemini-2.5-flash")
                .user(chat::content().image(list.data[0].bytes(), "", "image/jpeg"));
        CHECK(emulated.failure_of<api_error>(emulated.client.chat.completions.create(mislabelled))
                  .kind() == errc::bad_request);
    }
}
