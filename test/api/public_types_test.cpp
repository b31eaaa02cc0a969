#include <coai/batches.hpp>
#include <coai/chat/accumulator.hpp>
#include <coai/chat/chunk.hpp>
#include <coai/chat/completion.hpp>
#include <coai/chat/content.hpp>
#include <coai/chat/message.hpp>
#include <coai/chat/parse_options.hpp>
#include <coai/chat/request.hpp>
#include <coai/chat/tool.hpp>
#include <coai/embeddings.hpp>
#include <coai/files.hpp>
#include <coai/gemini.hpp>
#include <coai/images.hpp>
#include <coai/json.hpp>
#include <coai/models.hpp>
#include <coai/options.hpp>
#include <coai/tool_run.hpp>
#include <coai/toolbox.hpp>
#include <coai/usage.hpp>

#include <doctest/doctest.h>

#include <type_traits>

namespace {

using namespace coai;

// GCC 12 corrupts aggregate temporaries in co_await expressions, so no input type may be one.
template <class... Types>
constexpr bool no_aggregates = (!std::is_aggregate_v<Types> && ...);

static_assert(no_aggregates<chat::content, chat::content_part, chat::image_url, chat::input_audio,
                            chat::file_input>);
static_assert(
    no_aggregates<chat::message, chat::message_audio, chat::annotation, chat::url_citation>);
static_assert(
    no_aggregates<chat::tool, chat::function_definition, chat::tool_choice, chat::tool_call,
                  chat::tool_call_delta, chat::function_call, chat::custom_call>);
static_assert(no_aggregates<chat::request, chat::stream_options, chat::response_format,
                            chat::json_schema_format, chat::audio_output, chat::prediction>);
static_assert(no_aggregates<chat::completion, chat::choice, chat::choice_logprobs,
                            chat::token_logprob, chat::top_logprob>);
static_assert(
    no_aggregates<chat::chunk, chat::chunk_choice, chat::delta, chat::completion_accumulator>);
static_assert(no_aggregates<embeddings::input, embeddings::request, embeddings::embedding_list>);
static_assert(no_aggregates<images::request, images::image, images::image_usage,
                            images::image_usage::details, images::image_list>);
static_assert(
    no_aggregates<files::file, files::removal, files::source, files::upload_options, files::sink,
                  files::download_result, files::list_options, files::wait_options>);
static_assert(no_aggregates<batches::request, batches::batch, batches::batch_error,
                            batches::error_list, batches::request_counts, batches::usage,
                            batches::usage::input_details, batches::usage::output_details>);
static_assert(no_aggregates<batches::input, batches::input_line, batches::result,
                            batches::result_source, batches::wait_options>);
static_assert(no_aggregates<models::model>);
static_assert(no_aggregates<toolbox, tool_run_options, tool_run>);
static_assert(
    no_aggregates<gemini::google_options, gemini::thinking_config, gemini::safety_setting>);
static_assert(no_aggregates<usage, usage::prompt_details, usage::completion_details>);
static_assert(no_aggregates<headers, secret, client_options, request_options, timeouts, tls_options,
                            pool_options, tcp_keepalive_options, response_limits, retry_options>);
static_assert(no_aggregates<chat::parse_options, member_description>);

template <class... Types>
constexpr bool values = ((std::is_copy_constructible_v<Types> && std::is_copy_assignable_v<Types> &&
                          std::is_nothrow_move_constructible_v<Types>)&&...);

// Vectors of them grow by moving.
static_assert(
    values<chat::content, chat::content_part, chat::message, chat::tool, chat::tool_choice,
           chat::tool_call, chat::choice, chat::chunk_choice, chat::token_logprob>);

template <class... Types>
constexpr bool codable = (json::codable<Types> && ...);

static_assert(
    codable<chat::request, chat::message, chat::content, chat::tool, chat::tool_choice,
            chat::response_format, chat::completion, chat::choice, chat::chunk, chat::delta,
            chat::tool_call, usage, embeddings::request, images::request, images::image_list>);

} // namespace

TEST_SUITE("public types") {
    TEST_CASE("are no aggregates, move without throwing and have JSON forms") {
        CHECK_FALSE(std::is_aggregate_v<chat::request>);
        CHECK(coai::json::serialize(chat::request()) == "{}");
    }
}
