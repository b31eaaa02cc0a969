#include "api/service.hpp"

#include "api/body_error.hpp"
#include "api/failure_context.hpp"
#include "api/random_share.hpp"
#include "api/refusal.hpp"
#include "api/validate_options.hpp"
#include "http/environment.hpp"
#include "http/failure.hpp"
#include "http/field_syntax.hpp"
#include "http/retry_policy.hpp"
#include "net/tls_context.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <utility>

namespace coai::api {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

namespace {

/// Bodies up to this size are copied behind their head, which saves a write; larger ones are sent
/// from where they are.
constexpr std::size_t joined_body_size = 64 * 1024;

/// Calls of a server whose answers begin sooner than this follow each other so quickly that its
/// connections keep their buffers.
constexpr std::chrono::milliseconds quick_answer{5};

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
error complete(const error& failed, const call& request, const answer& current,
               const secret& credential) {
    detail::failure known = detail::failure_of(failed);
    if (known.body.empty()) {
        known.keep_body(current.body);
    }
    if (known.bytes == 0 && current.exchange) {
        known.bytes = current.exchange->body_bytes();
    }
    return detail::make_error(in_context(std::move(known), request, current.info, credential));
}

/// Throws an error that would be worth a retry, if the body could be had again.
[[noreturn]] void throw_unrepeatable(const error& failed) {
    detail::failure known = detail::failure_of(failed);
    if (known.message.empty() && known.object.message.empty()) {
        known.message = make_error_code(known.kind).message();
    }
    known.message += known.message.empty() ? "" : "; ";
    known.message += "not retried, since a generator's bytes cannot be had again";
    detail::throw_failure(std::move(known));
}

void write_framing(http::request_head_writer& head, const call& request) {
    const std::optional<std::uint64_t> size =
        request.source ? request.source->size() : request.body.size();
    if (size) {
        head.field("Content-Length", *size);
    } else {
        head.field("Transfer-Encoding", "chunked");
    }
}

std::string chunk_head(std::size_t size, bool first) {
    char text[32];
    std::snprintf(text, sizeof text, "%s%zx\r\n", first ? "" : "\r\n", size);
    return text;
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
    calls_.emplace(options_, base_);
    net::dialer::settings settings = dialer_settings(executor_, options_, base_);
    if (settings.proxy && !base_.tls) {
        forwarding_proxy_ = settings.proxy;
    }
    pool_ = std::make_shared<net::pool>(options_.pool, std::move(settings));
}

asio::awaitable<answer> service::perform(call request, read extent) {
    if (request.unusable) {
        std::rethrow_exception(request.unusable);
    }
    const auto self = shared_from_this(); // the client may go while the call is under way
    request.running = running_->begin();
    const auto started = clock::now();
    call_deadlines deadlines(request.clocks, started);
    for (unsigned attempts = 1;; ++attempts) {
        answer current;
        current.info.attempts = attempts;
        std::optional<error> failed;
        try {
            deadlines.begin_attempt(clock::now());
            co_await exchange_heads(request, deadlines, current);
            if (current.info.status < 200 || current.info.status > 299) {
                co_await throw_refusal(current);
            }
            if (extent == read::head) {
                current.exchange->limit_silence(request.clocks.stream_idle, deadlines.overall().at);
            } else {
                if (!take_body(current)) {
                    co_await read_body(current);
                }
                current.exchange->finish();
                current.exchange.reset();
            }
        } catch (const error& e) {
            failed = complete(e, request, current, credential_of(current));
        }
        current.info.timings.total = clock::now() - started;
        if (!failed) {
            current.request = std::move(static_cast<call_identity&>(request));
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
        if (request.source && !request.source->rewind()) {
            throw_unrepeatable(*failed);
        }
        policy.notify(retry_event{*failed, attempts, *delay});
        co_await pause(*delay);
    }
}

asio::awaitable<bool> service::close(net::time_point deadline) {
    const auto self = shared_from_this();
    const bool all_ended = co_await running_->close(deadline);
    shut_down();
    co_return all_ended;
}

void service::shut_down() {
    shut_down_.open();
    pool_->shut_down();
}

asio::awaitable<void> service::pause(clock::duration length) {
    const auto self = shared_from_this();
    co_await shut_down_.wait(executor_, clock::now() + length);
}

asio::awaitable<void> service::exchange_heads(const call& request, call_deadlines& deadlines,
                                              answer& current) {
    const net::origin elsewhere = request.elsewhere ? origin_of(*request.elsewhere) : net::origin();
    const net::origin& destination = request.elsewhere ? elsewhere : origin_;
    for (bool replayed = false;;) {
        const auto asked = clock::now();
        const call_deadlines::bound queue = deadlines.queue(asked);
        net::acquire_limits limits;
        limits.deadline = queue.at;
        limits.deadline_kind = queue.kind;
        limits.connect_timeout = request.clocks.connect;
        net::lease connection = pool_->try_acquire(destination);
        if (!connection) {
            connection = co_await pool_->acquire(destination, limits);
        }
        connection.hold(request.running);

        const auto acquired = clock::now();
        current.info.timings.acquire = acquired - asked;
        http::cleansing_string& outgoing = connection->outgoing;
        outgoing.clear();
        write_head(outgoing, request, current);
        const std::size_t head_size = outgoing.size();
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
            const std::string_view unsent = exchange.send_now(outgoing);
            if (!unsent.empty()) {
                co_await exchange.send(unsent);
            }
            // With the credential, which is not to wait in it for the connection's next request.
            OPENSSL_cleanse(outgoing.data(), head_size);
            if (!joined) {
                co_await exchange.send(request.body);
            }
            if (request.source) {
                co_await send_source(*request.source, exchange, deadlines);
            }
            const auto sent = clock::now();
            const call_deadlines::bound first_byte = deadlines.first_byte(sent);
            exchange.expect_by(first_byte.at, first_byte.kind);
            co_await exchange.read_head();
            // An upload may be answered before it has been sent to its end.
            current.info.timings.first_byte =
                std::max(*exchange.first_byte_at() - sent, timings::duration::zero());
            exchange.keep_buffers(current.info.timings.first_byte < quick_answer);
        } catch (const error& e) {
            stale = e.kind() == errc::connection_lost && exchange.reused() &&
                    !exchange.answered() && options_.pool.replay_stale && !replayed &&
                    (!request.source || request.source->rewind());
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
        pool_->drop_idle(destination);
    }
    const call_deadlines::bound reading = deadlines.attempt();
    current.exchange->expect_by(reading.at, reading.kind);
    http::response_head& head = current.exchange->head();
    current.info.status = head.status;
    current.info.headers = std::move(head.headers);
    current.info.request_id = request_id_in(current.info.headers);
}

/// Sends the body behind the head. However long that takes, it is no time that the server has
/// spent, so the attempt's clock starts at its end.
asio::awaitable<void> service::send_source(body_source& source, net::exchange& exchange,
                                           call_deadlines& deadlines) {
    const bool chunked = !source.size();
    bool first = true;
    for (bool more = true; more;) {
        const call_deadlines::bound making = deadlines.overall();
        exchange.expect_by(making.at, making.kind);
        const std::string_view piece = co_await source.next();
        const call_deadlines::bound sending = deadlines.silence(clock::now());
        exchange.expect_by(sending.at, sending.kind);
        more = !piece.empty();
        if (chunked) {
            const std::string head = chunk_head(piece.size(), first);
            const bool wanted = co_await exchange.send_more(head);
            more = more && wanted;
        }
        if (more) {
            more = co_await exchange.send_more(piece);
        } else if (chunked) {
            co_await exchange.send_more("\r\n");
        }
        first = false;
    }
    deadlines.begin_attempt(clock::now());
}

bool service::take_body(answer& current) const {
    const std::size_t limit = options_.limits.max_body_size;
    const std::uint64_t announced = current.exchange->head().content_length.value_or(0);
    if (announced > limit) {
        throw_too_large(limit);
    }
    current.body.reserve(static_cast<std::size_t>(announced));
    for (;;) {
        const std::string_view piece = current.exchange->take_body();
        if (piece.empty()) {
            return current.exchange->done();
        }
        append_to_body(current, piece);
    }
}

asio::awaitable<void> service::read_body(answer& current) const {
    for (;;) {
        const std::string_view piece = co_await current.exchange->read_body();
        if (piece.empty()) {
            co_return;
        }
        append_to_body(current, piece);
    }
}

void service::append_to_body(answer& current, std::string_view piece) const {
    const std::size_t limit = options_.limits.max_body_size;
    if (piece.size() > limit - current.body.size()) {
        throw_too_large(limit);
    }
    current.body += piece;
}

void service::throw_unusable(const answer& got, const json::decode_error& why) const {
    throw_if_error(got);
    detail::throw_failure(in_context(unreadable_body(got.body, got.info, why), got.request,
                                     got.info, credential_of(got)));
}

void service::throw_if_error(const answer& got) const {
    if (auto reported = reported_error(got.body, got.info)) {
        detail::throw_failure(
            in_context(std::move(*reported), got.request, got.info, credential_of(got)));
    }
}

void service::write_credential(http::request_head_writer& head, credential_field carrier,
                               answer& current) const {
    if (carrier == credential_field::none) {
        return;
    }
    if (options_.api_key_provider) {
        current.provided_key = options_.api_key_provider();
    }
    const std::string_view key = credential_of(current).reveal();
    if (!http::is_valid_header_value(key)) {
        detail::throw_usage_error(errc::invalid_request, "api_key_provider",
                                  "api_key_provider returned a control character");
    }
    if (carrier == credential_field::x_goog_api_key) {
        head.field("x-goog-api-key", key);
    } else {
        head.field("Authorization", "Bearer ", key);
    }
}

void service::write_head(http::cleansing_string& out, const call& request, answer& current) const {
    try {
        const std::string& authority =
            request.elsewhere ? request.elsewhere->authority : base_.authority;
        std::string whole_url;
        if (forwarding_proxy_) {
            whole_url = "http://" + authority + request.target;
        }
        http::request_head_writer head(out, request.method,
                                       forwarding_proxy_ ? whole_url : request.target, authority);
        if (request.shared) {
            head.written_fields(request.shared->text());
        }
        head.fields(request.headers);
        if (forwarding_proxy_ && !forwarding_proxy_->authorization.empty()) {
            head.field("Proxy-Authorization", forwarding_proxy_->authorization.reveal());
        }
        write_credential(head, request.credential, current);
        if (request.has_body) {
            write_framing(head, request);
        }
        head.finish();
    } catch (const std::invalid_argument& bad) {
        detail::throw_usage_error(errc::invalid_request, "headers", bad.what());
    }
}

} // namespace coai::api
