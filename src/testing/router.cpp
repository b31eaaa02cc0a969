#include "testing/router.hpp"

#include "testing/authentication.hpp"
#include "testing/batch_route.hpp"
#include "testing/chat_route.hpp"
#include "testing/embedding_route.hpp"
#include "testing/image_route.hpp"
#include "testing/model_route.hpp"
#include "testing/native_file_route.hpp"
#include "testing/openai_file_route.hpp"
#include "testing/pretty_json.hpp"
#include "testing/seeded_random.hpp"
#include "testing/upload_route.hpp"

#include <boost/url/pct_string_view.hpp>

#include <cstdio>
#include <exception>
#include <utility>

namespace coai::testing {

namespace {

constexpr std::string_view gemini_base = "/v1beta/openai/";
constexpr std::string_view openai_base = "/v1/";

dialect dialect_of(const request& asked) noexcept {
    return asked.path().starts_with(openai_base) ? dialect::openai : dialect::gemini;
}

/// Whether it is for Google's own API, whose errors are in no array.
bool is_native(const request& asked) noexcept {
    const std::string_view path = asked.path();
    return path.starts_with("/upload/") || path.starts_with("/download/") ||
           (path.starts_with("/v1beta/") && !path.starts_with(gemini_base));
}

request_error no_such_route(const request& asked) {
    const std::string path(asked.path());
    if (dialect_of(asked) == dialect::gemini)
        return request_error(404, "Method not found: " + asked.method + ' ' + path + '.');
    return request_error(404, "Invalid URL (" + asked.method + ' ' + path + ')');
}

/// OpenAI's own clients encode the slash in Google's ids, such as "batches/x".
std::string percent_decoded(std::string_view text) {
    const auto encoded = boost::urls::make_pct_string_view({text.data(), text.size()});
    return encoded ? encoded->decode() : std::string(text);
}

void add_google_headers(coai::headers& headers, const emulator_options& options) {
    headers.add("vary", "Origin, X-Origin, Referer");
    headers.add("server", "scaffolding on HTTPServer2");
    headers.add("x-content-type-options", "nosniff");
    headers.add("server-timing", "gfet4t7; dur=" + std::to_string(options.latency.count()));
}

void add_openai_headers(coai::headers& headers, const request& asked,
                        const emulator_options& options) {
    char id[40];
    std::snprintf(id, sizeof id, "req_%016llx",
                  static_cast<unsigned long long>(text_hash(asked.body)));
    headers.add("x-request-id", id);
    headers.add("openai-processing-ms", std::to_string(options.latency.count()));
    headers.add("x-ratelimit-limit-requests", "10000");
    headers.add("x-ratelimit-limit-tokens", "2000000");
    headers.add("x-ratelimit-remaining-requests", "9999");
    headers.add("x-ratelimit-remaining-tokens", "1999985");
    headers.add("x-ratelimit-reset-requests", "6ms");
    headers.add("x-ratelimit-reset-tokens", "1.5s");
}

} // namespace

void router::add(std::string method, std::string path, dialect shape, route_handler handler) {
    routes_.push_back({std::move(method), std::move(path), shape, std::move(handler)});
}

void router::add_partial(std::string method, std::string path, dialect shape,
                         route_handler handler) {
    add(std::move(method), std::move(path), shape, std::move(handler));
    routes_.back().takes_part = true;
}

void router::add_compatible(const std::string& method, const std::string& resource,
                            const route_handler& handler) {
    add(method, std::string(gemini_base) + resource, dialect::gemini, handler);
    add(method, std::string(openai_base) + resource, dialect::openai, handler);
}

const router::route* router::find(const request& asked, std::string_view& rest) const {
    const std::string_view path = asked.path();
    for (const route& candidate : routes_) {
        const std::string_view pattern = candidate.path;
        if (candidate.method != asked.method)
            continue;
        if (path == pattern)
            return &candidate;
        const std::string_view prefix = pattern.substr(0, pattern.size() - 1);
        if (pattern.ends_with('*') && path.size() > prefix.size() && path.starts_with(prefix)) {
            rest = path.substr(prefix.size());
            return &candidate;
        }
    }
    return nullptr;
}

reply router::handle(const request& asked) const {
    try {
        std::string_view rest;
        const route* found = find(asked, rest);
        if (!found)
            throw no_such_route(asked);
        authenticate(asked, found->shape, options_);
        const std::string name = percent_decoded(rest);
        reply answer = found->handler(exchange{asked, options_, state_, found->shape, name, *this});
        decorate(answer, asked);
        return answer;
    } catch (const request_error& error) {
        return refuse(asked, error);
    } catch (const std::exception& bug) {
        return refuse(asked, request_error(500, bug.what()));
    }
}

void router::handle_part(const request& asked) const {
    std::string_view rest;
    const route* found = find(asked, rest);
    if (found && found->takes_part)
        handle(asked);
}

reply router::refuse(const request& asked, const request_error& error) const {
    reply answer =
        reply::whole(error.status, "application/json",
                     is_native(asked) ? pretty_json(error_object(error, dialect::gemini)) + '\n'
                                      : error_body(error, dialect_of(asked)));
    decorate(answer, asked);
    return answer;
}

void router::decorate(reply& answer, const request& asked) const {
    if (dialect_of(asked) == dialect::gemini)
        add_google_headers(answer.headers, options_);
    else
        add_openai_headers(answer.headers, asked, options_);
}

router make_router(const emulator_options& options, emulator_state& state) {
    router routes(options, state);
    add_batch_routes(routes);
    add_chat_route(routes);
    add_embedding_route(routes);
    add_image_route(routes);
    add_model_routes(routes);
    add_native_file_routes(routes);
    add_openai_file_routes(routes);
    add_upload_route(routes);
    return routes;
}

} // namespace coai::testing
