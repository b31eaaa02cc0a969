#include "interop/prism/prism_client.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <utility>

namespace {

using namespace coai;
using boost::asio::awaitable;
using prism::validated_client;

/// The ids of a list, each with a space after it.
template <class T>
awaitable<std::string> ids_of(async_generator<T> items) {
    std::string ids;
    while (const auto item = co_await items.next())
        ids += item->id + ' ';
    co_return ids;
}

TEST_SUITE("judged by Prism, beside chat") {
    TEST_CASE("models") {
        validated_client here;
        here.accepts(ids_of(here.client.models.list()), [](const std::string& ids) {
            CHECK(ids.starts_with("model-id-0 model-id-1 "));
        });
        here.accepts(here.client.models.retrieve("gpt-4o"),
                     [](const models::model& model) { CHECK(model.object == "model"); });
    }

    TEST_CASE("embeddings") {
        validated_client here;
        embeddings::request tuned("text-embedding-3-small", {"one"});
        tuned.dimensions = 8;
        tuned.encoding_format = embeddings::encoding_format::floats;
        tuned.end_user = "somebody";
        const embeddings::request forms[] = {
            tuned, embeddings::request("text-embedding-3-small", "one"),
            embeddings::request("text-embedding-3-small", std::vector<int>{1, 2}),
            embeddings::request("text-embedding-3-small", std::vector<std::vector<int>>{{1, 2}})};
        for (const embeddings::request& form : forms) {
            here.accepts(here.client.embeddings.create(form),
                         [](const embeddings::embedding_list& list) { CHECK(list.size() == 1); });
        }
    }

    TEST_CASE("images") {
        validated_client here;
        images::request older("dall-e-3", "a cape");
        older.n = 1;
        older.size = "1024x1024";
        older.quality = "hd";
        older.style = "vivid";
        older.response_format = images::response_format::b64_json;
        older.end_user = "somebody";
        images::request newer("gpt-image-1", "a cape");
        newer.output_format = "webp";
        newer.output_compression = 50;
        newer.background = "opaque";
        newer.moderation = "low";
        for (const images::request& form : {older, newer}) {
            here.accepts(here.client.images.generate(form),
                         [](const images::image_list& list) { CHECK_FALSE(list.data.empty()); });
        }
    }

    TEST_CASE("files") {
        validated_client here;
        for (const char* purpose : {"batch", "user_data", "vision"}) {
            CAPTURE(purpose);
            const files::upload_options how((std::string(purpose)));
            here.accepts(here.client.files.upload(files::from_bytes("{}\n", "a b.jsonl"), how),
                         [](const files::file& file) { CHECK_FALSE(file.id.empty()); });
        }
        files::upload_options expiring("batch");
        expiring.expires_after = std::chrono::hours(1);
        here.accepts(here.client.files.upload(files::from_bytes("{}\n", "a.jsonl"), expiring),
                     [](const files::file& file) { CHECK_FALSE(file.id.empty()); });
        here.accepts(here.client.files.retrieve("file-abc123"),
                     [](const files::file& file) { CHECK_FALSE(file.id.empty()); });
        files::list_options which;
        which.purpose = "batch";
        which.page_size = 10;
        here.accepts(ids_of(here.client.files.list(which)),
                     [](const std::string& ids) { CHECK_FALSE(ids.empty()); });
        here.accepts(here.client.files.content("file-abc123"),
                     [](const raw_response& content) { CHECK(content.response.status == 200); });
        here.accepts(here.client.files.remove("file-abc123"),
                     [](const files::removal& gone) { CHECK(gone.deleted); });
    }

    TEST_CASE("batches") {
        validated_client here;
        for (const char* endpoint : {"/v1/chat/completions", "/v1/embeddings"}) {
            CAPTURE(endpoint);
            const batches::request request("file-abc123", endpoint);
            here.accepts(here.client.batches.create(request),
                         [](const batches::batch& batch) { CHECK_FALSE(batch.id.empty()); });
        }
        here.accepts(here.client.batches.retrieve("batch_abc123"),
                     [](const batches::batch& batch) { CHECK_FALSE(batch.status.empty()); });
        here.accepts(here.client.batches.cancel("batch_abc123"),
                     [](const batches::batch& batch) { CHECK_FALSE(batch.status.empty()); });
        here.accepts(ids_of(here.client.batches.list()),
                     [](const std::string& ids) { CHECK_FALSE(ids.empty()); });
    }
}

} // namespace
