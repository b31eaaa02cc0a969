#include "interop/page/require.hpp"
#include "interop/page/sections.hpp"

#include <coai/coai.hpp>

#include <utility>

// The page's sections about images, sounds and vectors.

namespace page {

namespace asio = boost::asio;
namespace chat = coai::chat;

namespace {

asio::awaitable<void> ask_about(coai::client& client, chat::content content) {
    const auto request = chat::request("gemini-2.0-flash").user(std::move(content));
    const auto completion = co_await client.chat.completions.create(request);
    require(!completion.text().empty());
}

asio::awaitable<void> understand_image(coai::client& client) {
    chat::content content;
    content.text("What is in this image?").image_file(COAI_PAGE_FOLDER "/picture.png");
    return ask_about(client, std::move(content));
}

asio::awaitable<void> understand_audio(coai::client& client) {
    chat::content content;
    content.text("Transcribe this audio").audio_file(COAI_PAGE_FOLDER "/tone.wav");
    return ask_about(client, std::move(content));
}

asio::awaitable<void> generate_image(coai::client& client) {
    coai::images::request request("imagen-3.0-generate-002",
                                  "a portrait of a sheepadoodle wearing a cape");
    request.response_format = coai::images::response_format::b64_json;
    request.n = 1;
    const auto images = co_await client.images.generate(request);
    require(images.data.size() == 1);
}

asio::awaitable<void> embed(coai::client& client) {
    const coai::embeddings::request request("gemini-embedding-001", "Your text string goes here");
    const auto vectors = co_await client.embeddings.create(request);
    require(vectors.size() == 1 && vectors.dimension == 3072);
}

constexpr section sections[] = {
    {"image understanding", understand_image},
    {"image generation", generate_image},
    {"audio understanding", understand_audio},
    {"embeddings", embed},
};

} // namespace

std::span<const section> media_sections() { return sections; }

} // namespace page
