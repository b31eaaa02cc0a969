#pragma once

#include <coai/chat/completion.hpp>
#include <coai/embeddings.hpp>
#include <coai/error.hpp>
#include <coai/generator.hpp>
#include <coai/json/decoder.hpp>
#include <coai/json/error.hpp>
#include <coai/json/raw.hpp>
#include <coai/json/standard_types.hpp>
#include <coai/json/type.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace coai::batches {

/// What became of one line of a batch's input.
struct result {
    result() {}

    /// Whether there is an answer.
    bool ok() const noexcept { return !error; }

    /// The answer, read as what its endpoint answers.
    ///
    /// @throws api_error where the line failed, protocol_error where it or the answer cannot be
    /// read. The message names the line and its custom_id.
    /// @{
    chat::completion completion() const;
    coai::embeddings::embedding_list embeddings() const;
    boost::json::value json() const;
    template <json::codable T>
    T as() const {
        T value{};
        json::decoder decoder;
        check(decoder.decode(answer(), value));
        return value;
    }
    /// @}

    /// The server's error object; empty where it sent none.
    error_object error_details() const;

    /// Names the result at OpenAI ("batch_req_…").
    std::string id;
    /// Of the input line that this answers; empty only where the line cannot be read.
    std::string custom_id;
    /// HTTP status of the answer; 0 where the line was not executed.
    unsigned status_code = 0;
    /// Names the answer at the server.
    std::string request_id;
    /// The answer's body as it came, an error's too; `null` where there is none.
    json::raw body;
    /// What went wrong with the line: the server refused it (`error` of the line, a status of 400
    /// or more, an error in place of the answer), could not execute it any more, or wrote a line
    /// that cannot be read (errc::invalid_json, errc::response_too_large,
    /// errc::unexpected_content).
    std::optional<coai::error> error;
    /// What the line has beyond the above.
    boost::json::object extra;

    /// Where the line was read from; see result_source.
    std::string file_id;
    /// Its number there, counted from 1.
    std::size_t line = 0;

private:
    const std::string& answer() const;
    void check(const std::optional<json::decode_error>& bad) const;
};

/// Where results are read from.
struct result_source {
    result_source() {}
    explicit result_source(std::string id) : file_id(std::move(id)) {}

    /// Names the file in errors; may be empty.
    std::string file_id;
    /// Longer lines are passed over and count as unreadable; no more than this is ever held.
    std::size_t max_line_size = 64 * 1024 * 1024;
};

/// Reads the results in a file that comes in pieces, cut anywhere: one result a line, blank lines
/// aside. A line that cannot be read is a result with an error that names it, and the next one is
/// read all the same.
///
/// What the pieces' generator throws, next() throws.
/// @{
async_generator<result> read_results(async_generator<std::string> pieces);
async_generator<result> read_results(async_generator<std::string> pieces, result_source source);
/// @}

/// Collects results, each under the `custom_id` of the line that it answers. Of two for the same
/// line, one with an answer stays.
///
/// @code
/// auto results = co_await coai::batches::by_custom_id(client.batches.results(batch));
/// std::cout << results.at("request-1").completion().text();
/// @endcode
///
/// @throws protocol_error where a line cannot be read, since nobody knows whose it was, and what
/// the generator throws.
boost::asio::awaitable<std::map<std::string, result>> by_custom_id(async_generator<result> results);

} // namespace coai::batches
