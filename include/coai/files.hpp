#pragma once

#include <coai/files/download.hpp>
#include <coai/files/file.hpp>
#include <coai/files/upload.hpp>
#include <coai/generator.hpp>
#include <coai/options.hpp>
#include <coai/polling_options.hpp>
#include <coai/response.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace coai {

namespace api {
class service;
} // namespace api

namespace files {

/// Which files to list.
struct list_options {
    list_options() {}

    /// Only those for this purpose (OpenAI); all where empty.
    std::string purpose;
    /// Files to ask for at a time; the server's own default where 0. Gemini's most is 100.
    unsigned page_size = 0;
};

/// How to wait for a file, see resource::wait_until_active().
struct wait_options : polling_options {
    /// A second between the first looks, ten at most, for half an hour.
    wait_options() noexcept {
        interval = std::chrono::seconds(1);
        max_interval = std::chrono::seconds(10);
        deadline = std::chrono::minutes(30);
    }

    /// Told of every look. Runs on the coroutine that waits and must not block; what it throws ends
    /// the wait.
    std::function<void(const file&)> on_progress;
};

/// Files that a server keeps, for batches and as input of models: of Gemini its native Files API,
/// which lies beside the compatibility endpoint; of all other servers OpenAI's `files`.
///
/// An id may be the plain id, Gemini's "files/…", or a file's whole URI, of which only the id is
/// used. All calls throw as chat::completions::create(): api_error where there is no such file, and
/// usage_error (errc::invalid_request, "id") for an id that would lead elsewhere
/// ("../"). Cancelling a call ends it and closes its connection.
class resource {
public:
    explicit resource(std::shared_ptr<api::service> service) noexcept;

    /// Uploads a file of any size, empty ones included, holding no more of it in memory than
    /// upload_options::chunk_size (Gemini) or some 256 KiB.
    ///
    /// @code
    /// auto file = co_await client.files.upload(coai::files::from_path("requests.jsonl"),
    ///                                          coai::files::upload_options("batch"));
    /// @endcode
    ///
    /// With Gemini, each chunk is a call with clocks and retries of its own; after a failure, the
    /// server is asked what it has, and the upload goes on from there. An upload that fails for
    /// good leaves no file. With other servers, the upload is one request; its attempt's clock
    /// starts when the file has been sent, and until then `timeouts.stream_idle` bounds every wait
    /// for the connection to take more. `timeouts.overall` bounds the whole upload in both cases.
    ///
    /// @throws file_error about the file; usage_error about an option.
    /// @{
    boost::asio::awaitable<file> upload(source from) const;
    boost::asio::awaitable<file> upload(source from, const upload_options& how) const;
    boost::asio::awaitable<file> upload(source from, const upload_options& how,
                                        const request_options& options) const;
    /// @}

    /// What the server knows about a file. Gemini answers 403 (errc::permission_denied) where there
    /// is none, for it does not tell whether a file is not there or not yours; and 400 for the ids
    /// of a batch's output files, which can be downloaded all the same.
    /// @{
    boost::asio::awaitable<file> retrieve(std::string_view id) const;
    boost::asio::awaitable<file> retrieve(std::string_view id,
                                          const request_options& options) const;
    /// @}

    /// All files, asked for page by page as they are taken.
    /// @{
    async_generator<file> list() const;
    async_generator<file> list(const list_options& which) const;
    async_generator<file> list(const list_options& which, const request_options& options) const;
    /// @}

    /// Deletes a file on the server: `files.delete` of other languages, where that is not a
    /// keyword.
    /// @{
    boost::asio::awaitable<removal> remove(std::string_view id) const;
    boost::asio::awaitable<removal> remove(std::string_view id,
                                           const request_options& options) const;
    /// @}

    /// Looks at a file again and again until it can be used: needed for media on Gemini. A file
    /// whose state the server does not tell counts as usable.
    ///
    /// @throws api_error (errc::error_in_response) when the server could not process the file, with
    /// its reason; timeout_error (errc::deadline_exceeded) when it took too long.
    /// @{
    boost::asio::awaitable<file> wait_until_active(std::string_view id) const;
    boost::asio::awaitable<file> wait_until_active(std::string_view id,
                                                   const wait_options& how) const;
    boost::asio::awaitable<file> wait_until_active(std::string_view id, const wait_options& how,
                                                   const request_options& options) const;
    /// @}

    /// @name The content of a file
    /// Gemini hands out the files that it has generated, and refuses those that were uploaded. A
    /// download that has begun is not retried, and is bounded by `timeouts.stream_idle` and
    /// `timeouts.overall`, as a stream is. Redirects are followed; the credential does not go to
    /// another host.
    /// @{

    /// As a whole; bounded by response_limits::max_body_size.
    boost::asio::awaitable<raw_response> content(std::string_view id) const;
    boost::asio::awaitable<raw_response> content(std::string_view id,
                                                 const request_options& options) const;

    /// Piece by piece, of any size.
    async_generator<std::string> stream(std::string_view id) const;
    async_generator<std::string> stream(std::string_view id, const request_options& options) const;

    /// Into a function that takes the pieces.
    boost::asio::awaitable<download_result> download(std::string_view id, sink into) const;
    boost::asio::awaitable<download_result> download(std::string_view id, sink into,
                                                     const request_options& options) const;

    /// To a path of this computer. It is written under a temporary name beside it, on the client's
    /// thread for files, and takes the place of what is at the path when it is complete; after a
    /// failure or cancellation, the path is as it was.
    ///
    /// @throws file_error when the file cannot be written.
    boost::asio::awaitable<download_result> download(std::string_view id, std::string path) const;
    boost::asio::awaitable<download_result> download(std::string_view id, std::string path,
                                                     const request_options& options) const;
    /// @}

private:
    std::shared_ptr<api::service> service_;
};

} // namespace files
} // namespace coai
