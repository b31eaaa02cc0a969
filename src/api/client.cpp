#include <coai/client.hpp>

#include "api/service.hpp"
#include "http/duration_text.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace coai {

namespace asio = boost::asio;

namespace {

asio::awaitable<raw_response> fetch(std::shared_ptr<api::service> service, api::call request) {
    api::answer answered = co_await service->perform(std::move(request), api::service::read::body);
    raw_response result;
    result.body = std::move(answered.body);
    result.response = std::move(answered.info);
    co_return result;
}

} // namespace

client::client(asio::any_io_executor executor, client_options options)
    : service_(std::make_shared<api::service>(std::move(executor), std::move(options))),
      batches(service_),
      chat(service_),
      embeddings(service_),
      images(service_),
      files(service_),
      models(service_) {}

client::client(client&&) noexcept = default;

client& client::operator=(client&& other) noexcept {
    if (service_ && service_ != other.service_) {
        service_->shut_down();
    }
    service_ = std::move(other.service_);
    batches = std::move(other.batches);
    chat = std::move(other.chat);
    embeddings = std::move(other.embeddings);
    images = std::move(other.images);
    files = std::move(other.files);
    models = std::move(other.models);
    return *this;
}

client::~client() {
    if (service_) {
        service_->shut_down();
    }
}

asio::awaitable<raw_response> client::request(std::string_view method,
                                              std::string_view path) const {
    return request(method, path, std::nullopt, request_options());
}

asio::awaitable<raw_response> client::request(std::string_view method, std::string_view path,
                                              const boost::json::value& body) const {
    return request(method, path, std::optional<boost::json::value>(body), request_options());
}

asio::awaitable<raw_response> client::request(std::string_view method, std::string_view path,
                                              const std::optional<boost::json::value>& body,
                                              const request_options& options) const {
    const api::endpoint to{std::string(method), std::string(path)};
    if (!body) {
        return fetch(service_, service_->calls().prepare(to, options));
    }
    const auto encode = [&body] { return boost::json::serialize(*body); };
    return fetch(service_, service_->calls().prepare(to, options, encode));
}

asio::awaitable<bool> client::close() const { return service_->close(net::time_point::max()); }

asio::awaitable<bool> client::close(std::chrono::milliseconds deadline) const {
    const auto longest = std::min(deadline, http::longest_duration);
    return service_->close(std::chrono::steady_clock::now() + longest);
}

pool_statistics client::statistics() const { return service_->connections().statistics(); }

const client_options& client::options() const noexcept { return service_->options(); }

asio::any_io_executor client::get_executor() const noexcept { return service_->executor(); }

} // namespace coai
