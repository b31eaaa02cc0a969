#include <coai/models.hpp>

#include "api/list_page.hpp"
#include "json/wire_type.hpp"

#include <utility>

namespace coai {

namespace asio = boost::asio;

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

} // namespace

constinit const object_type type_of<model>::value =
    wire_object(model_fields, extra_member<&model::extra>, empty_members::omitted);

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
    return api::pages<api::list_page<model>>(service_, "models", api::api_root::compatible,
                                             options);
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
