#pragma once

#include <coai/batches/batch.hpp>
#include <coai/batches/result.hpp>
#include <coai/batches/wait_options.hpp>
#include <coai/generator.hpp>
#include <coai/options.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string_view>

namespace coai::api {
class service;
} // namespace coai::api

namespace coai::batches {

/// `POST batches` and what becomes of them.
///
/// @code
/// coai::batches::request request(file.id);                         // made with batches::input
/// auto batch = co_await client.batches.create(request);
/// batch = co_await client.batches.wait(batch.id);
/// auto results = client.batches.results(batch);
/// while (auto result = co_await results.next())
///     std::cout << result->custom_id << ": " << result->completion().text() << '\n';
/// @endcode
///
/// All calls throw as chat::completions::create() does, and usage_error (errc::invalid_request) for
/// an id that would lead elsewhere ("../").
class resource {
public:
    explicit resource(std::shared_ptr<api::service> service) noexcept;

    /// Starts a batch of an uploaded file's lines.
    ///
    /// @throws usage_error (errc::invalid_request) naming the member of the request that is
    /// missing.
    /// @{
    boost::asio::awaitable<batch> create(const request& request) const;
    boost::asio::awaitable<batch> create(const request& request,
                                         const request_options& options) const;
    /// @}

    /// A batch as it is now.
    /// @{
    boost::asio::awaitable<batch> retrieve(std::string_view id) const;
    boost::asio::awaitable<batch> retrieve(std::string_view id,
                                           const request_options& options) const;
    /// @}

    /// All batches, asked for page by page as they are taken; the query parameter `limit` sets the
    /// size of a page.
    /// @{
    async_generator<batch> list() const;
    async_generator<batch> list(const request_options& options) const;
    /// @}

    /// Asks for the end of a batch that is not terminal. It is "cancelling" for some minutes, and
    /// then "cancelled"; what was answered until then is in the result files.
    /// @{
    boost::asio::awaitable<batch> cancel(std::string_view id) const;
    boost::asio::awaitable<batch> cancel(std::string_view id, const request_options& options) const;
    /// @}

    /// Retrieves a batch again and again until it is terminal, whatever has become of it, and
    /// returns it.
    ///
    /// @param options Of each retrieval; wait_options::deadline bounds them all.
    /// @throws timeout_error (errc::deadline_exceeded) when the deadline has come, and what the
    /// last of too many failed retrievals threw. Cancellation ends it at once. That the client was
    /// destroyed it notices with the next retrieval.
    /// @{
    boost::asio::awaitable<batch> wait(std::string_view id) const;
    boost::asio::awaitable<batch> wait(std::string_view id, const wait_options& how) const;
    boost::asio::awaitable<batch> wait(std::string_view id, const wait_options& how,
                                       const request_options& options) const;
    /// @}

    /// The results of a batch: the lines of its output file, then those of its error file, read as
    /// they arrive. Their order is not that of the input; `custom_id` tells what each one answers,
    /// and batches::by_custom_id() collects them. A line that failed or cannot be read is a result
    /// with an error and does not end the rest.
    ///
    /// A terminal batch without files has no results.
    ///
    /// @throws next() throws usage_error (errc::invalid_request) where the batch has no files yet,
    /// and what the downloads throw.
    /// @{
    async_generator<result> results(const batch& finished) const;
    async_generator<result> results(const batch& finished, const request_options& options) const;
    /// @}

private:
    std::shared_ptr<api::service> service_;
};

} // namespace coai::batches
