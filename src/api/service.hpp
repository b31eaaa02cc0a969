#pragma once

#include "api/answer.hpp"
#include "api/call.hpp"
#include "api/call_builder.hpp"
#include "api/running_calls.hpp"
#include "http/base_url.hpp"
#include "http/proxy.hpp"
#include "http/request_head.hpp"
#include "net/gate.hpp"
#include "net/pool.hpp"
#include "net/worker_thread.hpp"

#include <coai/json/error.hpp>
#include <coai/options.hpp>
#include <coai/response.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace coai::api {

/// What the resources of a client have in common: its settings, its pool, and how a call is made.
class service : public std::enable_shared_from_this<service> {
public:
    /// How far an answer is read before it is handed out.
    enum class read { head, body };

    service(boost::asio::any_io_executor executor, client_options options);

    const client_options& options() const noexcept { return options_; }
    const boost::asio::any_io_executor& executor() const noexcept { return executor_; }
    const http::base_url& base() const noexcept { return base_; }
    const net::pool& connections() const noexcept { return *pool_; }

    /// Reads and writes files.
    net::worker_thread& file_thread() noexcept { return file_thread_; }

    /// Makes the calls that perform() takes.
    const call_builder& calls() const noexcept { return *calls_; }

    /// What was sent to get this answer.
    const secret& credential_of(const answer& got) const {
        return got.provided_key ? *got.provided_key : options_.api_key;
    }

    /// Makes attempts until one is answered with success, or no more are allowed.
    /// @throws every error of a call, complete with its context.
    boost::asio::awaitable<answer> perform(call request, read extent);

    /// Throws what is wrong with a successful answer whose body cannot be read, or is an error in
    /// spite of its status.
    [[noreturn]] void throw_unusable(const answer& got, const json::decode_error& why) const;

    /// Throws the error that the body of a successful answer reports, if it does.
    void throw_if_error(const answer& got) const;

    /// Lets no more calls begin, waits for the end of those under way, and ends those that are
    /// left at the deadline. Whether none was left.
    boost::asio::awaitable<bool> close(net::time_point deadline);

    /// Ends everything that is under way.
    void shut_down();

    /// Waits so long, but no longer than until shut_down(), which whatever is tried next finds out.
    /// @throws operation_aborted when the coroutine is cancelled.
    boost::asio::awaitable<void> pause(std::chrono::steady_clock::duration length);

private:
    boost::asio::awaitable<void> exchange_heads(const call& request, call_deadlines& deadlines,
                                                answer& current);
    static boost::asio::awaitable<void> send_source(body_source& source, net::exchange& exchange,
                                                    call_deadlines& deadlines);
    /// Takes what has arrived of the body: true if that is all of it, or else read_body() must
    /// follow.
    bool take_body(answer& current) const;
    boost::asio::awaitable<void> read_body(answer& current) const;
    void append_to_body(answer& current, std::string_view piece) const;
    void write_credential(http::request_head_writer& head, credential_field carrier,
                          answer& current) const;
    void write_head(http::cleansing_string& out, const call& request, answer& current) const;

    boost::asio::any_io_executor executor_;
    client_options options_;
    http::base_url base_;
    net::origin origin_;
    /// Set when calls go to an http server through a proxy, which wants to see whole URLs.
    std::optional<http::proxy> forwarding_proxy_;
    std::optional<call_builder> calls_; // from options_ and base_
    std::shared_ptr<net::pool> pool_;
    std::shared_ptr<running_calls> running_ = std::make_shared<running_calls>();
    net::worker_thread file_thread_;
    net::gate shut_down_; // opened by shut_down()
};

} // namespace coai::api
