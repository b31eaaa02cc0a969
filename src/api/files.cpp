#include <coai/files.hpp>

#include "api/fetch.hpp"
#include "api/file_calls.hpp"
#include "api/file_download.hpp"
#include "api/file_wait.hpp"
#include "api/file_wire.hpp"
#include "api/form_upload.hpp"
#include "api/list_page.hpp"
#include "api/resumable_upload.hpp"

#include <optional>
#include <utility>

namespace coai {

namespace asio = boost::asio;

namespace api {

// Not in the namespace without a name, where pages() would not find it.
static std::optional<page_cursor> next_page(const native_file_page& page) {
    if (page.next_page_token.empty()) {
        return std::nullopt;
    }
    return page_cursor("pageToken", page.next_page_token);
}

namespace {

template <class Page>
async_generator<files::file> list_files(std::shared_ptr<service> caller, api_root root,
                                        request_options options) {
    auto listed = pages<Page>(std::move(caller), "files", root, std::move(options));
    while (auto found = co_await listed.next()) {
        co_yield to_file(std::move(*found));
    }
}

asio::awaitable<files::file> upload_resumable(std::shared_ptr<service> caller, files::source from,
                                              files::upload_options how, request_options options) {
    resumable_upload upload(std::move(caller), std::move(how), std::move(options));
    co_return co_await upload.run(std::move(from));
}

/// Gemini answers with an empty object, others sometimes with nothing.
asio::awaitable<files::removal> remove_file(std::shared_ptr<service> caller, call request,
                                            std::string id, bool native) {
    answer got = co_await caller->perform(std::move(request), service::read::body);
    files::removal result;
    if (native || got.body.empty()) {
        result.id = native ? "files/" + file_id(id, true) : std::move(id);
        result.deleted = true;
    } else {
        result = decode_body<files::removal>(*caller, got);
    }
    result.response = std::move(got.info);
    co_return result;
}

} // namespace

} // namespace api

namespace files {

resource::resource(std::shared_ptr<api::service> service) noexcept : service_(std::move(service)) {}

asio::awaitable<file> resource::upload(source from) const {
    return upload(std::move(from), upload_options());
}

asio::awaitable<file> resource::upload(source from, const upload_options& how) const {
    return upload(std::move(from), how, request_options());
}

asio::awaitable<file> resource::upload(source from, const upload_options& how,
                                       const request_options& options) const {
    if (api::has_native_files(*service_)) {
        return api::upload_resumable(service_, std::move(from), how, options);
    }
    return api::upload_form(service_, std::move(from), how, options);
}

asio::awaitable<file> resource::retrieve(std::string_view id) const {
    return retrieve(id, request_options());
}

asio::awaitable<file> resource::retrieve(std::string_view id,
                                         const request_options& options) const {
    return api::fetch_file(service_, api::file_call(*service_, "GET", id, options));
}

async_generator<file> resource::list() const { return list(list_options()); }

async_generator<file> resource::list(const list_options& which) const {
    return list(which, request_options());
}

async_generator<file> resource::list(const list_options& which,
                                     const request_options& options) const {
    const bool native = api::has_native_files(*service_);
    request_options asking = options;
    if (which.page_size != 0) {
        asking.query.emplace_back(native ? "pageSize" : "limit", std::to_string(which.page_size));
    }
    if (!which.purpose.empty() && !native) {
        asking.query.emplace_back("purpose", which.purpose);
    }
    if (native) {
        return api::list_files<api::native_file_page>(service_, api::api_root::native,
                                                      std::move(asking));
    }
    return api::list_files<api::list_page<api::openai_file>>(service_, api::api_root::compatible,
                                                             std::move(asking));
}

asio::awaitable<removal> resource::remove(std::string_view id) const {
    return remove(id, request_options());
}

asio::awaitable<removal> resource::remove(std::string_view id,
                                          const request_options& options) const {
    return api::remove_file(service_, api::file_call(*service_, "DELETE", id, options),
                            std::string(id), api::has_native_files(*service_));
}

asio::awaitable<file> resource::wait_until_active(std::string_view id) const {
    return wait_until_active(id, wait_options());
}

asio::awaitable<file> resource::wait_until_active(std::string_view id,
                                                  const wait_options& how) const {
    return wait_until_active(id, how, request_options());
}

asio::awaitable<file> resource::wait_until_active(std::string_view id, const wait_options& how,
                                                  const request_options& options) const {
    return api::wait_for_file(service_, api::file_call(*service_, "GET", id, options), how);
}

asio::awaitable<raw_response> resource::content(std::string_view id) const {
    return content(id, request_options());
}

asio::awaitable<raw_response> resource::content(std::string_view id,
                                                const request_options& options) const {
    return api::read_content(service_, api::content_call(*service_, id, options));
}

async_generator<std::string> resource::stream(std::string_view id) const {
    return stream(id, request_options());
}

async_generator<std::string> resource::stream(std::string_view id,
                                              const request_options& options) const {
    return api::stream_content(service_, api::content_call(*service_, id, options));
}

asio::awaitable<download_result> resource::download(std::string_view id, sink into) const {
    return download(id, std::move(into), request_options());
}

asio::awaitable<download_result> resource::download(std::string_view id, sink into,
                                                    const request_options& options) const {
    return api::download_to(service_, api::content_call(*service_, id, options), std::move(into));
}

asio::awaitable<download_result> resource::download(std::string_view id, std::string path) const {
    return download(id, std::move(path), request_options());
}

asio::awaitable<download_result> resource::download(std::string_view id, std::string path,
                                                    const request_options& options) const {
    return api::download_to(service_, api::content_call(*service_, id, options), std::move(path));
}

} // namespace files
} // namespace coai
