#include "api/file_calls.hpp"

#include "http/failure.hpp"

#include <algorithm>
#include <utility>

namespace coai::api {

namespace {

constexpr std::string_view collection = "files/";

[[noreturn]] void refuse_id(std::string message) {
    detail::throw_usage_error(errc::invalid_request, "id", std::move(message));
}

/// "abc" of "https://host/v1beta/files/abc:download?alt=media".
std::string_view id_in_uri(std::string_view uri) {
    constexpr std::string_view segment = "/files/";
    const std::string_view path = uri.substr(0, uri.find_first_of("?#"));
    const auto found = path.rfind(segment);
    if (found == std::string_view::npos) {
        refuse_id("the id is a URI, but none of a file");
    }
    const std::string_view id = path.substr(found + segment.size());
    return id.substr(0, id.find_first_of(":/"));
}

/// The slashes of an id are encoded, but a server may decode them and then resolve the dots.
void refuse_dot_segments(std::string_view id) {
    while (!id.empty()) {
        const std::string_view segment = id.substr(0, id.find_first_of("/\\"));
        if (segment == "." || segment == "..") {
            refuse_id("the id contains a dot segment");
        }
        id.remove_prefix(std::min(segment.size() + 1, id.size()));
    }
}

} // namespace

bool has_native_files(const service& caller) noexcept {
    return caller.options().provider == provider::gemini;
}

std::string file_id(std::string_view given, bool native) {
    std::string_view id = given;
    if (id.starts_with("https://") || id.starts_with("http://")) {
        id = id_in_uri(id);
    }
    if (!native) {
        refuse_dot_segments(id);
        return std::string(id);
    }
    if (id.starts_with(collection)) {
        id.remove_prefix(collection.size());
    }
    if (id.find_first_of("/:") != std::string_view::npos) {
        refuse_id("the id of a file has no slash or colon behind \"files/\"");
    }
    return std::string(id);
}

call file_call(const service& caller, std::string method, std::string_view given_id,
               const request_options& options, std::string_view native_action,
               std::string_view action, accept wanted) {
    const bool native = has_native_files(caller);
    endpoint to(std::move(method), "files", native ? api_root::native : api_root::compatible);
    to.wanted = wanted;
    std::exception_ptr unusable;
    try {
        to.id = file_id(given_id, native);
        to.action = native ? native_action : action;
    } catch (const error&) {
        unusable = std::current_exception();
    }
    call made = caller.calls().prepare(to, options);
    if (unusable) {
        made.unusable = std::move(unusable);
    }
    return made;
}

call content_call(const service& caller, std::string_view given_id, request_options options) {
    if (has_native_files(caller)) {
        options.query.emplace_back("alt", "media");
    }
    return file_call(caller, "GET", given_id, options, ":download", "/content", accept::any);
}

} // namespace coai::api
