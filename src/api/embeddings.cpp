#include <coai/embeddings.hpp>

#include "api/embeddings_codec.hpp"
#include "api/service.hpp"

#include <coai/json/error.hpp>

#include <string>
#include <utility>

namespace coai::embeddings {

namespace asio = boost::asio;
using api::service;

namespace {

/// How many vectors must come; 0 where the request says it in a way that only the server knows.
std::size_t expected_size(const request& request, const request_options& options) {
    const bool replaced = request.extra.contains("input") || options.extra_body.contains("input");
    return replaced ? 0 : request.input.size();
}

asio::awaitable<embedding_list> run_create(std::shared_ptr<service> caller, api::call request,
                                           std::size_t expected) {
    api::answer got = co_await caller->perform(std::move(request), service::read::body);
    embedding_list result;
    try {
        result = api::decode_embeddings(got.body);
        if (expected != 0 && result.size() != expected) {
            throw json::decode_error("data", 0,
                                     std::to_string(result.size()) + " vectors for " +
                                         std::to_string(expected) + " inputs");
        }
    } catch (const json::decode_error& bad) {
        caller->throw_unusable(got, bad);
    }
    result.response = std::move(got.info);
    co_return result;
}

} // namespace

std::size_t input::size() const noexcept {
    if (const auto* const text = std::get_if<std::string>(&value_)) {
        return text->empty() ? 0 : 1;
    }
    if (const auto* const texts = std::get_if<std::vector<std::string>>(&value_)) {
        return texts->size();
    }
    if (const auto* const tokens = std::get_if<std::vector<int>>(&value_)) {
        return tokens->empty() ? 0 : 1;
    }
    const auto* const token_lists = std::get_if<std::vector<std::vector<int>>>(&value_);
    return token_lists != nullptr ? token_lists->size() : 0;
}

resource::resource(std::shared_ptr<service> service) noexcept : service_(std::move(service)) {}

asio::awaitable<embedding_list> resource::create(const request& request) const {
    return create(request, request_options());
}

asio::awaitable<embedding_list> resource::create(const request& request,
                                                 const request_options& options) const {
    const auto encode = [&] { return api::encode_embeddings_request(request, options.extra_body); };
    const api::endpoint to("POST", "embeddings");
    return run_create(service_, service_->calls().prepare(to, options, encode),
                      expected_size(request, options));
}

} // namespace coai::embeddings
