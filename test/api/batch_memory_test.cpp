#include "api/emulated_client.hpp"
#include "resident_memory.hpp"
#include "sanitized.hpp"

#include <coai/batches.hpp>
#include <coai/files.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace coai;
using boost::asio::awaitable;
using test::emulated_client;

namespace {

// A sanitizer multiplies time and memory, so under one this shows only that it works.
#if COAI_TEST_SANITIZED
constexpr std::size_t line_count = 500;
constexpr bool memory_counts = false;
#else
constexpr std::size_t line_count = 50'000;
constexpr bool memory_counts = true;
#endif

constexpr std::size_t mib = 1024 * 1024;
constexpr std::size_t limit = 64 * mib;
// Of each line's question and of each answer, so that a file is twice the limit.
constexpr std::size_t text_size = 2'500;

testing::emulator_options with_long_answers() {
    testing::emulator_options options;
    options.reply_chunks = 1;
    options.chunk_size = text_size;
    options.max_recorded_requests = 0;
    return options;
}

struct memory_outcome {
    std::uint64_t uploaded = 0;
    batches::batch batch;
    std::vector<bool> answered = std::vector<bool>(line_count);
    std::size_t failed = 0;
    std::size_t unexpected = 0;
};

awaitable<memory_outcome> run_batch(client& client) {
    memory_outcome result;
    const std::string text(text_size, 'q');
    const auto next_line = [&,
                            made = std::size_t{0}]() mutable -> std::optional<batches::input_line> {
        if (made == line_count) {
            return std::nullopt;
        }
        const std::string id = std::to_string(made++);
        return batches::input_line(id, chat::request("gemini-2.5-flash").user(id + text));
    };
    auto source = files::from_generator(batches::input_lines(next_line), "requests.jsonl");
    const files::upload_options upload("batch");
    const auto file = co_await client.files.upload(std::move(source), upload);
    result.uploaded = file.bytes;

    const batches::request request(file.id);
    const auto created = co_await client.batches.create(request);
    batches::wait_options how;
    how.interval = std::chrono::milliseconds(1);
    result.batch = co_await client.batches.wait(created.id, how);

    auto results = client.batches.results(result.batch);
    while (const auto line = co_await results.next()) {
        if (!line->ok()) {
            ++result.failed;
            continue;
        }
        const auto number = std::stoul(line->custom_id);
        if (result.answered.at(number) || line->completion().text().size() != text_size) {
            ++result.unexpected;
        }
        result.answered[number] = true;
    }
    co_return result;
}

} // namespace

TEST_SUITE("large batches") {
    TEST_CASE("50,000 lines are made, uploaded and answered in little memory") {
        emulated_client emulated(with_long_answers());
        emulated.run(emulated.client.chat.completions.create(test::question())); // warm up
        const test::memory_growth growth;
        const auto result = emulated.run(run_batch(emulated.client));
        const std::uint64_t peak = growth.peak();

        CHECK(result.uploaded > line_count * text_size);
        CHECK(result.batch.status == batches::status::completed);
        CHECK(result.batch.request_counts.completed == line_count);
        CHECK(result.answered == std::vector<bool>(line_count, true));
        CHECK(result.failed == 0);
        CHECK(result.unexpected == 0);

        // In this process, the emulator's memory counts, too.
        MESSAGE("peak of resident memory grew by ", peak / mib, " MiB for a file of ",
                result.uploaded / mib, " MiB");
        if (memory_counts) {
            CHECK(peak < limit);
        }
    }
}
