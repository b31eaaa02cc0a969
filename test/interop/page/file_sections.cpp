#include "interop/page/require.hpp"
#include "interop/page/sections.hpp"

#include <coai/coai.hpp>

#include <string>
#include <utility>

// Files in OpenAI's manner.

namespace page {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> use_files(coai::client& client) {
    const std::string content = "{\"custom_id\": \"request-1\"}\n";
    auto bytes = coai::files::from_bytes(content, "a \"b\".jsonl");
    const coai::files::upload_options upload("batch");
    const auto uploaded = co_await client.files.upload(std::move(bytes), upload);
    const auto retrieved = co_await client.files.retrieve(uploaded.id);
    require(retrieved.id == uploaded.id);
    coai::files::list_options which;
    which.purpose = "batch";
    auto files = client.files.list(which);
    while (co_await files.next()) {
    }
    const auto downloaded = co_await client.files.content(uploaded.id);
    require(downloaded.body == content);
    const auto removed = co_await client.files.remove(uploaded.id);
    require(removed.deleted);
}

constexpr section sections[] = {
    {"files", use_files},
};

} // namespace

std::span<const section> file_sections() { return sections; }

} // namespace page
