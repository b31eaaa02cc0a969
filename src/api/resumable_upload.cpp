#include "api/resumable_upload.hpp"

#include "api/failure_context.hpp"
#include "api/fetch.hpp"
#include "api/file_calls.hpp"
#include "api/random_share.hpp"
#include "api/upload_address.hpp"
#include "api/upload_source.hpp"
#include "http/ascii.hpp"
#include "http/failure.hpp"
#include "http/file_type.hpp"
#include "http/retry_policy.hpp"
#include "http/whole_number.hpp"

#include <coai/json.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <utility>

namespace coai::api {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t least_granularity = 256 * 1024;
/// More than that, and a server could make the client keep chunks of any size.
constexpr std::size_t most_granularity = 64 * 1024 * 1024;

/// How long to try to tell the server that nothing more will come.
constexpr milliseconds cancel_time{5'000};

std::optional<std::uint64_t> number_in(const headers& received, std::string_view name) {
    return http::parse_whole_number(received.find(name).value_or(""));
}

std::size_t round_up(std::size_t wanted, std::size_t granularity) {
    wanted = std::max(wanted, granularity);
    return (wanted + granularity - 1) / granularity * granularity;
}

/// Whether the server can be told that the upload is over: not if it is it that cannot be reached,
/// nor if the caller does not want to wait any more.
bool is_worth_cancelling(const std::exception_ptr& failed) {
    try {
        std::rethrow_exception(failed);
    } catch (const connection_error&) {
        return false;
    } catch (const timeout_error&) {
        return false;
    } catch (const boost::system::system_error& other) {
        return other.code() != asio::error::operation_aborted;
    } catch (...) {
        return true; // of the caller's own function, which run() throws on
    }
}

} // namespace

/// What an answer says about the upload.
struct resumable_upload::status {
    enum class state { unknown, active, final, cancelled };

    explicit status(const answer& got)
        : received(number_in(got.info.headers, "x-goog-upload-size-received")) {
        const std::string_view text = got.info.headers.find("x-goog-upload-status").value_or("");
        if (http::equal_ignoring_case(text, "active")) {
            now = state::active;
        } else if (http::equal_ignoring_case(text, "final")) {
            now = state::final;
        } else if (!text.empty()) {
            now = state::cancelled;
        }
    }

