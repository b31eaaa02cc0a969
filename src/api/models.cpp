#include <coai/models.hpp>

#include "api/pages.hpp"
#include "json/wire_type.hpp"

#include <utility>
#include <vector>

namespace coai {

namespace asio = boost::asio;

namespace {

/// OpenAI and Gemini send all models at once; gateways with thousands page by the last id.
struct model_page {
    std::vector<models::model> data;
    bool has_more = false;
    boost::json::object extra;
    response_info response;
};

std::optional<api::page_cursor> next_page(const model_page& page) {
    if (!page.has_more) {
        return std::nullopt;
    }
    return api::page_cursor("after", page.data.back().id);
}

} // namespace

namespace json::detail {

namespace {

using models::model;

constexpr field model_fields[] = {
    member<&model::id>("id"),
    member<&model::object>("object"),
    member<&model::created>("created"),
    member<&model::owned_by>("owned_by"),
    member<&model::display_name>("display_name"),
};

constexpr field model_page_fields[] = {
    member<&model_page::data>("data"),
    member<&model_page::has_more>("has_more"),
};

} // namespace

constinit const object_type type_of<model>::value =
    wire_object(model_fields, extra_member<&model::extra>, empty_members::omitted);

template <>
struct type_of<model_page> {
    static constexpr object_type value =
        wire_object(model_page_fields, extra_member<&model_page::extra>);
};

} // namespace json::detail

namespace models {

std::string_view model::short_id() const noexcept {
    constexpr std::string_view prefix = "models/";
    const std::string_view whole = id;
    return whole.starts_with(prefix) ? whole.substr(prefix.size()) : whole;
}

resource::resource(std::shared_ptr<api::service> service) noexcept : service_(std::move(service)) {}

async_generator<model> resource::list() const { return list(request_options()); }

async_generator<model> resource::list(const request_options& options) const {
    return api::pages<model_page>(service_, "models", api::api_root::compatible, options);
}

asio::awaitable<model> resource::retrieve(std::string_view id) const {
    return retrieve(id, request_options());
}

asio::awaitable<model> resource::retrieve(std::string_view id,
                                          const request_options& options) const {
    const auto to = api::endpoint::of_object("GET", "models", id);
    return api::fetch<model>(service_, service_->calls().prepare(to, options));
}

} // namespace models
} // namespace coai
