#pragma once

#include "api/call.hpp"
#include "http/base_url.hpp"
#include "http/proxy.hpp"
#include "net/exchange.hpp"
#include "net/pool.hpp"

#include <coai/options.hpp>
#include <coai/response.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace coai::api {

/// The successful response to a call.
struct answer {
    response_info info;
    /// The credential of the last attempt, where the caller's provider gave it.
    std::optional<secret> provided_key;
    /// All of the body, if the call was to read it.
    std::string body;
    /// Where the body is still to be read from, otherwise.
    std::optional<net::exchange> exchange;
};

/// What the resources of a client have in common: its settings, its pool, and how a call is made.
class service : public std::enable_shared_from_this<service> {
public:
    /// What a call wants for an answer.
    enum class accept { json, event_stream };
    /// How far an answer is read before it is handed out.
    enum class read { head, body };

    service(boost::asio::any_io_executor executor, client_options options);

    const client_options& options() const noexcept { return options_; }
    const boost::asio::any_io_executor& executor() const noexcept { return executor_; }
    const net::pool& connections() const noexcept { return *pool_; }

    /// Makes a call without body. What is wrong with it is kept in call::unusable, to be thrown
    /// where the call is awaited.
    call prepare(std::string_view method, std::string_view path, accept wanted,
                 const request_options& per_call) const;

    /// Makes a call with the JSON body that `encode` returns.
    call prepare(std::string_view method, std::string_view path, accept wanted,
                 const request_options& per_call, const std::function<std::string()>& encode) const;

    /// What was sent to get this answer.
    const secret& credential_of(const answer& got) const {
        return got.provided_key ? *got.provided_key : options_.api_key;
    }

    /// Makes attempts until one is answered with success, or no more are allowed.
    /// @throws every error of a call, complete with its context.
    boost::asio::awaitable<answer> perform(call request, read extent);

    /// Ends everything that is under way.
    void shut_down() { pool_->shut_down(); }

private:
    headers make_headers(accept wanted, const request_options& per_call) const;
    boost::asio::awaitable<void> attempt(const call& request, read extent,
                                         call_deadlines& deadlines, answer& current);
    boost::asio::awaitable<void> exchange_heads(const call& request, call_deadlines& deadlines,
                                                answer& current);
    boost::asio::awaitable<void> read_body(answer& current) const;
    void write_head(std::string& out, const call& request, answer& current) const;

    boost::asio::any_io_executor executor_;
    client_options options_;
    http::base_url base_;
    net::origin origin_;
    /// Set when calls go to an http server through a proxy, which wants to see whole URLs.
    std::optional<http::proxy> forwarding_proxy_;
    std::string user_agent_;
    std::shared_ptr<net::pool> pool_;
};

} // namespace coai::api
