#include "soak/mixed_call.hpp"

#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace coai::soak {

using boost::asio::awaitable;
using testing::dialect;

namespace {

void expect(bool right, const char* what) {
    if (!right)
        throw wrong_answer(what);
}

request_options options_of(const call_plan& plan) {
    request_options options;
    options.timeouts.overall = plan.deadline();
    return options;
}

chat::request question_of(const answer_key& key, const call_plan& plan) {
    return chat::request(answer_key::chat_model).user(key.question(plan.question));
}

awaitable<void> complete(const client& from, const answer_key& key, const call_plan& plan) {
    const chat::request request = question_of(key, plan);
    const request_options options = options_of(plan);
    const auto completion = co_await from.chat.completions.create(request, options);
    expect(completion.text() == key.answer(plan.question, plan.shape), "a completion's text");
    expect(completion.choices.size() == 1, "the number of a completion's choices");
}

awaitable<bool> read_stream(const client& from, const answer_key& key, const call_plan& plan) {
    const chat::request request = question_of(key, plan);
    const request_options options = options_of(plan);
    auto stream = co_await from.chat.completions.stream(request, options);
    const std::string& expected = key.answer(plan.question, plan.shape);
    const bool leaves = plan.kind == call_kind::stream_left;
    std::string text;
    chat::chunk chunk;
    for (std::size_t count = 0;; ++count) {
        if (leaves && count == plan.leave_after)
            co_return true;
        if (!co_await stream.next(chunk))
            break;
        text += chunk.text();
        expect(expected.starts_with(text), "a chunk of a stream");
    }
    expect(text == expected, "the length of a stream");
    expect(stream.end() == chat::stream_end::done, "the end of a stream");
    co_return false;
}

awaitable<void> collect_stream(const client& from, const answer_key& key, const call_plan& plan) {
    const chat::request request = question_of(key, plan);
    const request_options options = options_of(plan);
    auto stream = co_await from.chat.completions.stream(request, options);
    const auto completion = co_await stream.collect();
    expect(completion.text() == key.answer(plan.question, plan.shape), "a collected stream's text");
}

bool is_near(std::span<const float> got, const std::vector<float>& expected) {
    if (got.size() != expected.size())
        return false;
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (std::abs(got[i] - expected[i]) > 1e-6F)
            return false;
    }
    return true;
}

awaitable<void> embed(const client& from, const answer_key& key, const call_plan& plan) {
    const std::size_t other = (plan.question + 1) % key.size();
    std::vector<std::string> texts = {key.question(plan.question), key.question(other)};
    embeddings::request request(answer_key::embedding_model(plan.shape), std::move(texts));
    request.dimensions = static_cast<int>(answer_key::dimension);
    const request_options options = options_of(plan);
    const auto list = co_await from.embeddings.create(request, options);
    expect(list.size() == 2, "the number of vectors");
    expect(is_near(list[0], key.vector(plan.question)), "a vector");
    expect(is_near(list[1], key.vector(other)), "a vector");
}

awaitable<void> list_models(const client& from, const answer_key& key, const call_plan& plan) {
    const request_options options = options_of(plan);
    auto models = from.models.list(options);
    const auto& expected = key.models(plan.shape);
    std::size_t count = 0;
    while (const auto model = co_await models.next()) {
        expect(count < expected.size() && model->id == expected[count], "a model's id");
        ++count;
    }
    expect(count == expected.size(), "the number of models");
}

std::string content_of(const call_plan& plan) {
    std::string content(plan.file_size, '\0');
    std::uint64_t next = plan.question;
    for (char& c : content) {
        next = next * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        c = static_cast<char>(next >> 56U);
    }
    return content;
}

awaitable<void> keep_file_for_a_moment(const client& from, const call_plan& plan) {
    const request_options options = options_of(plan);
    const files::upload_options how;
    const std::string name = "soak-" + std::to_string(plan.question) + ".bin";
    files::source bytes = files::from_bytes(content_of(plan), name);
    const files::file made = co_await from.files.upload(std::move(bytes), how, options);
    expect(made.bytes == plan.file_size, "the size of an uploaded file");
    expect(made.filename == name, "the name of an uploaded file");
    if (plan.shape == dialect::openai) { // Gemini does not hand out what was uploaded
        const raw_response content = co_await from.files.content(made.id, options);
        expect(content.body == content_of(plan), "the content of a file");
    } else {
        const files::file found = co_await from.files.retrieve(made.id, options);
        expect(found.bytes == plan.file_size && found.filename == name, "what is known of a file");
        expect(found.sha256 == made.sha256, "the hash of a file");
    }
    const files::removal removed = co_await from.files.remove(made.id, options);
    expect(removed.deleted, "the removal of a file");
}

} // namespace

awaitable<bool> make_call(const client& from, const answer_key& key, const call_plan& plan) {
    switch (plan.kind) {
    case call_kind::completion:
        co_await complete(from, key, plan);
        break;
    case call_kind::stream:
    case call_kind::stream_left:
        co_return co_await read_stream(from, key, plan);
    case call_kind::stream_collected:
        co_await collect_stream(from, key, plan);
        break;
    case call_kind::embeddings:
        co_await embed(from, key, plan);
        break;
    case call_kind::models:
        co_await list_models(from, key, plan);
        break;
    case call_kind::file:
        co_await keep_file_for_a_moment(from, plan);
        break;
    }
    co_return false;
}

} // namespace coai::soak
