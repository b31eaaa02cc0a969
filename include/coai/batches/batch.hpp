#pragma once

#include <coai/json/type.hpp>
#include <coai/open_enum.hpp>
#include <coai/response.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace coai::batches {

/// Which call the lines of a batch are for.
enum class endpoint { chat_completions, embeddings, completions, responses };

/// How far a batch is.
enum class status {
    /// Accepted; the input file is checked, or waits for its turn.
    validating,
    in_progress,
    /// All lines are done; the result files are being written.
    finalizing,
    completed,
    /// No line was executed; batch::errors tells why.
    failed,
    cancelling,
    cancelled,
    /// The completion window was over. What was done until then is in the result files.
    expired,
    /// Completed, with lines that failed (Gemini's own name for it).
    partially_succeeded,
};

} // namespace coai::batches

template <>
struct coai::enum_names<coai::batches::endpoint> {
    static constexpr enum_name<batches::endpoint> entries[] = {
        {batches::endpoint::chat_completions, "/v1/chat/completions"},
        {batches::endpoint::embeddings, "/v1/embeddings"},
        {batches::endpoint::completions, "/v1/completions"},
        {batches::endpoint::responses, "/v1/responses"},
    };
};

/// The names of the OpenAI API, and those of Gemini's and Vertex's own APIs, which shine through
/// at times: they are read as the former.
template <>
struct coai::enum_names<coai::batches::status> {
    static constexpr enum_name<batches::status> entries[] = {
        {batches::status::validating, "validating"},
        {batches::status::in_progress, "in_progress"},
        {batches::status::finalizing, "finalizing"},
        {batches::status::completed, "completed"},
        {batches::status::failed, "failed"},
        {batches::status::cancelling, "cancelling"},
        {batches::status::cancelled, "cancelled"},
        {batches::status::expired, "expired"},
        {batches::status::partially_succeeded, "partially_succeeded"},

        {batches::status::validating, "BATCH_STATE_PENDING"},
        {batches::status::in_progress, "BATCH_STATE_RUNNING"},
        {batches::status::completed, "BATCH_STATE_SUCCEEDED"},
        {batches::status::failed, "BATCH_STATE_FAILED"},
        {batches::status::cancelling, "BATCH_STATE_CANCELLING"},
        {batches::status::cancelled, "BATCH_STATE_CANCELLED"},
        {batches::status::expired, "BATCH_STATE_EXPIRED"},
        {batches::status::partially_succeeded, "BATCH_STATE_PARTIALLY_SUCCEEDED"},

        {batches::status::validating, "JOB_STATE_QUEUED"},
        {batches::status::validating, "JOB_STATE_PENDING"},
        {batches::status::in_progress, "JOB_STATE_RUNNING"},
        {batches::status::completed, "JOB_STATE_SUCCEEDED"},
        {batches::status::failed, "JOB_STATE_FAILED"},
        {batches::status::cancelling, "JOB_STATE_CANCELLING"},
        {batches::status::cancelled, "JOB_STATE_CANCELLED"},
        {batches::status::expired, "JOB_STATE_EXPIRED"},
        {batches::status::partially_succeeded, "JOB_STATE_PARTIALLY_SUCCEEDED"},
    };
};

namespace coai::batches {

/// The body of `POST batches`. Gemini takes no other members than the first three.
struct request {
    request() {}
    explicit request(std::string file_id, open_enum<batches::endpoint> lines_are_for =
                                              batches::endpoint::chat_completions)
        : input_file_id(std::move(file_id)), endpoint(std::move(lines_are_for)) {}

    /// Required: the id of an uploaded file, made with batches::input.
    std::string input_file_id;
    /// Required: the `url` of all its lines.
    open_enum<batches::endpoint> endpoint = batches::endpoint::chat_completions;
    /// The only value that servers know.
    std::string completion_window = "24h";
    /// Up to 16 pairs (OpenAI); not sent where empty.
    std::map<std::string, std::string> metadata;

    /// Sent beside the members above, such as OpenAI's `output_expires_after`.
    boost::json::object extra;
};

/// What is wrong with the input file.
struct batch_error {
    batch_error() {}

    std::string code;
    std::string message;
    /// The member at fault; empty if there is none.
    std::string param;
    /// The line at fault, counted from 1.
    std::optional<std::int64_t> line;
    boost::json::object extra;
};

/// Why a batch failed as a whole.
struct error_list {
    error_list() {}

    std::string object;
    std::vector<batch_error> data;
    boost::json::object extra;
};

/// How many lines a batch has, and what became of them.
struct request_counts {
    request_counts() {}

    std::int64_t total = 0;
    std::int64_t completed = 0;
    std::int64_t failed = 0;
    boost::json::object extra;
};

/// The tokens that all lines took together (OpenAI).
struct usage {
    usage() {}

    struct input_details {
        input_details() {}

        std::int64_t cached_tokens = 0;
        boost::json::object extra;
    };
    struct output_details {
        output_details() {}

        std::int64_t reasoning_tokens = 0;
        boost::json::object extra;
    };

    std::int64_t input_tokens = 0;
    input_details input_tokens_details;
    std::int64_t output_tokens = 0;
    output_details output_tokens_details;
    std::int64_t total_tokens = 0;
    boost::json::object extra;
};

/// Many requests in a file, answered within a day for half the price. Times are Unix times, 0 where
/// there is none; ids are empty where there is none.
struct batch {
    batch() {}

    /// Whether the status will not change any more: completed, failed, cancelled, expired or
    /// partially succeeded.
    bool is_terminal() const noexcept;

    /// "batch_abc" (OpenAI) or "batches/abc" (Gemini).
    std::string id;
    std::string object;
    open_enum<batches::endpoint> endpoint;
    std::string model;
    error_list errors;
    std::string input_file_id;
    std::string completion_window;
    /// Gemini's own names (BATCH_STATE_…, JOB_STATE_…) are read as OpenAI's.
    open_enum<batches::status> status;
    /// The answers. Empty also of a completed batch, if all its lines failed.
    std::string output_file_id;
    /// The failures; empty if there are none.
    std::string error_file_id;
    std::int64_t created_at = 0;
    std::int64_t in_progress_at = 0;
    std::int64_t expires_at = 0;
    std::int64_t finalizing_at = 0;
    std::int64_t completed_at = 0;
    std::int64_t failed_at = 0;
    std::int64_t expired_at = 0;
    std::int64_t cancelling_at = 0;
    std::int64_t cancelled_at = 0;
    batches::request_counts request_counts;
    std::optional<batches::usage> usage;
    std::map<std::string, std::string> metadata;
    boost::json::object extra;

    /// Status, headers, request id, attempts and timings; not of batches out of a list. Not on the
    /// wire.
    response_info response;
};

} // namespace coai::batches

namespace coai::json::detail {

template <>
struct type_of<batches::request> {
    static const object_type value;
};

template <>
struct type_of<batches::batch_error> {
    static const object_type value;
};

template <>
struct type_of<batches::error_list> {
    static const object_type value;
};

template <>
struct type_of<batches::request_counts> {
    static const object_type value;
};

template <>
struct type_of<batches::usage::input_details> {
    static const object_type value;
};

template <>
struct type_of<batches::usage::output_details> {
    static const object_type value;
};

template <>
struct type_of<batches::usage> {
    static const object_type value;
};

template <>
struct type_of<batches::batch> {
    static const object_type value;
};

} // namespace coai::json::detail
