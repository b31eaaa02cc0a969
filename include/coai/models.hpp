#pragma once

#include <coai/generator.hpp>
#include <coai/json/type.hpp>
#include <coai/options.hpp>
#include <coai/response.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace coai {

namespace api {
class service;
} // namespace api

namespace models {

/// A model that a server offers.
struct model {
    model() {}

    /// The name without Gemini's "models/", which requests take as well as the full one.
    std::string_view short_id() const noexcept;

    /// "gemini-2.5-flash" or "models/gemini-2.5-flash", as the server has it.
    std::string id;
    std::string object;
    /// Unix time; 0 where the server left it out (Gemini).
    std::int64_t created = 0;
    std::string owned_by;
    /// Gemini's name for people.
    std::string display_name;
    boost::json::object extra;

    /// Status, headers, request id, attempts and timings; of retrieve() only. Not on the wire.
    response_info response;
};

/// `GET models` and `GET models/{id}`.
class resource {
public:
    explicit resource(std::shared_ptr<api::service> service) noexcept;

    /// All models, asked for page by page as they are taken.
    ///
    /// @code
    /// auto models = client.models.list();
    /// while (auto model = co_await models.next())
    ///     std::cout << model->id << '\n';
    /// @endcode
    ///
    /// next() throws as chat::completions::create().
    /// @{
    async_generator<model> list() const;
    async_generator<model> list(const request_options& options) const;
    /// @}

    /// One model, by either form of its id.
    ///
    /// @throws as chat::completions::create(): api_error (errc::not_found) where there is none;
    /// usage_error (errc::invalid_request) for an id that would lead elsewhere ("../").
    /// @{
    boost::asio::awaitable<model> retrieve(std::string_view id) const;
    boost::asio::awaitable<model> retrieve(std::string_view id,
                                           const request_options& options) const;
    /// @}

private:
    std::shared_ptr<api::service> service_;
};

} // namespace models
} // namespace coai

namespace coai::json::detail {

template <>
struct type_of<models::model> {
    static const object_type value;
};

} // namespace coai::json::detail
