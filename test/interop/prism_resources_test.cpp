#include "interop/prism/prism_client.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace coai;
using boost::asio::awaitable;
using prism::validated_client;

enum class priority { low, high };
BOOST_DESCRIBE_ENUM(priority, low, high)

struct task {
    std::string title;
    std::optional<priority> urgency;
    std::vector<std::string> people;
};
BOOST_DESCRIBE_STRUCT(task, (), (title, urgency, people))

/// Has Prism choose another of the description's answers.
request_options preferring(const char* answer) {
    request_options options;
    options.headers.set("Prefer", answer);
    return options;
}

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

    TEST_CASE("types of a program's own, in OpenAI's strict dialect") {
        validated_client here;
        const auto request = chat::request("gpt-4o-mini").user("What is to be done?");
        here.accepts(here.client.chat.completions.parse<task>(request),
                     [](const auto& completion) { CHECK(completion.object == "chat.completion"); });
        auto tooled = request;
        tooled.tools = {
            tool<task>("add_task", "Adds a task", schema_dialect::openai_strict),
            tool<task>("remove_task", "Removes a task"),
        };
        here.accepts(here.client.chat.completions.create(tooled, preferring("example=functions")),
                     [](const chat::completion& completion) {
                         REQUIRE(completion.tool_calls().size() == 1);
                         const auto& function = completion.tool_calls().front().function;
                         CHECK(function->name == "get_current_weather");
                     });
    }

    TEST_CASE("the description's other answers") {
        validated_client here;
        const auto request = chat::request("gpt-4o-mini").user("Hello");
        here.accepts(here.client.chat.completions.create(request, preferring("example=logprobs")),
                     [](const chat::completion& completion) {
                         CHECK(completion.choices.at(0).logprobs.has_value());
                     });
        const auto refused = test::failure_of<api_error>(
            here.io, here.client.chat.completions.create(request, preferring("code=429")));
        CHECK(refused.kind() == errc::rate_limited);
        CHECK(refused.retry_after() == std::chrono::seconds(1));
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
