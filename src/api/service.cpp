#include "api/service.hpp"

#include "api/refusal.hpp"
#include "api/validate_options.hpp"
#include "http/ascii.hpp"
#include "http/environment.hpp"
#include "http/failure.hpp"
#include "http/request_head.hpp"
#include "http/retry_policy.hpp"
#include "net/tls_context.hpp"

#include <coai/json/error.hpp>
#include <coai/version.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <stdexcept>
#include <utility>

namespace coai::api {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

namespace {

/// Bodies up to this size are copied behind their head, which saves a write; larger ones are sent
/// from where they are.
constexpr std::size_t joined_body_size = 64 * 1024;

net::origin origin_of(const http::base_url& base) {
    net::origin result;
    result.tls = base.tls;
    result.host = base.host;
    result.port = base.port;
    return result;
}

net::dialer::settings dialer_settings(const asio::any_io_executor& executor,
                                      const client_options& options, const http::base_url& base) {
    net::dialer::settings settings;
    settings.executor = executor;
    if (base.tls) {
        settings.tls = std::make_shared<net::tls_context>(options.tls);
    }
    settings.proxy = http::select_proxy(options.proxy, base, http::process_environment());
    settings.keepalive = options.tcp_keepalive;
    settings.dns_cache = options.pool.dns_cache;
    return settings;
}

std::string request_id_in(const headers& received) {
    for (const char* name : {"x-request-id", "apim-request-id", "request-id"}) {
        if (const auto value = received.find(name)) {
            return std::string(*value);
        }
    }
    return {};
}

/// The error of an attempt, with what only the call knows.
error with_context(const error& failed, const call& request, const answer& current) {
    detail::failure complete = detail::failure_of(failed);
    complete.method = request.method;
    complete.path = request.path;
    complete.attempts = current.info.attempts;
    if (complete.response.status == 0) {
        complete.response = current.info;
    }
    if (complete.body.empty()) {
        complete.keep_body(current.body);
    }
    if (complete.limit.count() == 0) {
        complete.limit = limit_of(complete.kind, request.clocks);
    }
    if (complete.bytes == 0 && current.exchange) {
        complete.bytes = current.exchange->body_bytes();
    }
    return detail::make_error(std::move(complete));
}

double random_share() {
    return std::uniform_real_distribution<double>(0.0,
                                                  1.0)(*std::make_unique<std::random_device>());
}

} // namespace

service::service(asio::any_io_executor executor, client_options options)
    : executor_(std::move(executor)), options_(std::move(options)) {
    validate(options_);
    base_ = http::parse_base_url(options_.base_url);
    origin_ = origin_of(base_);
    if (!options_.provider) {
        options_.provider = provider_from_host(base_.host);
    }
    user_agent_ = "coai/" COAI_VERSION_STRING;
    if (!options_.user_agent_suffix.empty()) {
        user_agent_ += ' ' + options_.user_agent_suffix;
    }
    net::dialer::settings settings = dialer_settings(executor_, options_, base_);
    if (settings.proxy && !base_.tls) {
        forwarding_proxy_ = settings.proxy;
    }
    pool_ = std::make_shared<net::pool>(options_.pool, std::move(settings));
}

headers service::make_headers(accept wanted, const request_options& per_call) const {
    headers made;
    made.reserve(12, 512);
    made.add("User-Agent", user_agent_);
    made.add("Accept", wanted == accept::json ? "application/json" : "text/event-stream");
    made.add("Accept-Encoding", options_.compression ? "gzip" : "identity");
    if (!options_.organization.empty()) {
        made.add("OpenAI-Organization", options_.organization);
    }
    if (!options_.project.empty()) {
        made.add("OpenAI-Project", options_.project);
    }
    if (!per_call.idempotency_key.empty()) {
        made.add("Idempotency-Key", per_call.idempotency_key);
    }
    for (const headers::field field : options_.default_headers) {
        made.set(field.name, field.value);
    }
    for (const headers::field field : per_call.headers) {
        made.set(field.name, field.value);
    }
    for (const std::string& name : per_call.remove_headers) {
        made.erase(name);
    }
    return made;
}

call service::prepare(std::string_view method, std::string_view path, accept wanted,
                      const request_options& per_call) const {
    call made;
    made.method = method;
    made.path = path.substr(0, path.find('?'));
    made.clocks = http::resolve_timeouts(per_call.timeouts, options_.timeouts);
    made.retry = per_call.retry;
    try {
        validate(per_call);
        made.target = base_.target(path, options_.default_query, per_call.query);
    } catch (const error&) {
        made.unusable = std::current_exception();
    }
    made.headers = make_headers(wanted, per_call);
    made.with_credential = !made.headers.contains("authorization") &&
                           std::none_of(per_call.remove_headers.begin(),
                                        per_call.remove_headers.end(), [](const std::string& name) {
                                            return http::equal_ignoring_case(name, "authorization");
                                        });
    return made;
}

call service::prepare(std::string_view method, std::string_view path, accept wanted,
                      const request_options& per_call,
                      const std::function<std::string()>& encode) const {
    call made = prepare(method, path, wanted, per_call);
    if (made.unusable) {
        return made;
    }
    try {
        made.body = encode();
        made.has_body = true;
        if (!made.headers.contains("content-type")) {
            made.headers.add("Content-Type", "application/json");
        }
    } catch (const json::encode_error& bad) {
        detail::failure failed(errc::invalid_request, bad.what());
        failed.option = bad.path();
        made.unusable = detail::make_failure_ptr(std::move(failed));
    } catch (const error&) {
        made.unusable = std::current_exception();
    }
    return made;
}

asio::awaitable<answer> service::perform(call request, read extent) {
    if (request.unusable) {
        std::rethrow_exception(request.unusable);
    }
    const auto self = shared_from_this(); // the client may go while the call is under way
    const auto started = clock::now();
    call_deadlines deadlines(request.clocks, started);
    for (unsigned attempts = 1;; ++attempts) {
        answer current;
        current.info.attempts = attempts;
        std::optional<error> failed;
        try {
            co_await attempt(request, extent, deadlines, current);
        } catch (const error& e) {
            failed = with_context(e, request, current);
        }
        current.info.timings.total = clock::now() - started;
        if (!failed) {
            co_return current;
        }
        current.exchange.reset(); // do not hold a connection through the pause

        const http::retry_policy policy(request.retry, options_.retry);
        std::optional<clock::duration> left;
        if (deadlines.overall().at != net::time_point::max()) {
            left = deadlines.overall().at - clock::now();
        }
        const auto delay = policy.next_delay(*failed, attempts, random_share(), left);
        if (!delay) {
            detail::throw_failure(detail::failure_of(*failed));
        }
        policy.notify(retry_event{*failed, attempts, *delay});
        asio::steady_timer pause(executor_, *delay);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> service::attempt(const call& request, read extent, call_deadlines& deadlines,
                                       answer& current) {
    deadlines.begin_attempt(clock::now());
    co_await exchange_heads(request, deadlines, current);
    if (current.info.status < 200 || current.info.status > 299) {
        co_await throw_refusal(current, credential_of(current));
    }
    if (extent == read::body) {
        co_await read_body(current);
        current.exchange->finish();
        current.exchange.reset();
    } else {
        current.exchange->limit_silence(request.clocks.stream_idle, deadlines.overall().at);
    }
}

asio::awaitable<void> service::exchange_heads(const call& request, call_deadlines& deadlines,
                                              answer& current) {
    for (bool replayed = false;;) {
        const auto asked = clock::now();
        const call_deadlines::bound queue = deadlines.queue(asked);
        net::acquire_limits limits;
        limits.deadline = queue.at;
        limits.deadline_kind = queue.kind;
        limits.connect_timeout = request.clocks.connect;
        net::lease connection = co_await pool_->acquire(origin_, limits);

        const auto acquired = clock::now();
        current.info.timings.acquire = acquired - asked;
        std::string& outgoing = connection->outgoing;
        outgoing.clear();
        write_head(outgoing, request, current);
        const bool joined = request.body.size() <= joined_body_size;
        if (joined) {
            outgoing += request.body;
        }
        net::exchange& exchange = current.exchange.emplace(std::move(connection), options_.limits);
        current.info.connection_reused = exchange.reused();
        bool stale = false;
        try {
            const call_deadlines::bound sending = deadlines.attempt();
            exchange.expect_by(sending.at, sending.kind);
            co_await exchange.send(outgoing);
            if (!joined) {
                co_await exchange.send(request.body);
            }
            const auto sent = clock::now();
            const call_deadlines::bound first_byte = deadlines.first_byte(sent);
            exchange.expect_by(first_byte.at, first_byte.kind);
            co_await exchange.read_head();
            current.info.timings.first_byte = *exchange.first_byte_at() - sent;
        } catch (const error& e) {
            stale = e.kind() == errc::connection_lost && exchange.reused() &&
                    !exchange.answered() && options_.pool.replay_stale && !replayed;
            if (!stale) {
                throw;
            }
        }
        if (!stale) {
            break;
        }
        // The server closed an idle connection as the request set out; its others are no better.
        replayed = true;
        current.exchange.reset();
        pool_->drop_idle(origin_);
    }
    const call_deadlines::bound reading = deadlines.attempt();
    current.exchange->expect_by(reading.at, reading.kind);
    http::response_head& head = current.exchange->head();
    current.info.status = head.status;
    current.info.headers = std::move(head.headers);
    current.info.request_id = request_id_in(current.info.headers);
}

asio::awaitable<void> service::read_body(answer& current) const {
    const std::size_t limit = options_.limits.max_body_size;
    const std::uint64_t announced = current.exchange->head().content_length.value_or(0);
    if (announced > limit) {
        throw_too_large(limit);
    }
    current.body.reserve(static_cast<std::size_t>(announced));
    for (;;) {
        const std::string_view piece = co_await current.exchange->read_body();
        if (piece.empty()) {
            co_return;
        }
        if (piece.size() > limit - current.body.size()) {
            throw_too_large(limit);
        }
        current.body += piece;
    }
}

void service::write_head(std::string& out, const call& request, answer& current) const {
    try {
        std::string whole_url;
        if (forwarding_proxy_) {
            whole_url = "http://" + base_.authority + request.target;
        }
        http::request_head_writer head(
            out, request.method, forwarding_proxy_ ? whole_url : request.target, base_.authority);
        head.fields(request.headers);
        if (forwarding_proxy_ && !forwarding_proxy_->authorization.empty()) {
            head.field("Proxy-Authorization", forwarding_proxy_->authorization.reveal());
        }
        if (request.with_credential) {
            if (options_.api_key_provider) {
                current.provided_key = options_.api_key_provider();
            }
            std::string value = "Bearer ";
            value += credential_of(current).reveal();
            head.field("Authorization", value);
        }
        if (request.has_body) {
            head.field("Content-Length", request.body.size());
        }
        head.finish();
    } catch (const std::invalid_argument& bad) {
        detail::throw_usage_error(errc::invalid_request, "headers", bad.what());
    }
}

} // namespace coai::api
