#include "api/download_body.hpp"

#include "api/failure_context.hpp"
#include "api/redirect.hpp"
#include "http/failure.hpp"

#include <utility>

namespace coai::api {

namespace asio = boost::asio;

asio::awaitable<download_body> download_body::open(std::shared_ptr<service> caller, call request) {
    answer opened = co_await perform_following(caller, std::move(request), service::read::head);
    co_return download_body(std::move(caller), std::move(opened));
}

asio::awaitable<std::string_view> download_body::next() {
    try {
        const std::string_view piece = co_await answer_.exchange->read_body();
        bytes_ += piece.size();
        if (piece.empty()) {
            answer_.exchange->finish();
        }
        co_return piece;
    } catch (const error& broken) {
        detail::failure failed = detail::failure_of(broken);
        failed.streaming = true;
        failed.bytes = answer_.exchange->body_bytes();
        answer_.exchange->abort();
        detail::throw_failure(in_context(std::move(failed), answer_.request, answer_.info,
                                         caller_->credential_of(answer_)));
    }
}

} // namespace coai::api