    state now = state::unknown;
    std::optional<std::uint64_t> received;
};

resumable_upload::resumable_upload(std::shared_ptr<service> caller, files::upload_options how,
                                   request_options options)
    : caller_(std::move(caller)), how_(std::move(how)), options_(std::move(options)) {}

asio::awaitable<files::file> resumable_upload::run(files::source from) {
    if (how_.chunk_size == 0) {
        detail::throw_usage_error(errc::invalid_request, "chunk_size", "chunk_size is 0");
    }
    overall_ = http::resolve_timeouts(options_.timeouts, caller_->options().timeouts).overall;
    if (overall_.count() != 0) {
        deadline_ = clock::now() + overall_;
    }
    name_ = (*from).name;
    source_ = co_await open_source(std::move(from), caller_->file_thread());
    co_await start();
    std::exception_ptr failed;
    try {
        co_return co_await transfer();
    } catch (...) {
        failed = std::current_exception();
    }
    if (is_worth_cancelling(failed)) {
        co_await cancel();
    }
    std::rethrow_exception(failed);
}

std::string resumable_upload::start_body() const {
    boost::json::object file;
    file["displayName"] = how_.display_name.empty() ? name_ : how_.display_name;
    if (!how_.id.empty()) {
        file["name"] = "files/" + file_id(how_.id, true);
    }
    if (const auto size = source_->size()) {
        file["sizeBytes"] = std::to_string(*size); // int64 is a string in Google's JSON
    }
    boost::json::object body;
    body["file"] = std::move(file);
    for (const auto& [name, value] : options_.extra_body) {
        body[name] = value;
    }
    return json::serialize(body);
}

asio::awaitable<void> resumable_upload::start() {
    const endpoint to("POST", "files", api_root::native_upload);
    const auto encode = [this] { return start_body(); };
    call request = caller_->calls().prepare(to, options_, encode);
    request.set_header("X-Goog-Upload-Protocol", "resumable");
    request.set_header("X-Goog-Upload-Command", "start");
    if (const auto size = source_->size()) {
        request.set_header("X-Goog-Upload-Header-Content-Length", std::to_string(*size));
    }
    request.set_header("X-Goog-Upload-Header-Content-Type", how_.mime_type.empty()
                                                                ? http::media_type_of_name(name_)
                                                                : std::string_view(how_.mime_type));
    const answer got = co_await perform(std::move(request));
    const auto url = got.info.headers.find("x-goog-upload-url");
    if (!url) {
        refuse(got, "the response has no x-goog-upload-url");
    }
    try {
        target_ = upload_target(*url, caller_->base());
    } catch (const error& bad) {
        refuse(got, detail::failure_of(bad).message);
    }
    const std::uint64_t granularity =
        number_in(got.info.headers, "x-goog-upload-chunk-granularity").value_or(0);
    if (granularity > most_granularity) {
        refuse(got, "the server wants chunks of " + std::to_string(granularity) + " bytes");
    }
    chunk_size_ = round_up(how_.chunk_size,
                           std::max(static_cast<std::size_t>(granularity), least_granularity));
}

asio::awaitable<files::file> resumable_upload::transfer() {
    for (;;) {
        co_await fill_chunk();
        answer got = co_await send_chunk();
        chunk_begin_ += chunk_.size();
        if (how_.progress) {
            how_.progress(chunk_begin_, source_->size());
        }
        if (is_last_) {
            co_return result(std::move(got));
        }
    }
}

asio::awaitable<void> resumable_upload::fill_chunk() {
    chunk_.clear();
    if (chunk_.capacity() == 0) {
        const std::uint64_t size = source_->size().value_or(chunk_size_);
        chunk_.reserve(size < chunk_size_ ? static_cast<std::size_t>(size) : chunk_size_);
    }
    // Reads on when the chunk is full: whether it is the last must be said when it is sent.
    while (chunk_.size() < chunk_size_ || unread_.empty()) {
        if (unread_.empty()) {
            unread_ = co_await source_->next();
            is_last_ = unread_.empty();
            if (is_last_) {
                break;
            }
        }
        const std::string_view taken = unread_.substr(0, chunk_size_ - chunk_.size());
        chunk_ += taken;
        unread_.remove_prefix(taken.size());
    }
}

asio::awaitable<answer> resumable_upload::send_chunk() {
    using state = status::state;
    std::size_t sent = 0;
    for (unsigned failures = 0;;) {
        answer got;
        std::optional<error> failed;
        call chunk = chunk_command(sent);
        try {
            got = co_await perform(std::move(chunk));
        } catch (const error& e) {
            failed = e;
        }
        if (!failed) {
            const status now(got);
            if (now.now == (is_last_ ? state::final : state::active)) {
                co_return got;
            }
            if (now.now != state::unknown) {
                refuse(got, is_last_ ? "the server does not complete the upload"
                                     : "the server ended the upload before the end of the file");
            }
            // An answer without its status is incomplete; that happens, and passes.
            detail::failure incomplete(errc::truncated, "the response has no x-goog-upload-status");
            failed = detail::make_error(in_context(std::move(incomplete), got.request, got.info,
                                                   caller_->credential_of(got)));
        }
        co_await pause_before_retry(*failed, ++failures);

        call query = command("query");
        got = co_await perform(std::move(query));
        const status now(got);
        if (now.now == state::final && is_last_) {
            co_return got;
        }
        if (now.now == state::final || now.now == state::cancelled) {
            refuse(got, "the server ended the upload before the end of the file");
        }
        const std::size_t received = received_of_chunk(got, now, sent);
        if (received > sent) {
            failures = 0;
        }
        sent = received;
        if (sent == chunk_.size() && !is_last_) {
            co_return got;
        }
    }
}

/// How much of the chunk the server has, if it says so; otherwise what was thought so far.
std::size_t resumable_upload::received_of_chunk(const answer& got, const status& now,
                                                std::size_t sent) const {
    if (!now.received) {
        return sent;
    }
    if (*now.received < chunk_begin_ || *now.received > chunk_begin_ + chunk_.size()) {
        refuse(got, "the server has " + std::to_string(*now.received) + " bytes, and was sent " +
                        std::to_string(chunk_begin_) + " to " +
                        std::to_string(chunk_begin_ + chunk_.size()));
    }
    return static_cast<std::size_t>(*now.received - chunk_begin_);
}

call resumable_upload::chunk_command(std::size_t sent) const {
    call request = command(is_last_ ? "upload, finalize" : "upload");
    request.set_header("X-Goog-Upload-Offset", std::to_string(chunk_begin_ + sent));
    request.set_header("Content-Type", "application/octet-stream");
    // A source that cannot be rewound, so that nothing is sent twice before the server was asked.
    request.source = std::make_shared<text_once>(std::string_view(chunk_).substr(sent));
    request.retry.max_retries = 0;
    return request;
}

call resumable_upload::command(std::string_view name) const {
    request_options options = options_;
    options.idempotency_key.clear(); // the requests are not the same
    call request = caller_->calls().prepare(endpoint("POST", target_, api_root::host), options);
    request.set_header("X-Goog-Upload-Command", name);
    request.has_body = true; // an empty one, since the method calls for a length
    return request;
}

asio::awaitable<void> resumable_upload::pause_before_retry(const error& failed, unsigned failures) {
    const http::retry_policy policy(options_.retry, caller_->options().retry);
    std::optional<clock::duration> left;
    if (deadline_ != clock::time_point::max()) {
        left = deadline_ - clock::now();
    }
    const auto delay = policy.next_delay(failed, failures, random_share(), left);
    if (!delay) {
        detail::failure last = detail::failure_of(failed);
        last.attempts = failures;
        detail::throw_failure(std::move(last));
    }
    policy.notify(retry_event{failed, failures, *delay});
    co_await caller_->pause(*delay);
}

asio::awaitable<void> resumable_upload::cancel() {
    call request = command("cancel");
    request.retry.max_retries = 0;
    request.clocks.attempt = cancel_time;
    request.clocks.overall = cancel_time;
    try {
        co_await caller_->perform(std::move(request), service::read::body);
    } catch (const boost::system::system_error&) {
        // The server forgets the upload by itself, only later; what went wrong before is thrown.
    }
}

asio::awaitable<answer> resumable_upload::perform(call request) {
    if (deadline_ != clock::time_point::max()) {
        const auto left =
            std::chrono::ceil<milliseconds>(deadline_ - clock::now()); // 0 would be no clock
        request.clocks.overall = std::max(left, milliseconds(1));
    }
    try {
        co_return co_await caller_->perform(std::move(request), service::read::body);
    } catch (const timeout_error& late) {
        detail::failure failed = detail::failure_of(late);
        if (failed.kind == errc::deadline_exceeded) {
            failed.limit = overall_;
        }
        detail::throw_failure(std::move(failed));
    }
}

files::file resumable_upload::result(answer got) const {
    if (got.body.empty()) {
        refuse(got, "the server has the file, but does not say what it calls it");
    }
    auto decoded = decode_body<native_upload>(*caller_, got);
    if (!decoded.file || decoded.file->name.empty()) {
        refuse(got, "the response does not describe a file");
    }
    files::file made = to_file(std::move(*decoded.file));
    made.response = std::move(got.info);
    return made;
}

void resumable_upload::refuse(const answer& got, std::string message) const {
    detail::failure failed(errc::unexpected_content, std::move(message));
    failed.keep_body(got.body);
    detail::throw_failure(
        in_context(std::move(failed), got.request, got.info, caller_->credential_of(got)));
}

} // namespace coai::api
