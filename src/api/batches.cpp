#include <coai/batches/resource.hpp>

#include "api/batch_results.hpp"
#include "api/batch_wait.hpp"
#include "api/list_page.hpp"
#include "api/request_body.hpp"
#include "http/failure.hpp"

#include <coai/files.hpp>

#include <utility>

namespace coai {

namespace asio = boost::asio;

namespace batches {

namespace {

constexpr const char* collection = "batches";

void require(std::string_view value, std::string_view member) {
    if (value.empty()) {
        detail::throw_usage_error(errc::invalid_request, member,
                                  "a batch needs an " + std::string(member));
    }
}

std::string encode(const request& request, const request_options& options) {
    require(request.input_file_id, "input_file_id");
    require(request.endpoint.str(), "endpoint");
    return api::encode_body(request, options.extra_body);
}

} // namespace

resource::resource(std::shared_ptr<api::service> service) noexcept : service_(std::move(service)) {}

asio::awaitable<batch> resource::create(const request& request) const {
    return create(request, request_options());
}

asio::awaitable<batch> resource::create(const request& request,
                                        const request_options& options) const {
    const auto encoded = [&] { return encode(request, options); };
    const api::endpoint to("POST", collection);
    return api::fetch<batch>(service_, service_->calls().prepare(to, options, encoded));
}

asio::awaitable<batch> resource::retrieve(std::string_view id) const {
    return retrieve(id, request_options());
}

asio::awaitable<batch> resource::retrieve(std::string_view id,
                                          const request_options& options) const {
    const auto to = api::endpoint::of_object("GET", collection, id);
    return api::fetch<batch>(service_, service_->calls().prepare(to, options));
}

async_generator<batch> resource::list() const { return list(request_options()); }

async_generator<batch> resource::list(const request_options& options) const {
    return api::pages<api::list_page<batch>>(service_, collection, api::api_root::compatible,
                                             options);
}

asio::awaitable<batch> resource::cancel(std::string_view id) const {
    return cancel(id, request_options());
}

asio::awaitable<batch> resource::cancel(std::string_view id, const request_options& options) const {
    const auto to = api::endpoint::of_object("POST", collection, id, "/cancel");
    // An empty body and not none: Google's front end asks for a Content-Length.
    return api::fetch<batch>(service_,
                             service_->calls().prepare(to, options, "application/json", ""));
}

asio::awaitable<batch> resource::wait(std::string_view id) const {
    return wait(id, wait_options());
}

asio::awaitable<batch> resource::wait(std::string_view id, const wait_options& how) const {
    return wait(id, how, request_options());
}

asio::awaitable<batch> resource::wait(std::string_view id, const wait_options& how,
                                      const request_options& options) const {
    const auto to = api::endpoint::of_object("GET", collection, id);
    return api::wait_for_batch(service_, service_->calls().prepare(to, options), how);
}

async_generator<result> resource::results(const batch& finished) const {
    return results(finished, request_options());
}

async_generator<result> resource::results(const batch& finished,
                                          const request_options& options) const {
    api::result_files from;
    from.download = [files = files::resource(service_), options](const std::string& id) {
        return files.stream(id, options);
    };
    from.max_line_size = service_->options().limits.max_event_size;
    from.credential = service_->options().api_key;
    return api::results_of_batch(finished, std::move(from));
}

} // namespace batches
} // namespace coai
