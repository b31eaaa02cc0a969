#include "http/base_url.hpp"

#include "http/failure.hpp"
#include "http/http_url.hpp"
#include "http/path_encoding.hpp"

namespace coai::http {

namespace {

using detail::throw_usage_error;

void append_query(std::string& out, std::string_view encoded) {
    if (!encoded.empty()) {
        out += out.find('?') == std::string::npos ? '?' : '&';
        out += encoded;
    }
}

void append_query(std::string& out, const query_parameters& parameters) {
    for (const auto& [name, value] : parameters) {
        append_query(out, encode_query_parameter(name, value));
    }
}

} // namespace

std::string base_url::target(std::string_view resource, const query_parameters& of_client,
                             const query_parameters& of_call) const {
    const auto question_mark = resource.find('?');
    const auto resource_query = question_mark == std::string_view::npos
                                    ? std::string_view()
                                    : resource.substr(question_mark + 1);
    resource = resource.substr(0, question_mark);
    while (resource.starts_with('/')) {
        resource.remove_prefix(1);
    }

    std::string out;
    out.reserve(path.size() + resource.size() + 1);
    out += path;
    if (!resource.empty() || out.empty()) {
        out += '/';
    }
    append_path(out, resource);
    append_query(out, query);
    append_query(out, encode_query(resource_query));
    append_query(out, of_client);
    append_query(out, of_call);
    return out;
}

base_url parse_base_url(std::string_view text) {
    const auto refuse = [](const char* message) {
        throw_usage_error(errc::invalid_option, "base_url", message);
    };
    auto url = parse_http_url(text, "base_url");
    if (url.has_userinfo) {
        refuse("base_url must not contain a user name or password: the credential is api_key");
    }
    if (url.has_fragment) {
        refuse("base_url must not contain a fragment (#)");
    }
    if (has_dot_segment(url.path)) {
        refuse("base_url must not contain a dot segment (/./ or /../) in its path");
    }

    base_url result;
    result.tls = url.tls;
    result.authority = authority_of(url);
    result.host = std::move(url.host);
    result.port = url.port;
    result.path = std::move(url.path);
    while (result.path.ends_with('/')) {
        result.path.pop_back();
    }
    result.query = std::move(url.query);
    return result;
}

} // namespace coai::http
