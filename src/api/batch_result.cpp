#include <coai/batches/result.hpp>

#include "api/batch_result_line.hpp"
#include "api/chat_codec.hpp"
#include "api/embeddings_codec.hpp"
#include "http/failure.hpp"

#include <coai/json/error.hpp>

#include <utility>

namespace coai::batches {

namespace asio = boost::asio;

namespace {

/// Throws the failure of reading an answer as something that it is not.
[[noreturn]] void throw_unreadable(const result& read, const json::decode_error& why) {
    detail::failure failed(errc::invalid_json, "the answer of custom_id \"" + read.custom_id +
                                                   "\" cannot be read: " + why.what());
    failed.keep_body(read.body.text());
    failed.response.status = read.status_code;
    failed.response.request_id = read.request_id;
    detail::throw_failure(std::move(failed));
}

template <class Decode>
auto decoded(Decode decode, const result& read, const std::string& text) {
    try {
        return decode(text);
    } catch (const json::decode_error& bad) {
        throw_unreadable(read, bad);
    }
}

} // namespace

chat::completion result::completion() const {
    const auto decode = [](const std::string& text) { return api::decode_completion(text); };
    return decoded(decode, *this, answer());
}

embeddings::embedding_list result::embeddings() const {
    return decoded(api::decode_embeddings, *this, answer());
}

boost::json::value result::json() const { return as<boost::json::value>(); }

error_object result::error_details() const {
    return error ? detail::failure_of(*error).object : error_object();
}

/// The text of the answer, if there is one.
const std::string& result::answer() const {
    if (error) {
        detail::throw_failure(detail::failure_of(*error));
    }
    return body.text();
}

void result::check(const std::optional<json::decode_error>& bad) const {
    if (bad) {
        throw_unreadable(*this, *bad);
    }
}

async_generator<result> read_results(async_generator<std::string> pieces) {
    return read_results(std::move(pieces), result_source());
}

async_generator<result> read_results(async_generator<std::string> pieces, result_source source) {
    return api::read_batch_results(std::move(pieces), std::move(source), secret());
}

asio::awaitable<std::map<std::string, result>> by_custom_id(async_generator<result> results) {
    std::map<std::string, result> collected;
    while (std::optional<result> next = co_await results.next()) {
        if (next->error && next->custom_id.empty()) {
            detail::throw_failure(detail::failure_of(*next->error));
        }
        std::string id = next->custom_id;
        const auto [entry, is_new] = collected.try_emplace(std::move(id));
        if (is_new || (!entry->second.ok() && next->ok())) {
            entry->second = std::move(*next);
        }
    }
    co_return collected;
}

} // namespace coai::batches
