#pragma once

#include <coai/batches/resource.hpp>
#include <coai/chat/completions.hpp>
#include <coai/embeddings.hpp>
#include <coai/error.hpp>
#include <coai/files.hpp>
#include <coai/images.hpp>
#include <coai/models.hpp>
#include <coai/options.hpp>
#include <coai/pool_statistics.hpp>
#include <coai/response.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace coai {

/// A client of one OpenAI-compatible server: settings, and the pool of connections that its calls
/// share. Cheap to keep, dear to make: have one a server and a program, not one a call.
///
/// Calls are coroutines and run on the executor of the coroutine that awaits them. Any number may
/// be under way at once.
///
/// Threads: on an io_context that one thread runs, nothing more is to be said. The client may also
/// be used from many threads at once: what calls share (the pool's books, addresses, TLS sessions)
/// is guarded by mutexes held for some instructions and never across a suspension, and a connection
/// belongs to one call at a time. On an io_context that several threads run, spawn each coroutine
/// on a strand of its own, as Asio asks of every coroutine that may be cancelled.
///
/// Destroying the client closes its idle connections and ends the calls under way, which throw
/// operation_aborted; close() lets them end first. The client must be destroyed before its
/// executor's context. Another context, on which coroutines call the client, must outlive these
/// calls: cancel them and let them end before it is destroyed.
class client {
public:
    /// Checks the options; opens no connection.
    ///
    /// @throws usage_error (errc::invalid_option) naming the option that cannot be used.
    /// Certificates named by the options are read here; the system's own are read by a short-lived
    /// thread.
    client(boost::asio::any_io_executor executor, client_options options);
    client(client&&) noexcept;
    client& operator=(client&&) noexcept;
    ~client();

    /// What the API calls `chat`.
    struct chat_resource {
        explicit chat_resource(std::shared_ptr<api::service> service)
            : completions(std::move(service)) {}

        coai::chat::completions completions;
    };

    /// Any call that this library has no types for: sends `body`, if there is one, as JSON to
    /// `path` below the base URL, with everything else that typed calls have: credential, retries,
    /// clocks, errors.
    ///
    /// @throws as chat::completions::create(); usage_error for a path that leaves the base URL.
    /// @{
    boost::asio::awaitable<raw_response> request(std::string_view method,
                                                 std::string_view path) const;
    boost::asio::awaitable<raw_response> request(std::string_view method, std::string_view path,
                                                 const boost::json::value& body) const;
    boost::asio::awaitable<raw_response> request(std::string_view method, std::string_view path,
                                                 const std::optional<boost::json::value>& body,
                                                 const request_options& options) const;
    /// @}

    /// Closes the client in order: calls under way, streams and downloads among them, go on to
    /// their end, and new ones throw usage_error (errc::client_closed), the further requests of an
    /// upload in chunks, of a list of several pages or of a wait among them. Then closes all
    /// connections.
    ///
    /// @param deadline What is still under way after this long is ended, as by the destructor.
    /// @return Whether nothing was.
    /// @throws boost::system::system_error with operation_aborted when the coroutine is cancelled;
    /// the client then takes no new calls, and those under way go on.
    /// @{
    boost::asio::awaitable<bool> close() const;
    boost::asio::awaitable<bool> close(std::chrono::milliseconds deadline) const;
    /// @}

    /// What the pool holds now and did so far. From any thread.
    pool_statistics statistics() const;

    const client_options& options() const noexcept;

    boost::asio::any_io_executor get_executor() const noexcept;

private:
    std::shared_ptr<api::service> service_;

public:
    coai::batches::resource batches;
    chat_resource chat;
    coai::embeddings::resource embeddings;
    coai::images::resource images;
    coai::files::resource files;
    coai::models::resource models;
};

} // namespace coai
