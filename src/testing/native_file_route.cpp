#include "testing/native_file_route.hpp"

#include "http/whole_number.hpp"
#include "testing/pretty_json.hpp"
#include "testing/query.hpp"
#include "testing/router.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr std::size_t max_id_length = 40;
constexpr std::size_t default_page_size = 10;
constexpr std::size_t max_page_size = 100;

/// Google does not tell whether a file is not there or not yours.
request_error no_such_file(std::string_view id) {
    return request_error(403, "You do not have permission to access the File " + std::string(id) +
                                  " or it may not exist.");
}

reply json_reply(const json::object& body) {
    return reply::whole(200, "application/json; charset=UTF-8", pretty_json(body) + '\n');
}

reply list_files(const exchange& request) {
    check_native_credential(request.asked);
    std::size_t page_size = default_page_size;
    if (const auto wanted = query_parameter(request.asked.query(), "pageSize")) {
        const auto number = http::parse_whole_number(*wanted);
        if (!number || *number > max_page_size)
            throw request_error(400, "* ListFilesRequest.page_size: must be from 0 to 100");
        page_size = *number == 0 ? default_page_size : static_cast<std::size_t>(*number);
    }
    std::vector<stored_file> files = request.state.files.list();
    std::reverse(files.begin(), files.end()); // the newest first
    auto first = files.begin();
    if (const auto token = query_parameter(request.asked.query(), "pageToken")) {
        first = std::find_if(files.begin(), files.end(),
                             [&](const stored_file& file) { return file.id == *token; });
        if (first == files.end())
            throw request_error(400, "Invalid page token.");
    }
    json::object body;
    json::array page;
    for (; first != files.end() && page.size() < page_size; ++first)
        page.push_back(native_file_json(*first, request));
    if (!page.empty())
        body["files"] = std::move(page);
    if (first != files.end())
        body["nextPageToken"] = first->id;
    return json_reply(body);
}

reply download_file(const exchange& request, const std::string& id) {
    if (query_parameter(request.asked.query(), "alt") != "media")
        throw request_error(400, "Downloads need the parameter alt=media.");
    const auto file = request.state.files.find("files/" + id);
    if (!file)
        throw no_such_file(id);
    if (!file->generated)
        throw request_error(400, "The file " + file->id +
                                     " was uploaded. Only generated files can be downloaded.");
    return reply::file(file->mime_type, request.state.files.content(file->id));
}

/// GET of a file, or of its content: "abc:download".
reply get_file(const exchange& request) {
    check_native_credential(request.asked);
    constexpr std::string_view download = ":download";
    std::string_view id = request.rest;
    if (id.ends_with(download)) {
        id.remove_suffix(download.size());
        return download_file(request, std::string(id));
    }
    if (id.size() > max_id_length)
        throw request_error(400, "* GetFileRequest.name: the name of a file has at most 40 "
                                 "characters");
    const auto file = request.state.files.look_at("files/" + std::string(id));
    if (!file)
        throw no_such_file(id);
    return json_reply(native_file_json(*file, request));
}

reply delete_file(const exchange& request) {
    check_native_credential(request.asked);
    if (!request.state.files.erase("files/" + std::string(request.rest)))
        throw no_such_file(request.rest);
    return json_reply({});
}

} // namespace

void check_native_credential(const request& asked) {
    if (asked.headers.contains("authorization"))
        throw request_error(401, "Request had invalid authentication credentials. Expected OAuth 2 "
                                 "access token, login cookie or other valid authentication "
                                 "credential.");
}

json::object native_file_json(const stored_file& file, const exchange& request) {
    const std::string scheme = request.options.tls ? "https://" : "http://";
    const std::string host(request.asked.headers.find("host").value_or("localhost"));
    const std::string uri = scheme + host + "/v1beta/" + file.id;
    json::object object;
    object["name"] = file.id;
    if (!file.display_name.empty())
        object["displayName"] = file.display_name;
    object["mimeType"] = file.mime_type;
    object["sizeBytes"] = std::to_string(file.size);
    object["createTime"] = "2026-01-02T03:04:05.678901Z";
    object["updateTime"] = "2026-01-02T03:04:05.678901Z";
    object["expirationTime"] = "2026-01-04T03:04:05.123456789Z";
    if (!file.sha256_hash.empty())
        object["sha256Hash"] = file.sha256_hash;
    object["uri"] = uri;
    if (file.generated)
        object["downloadUri"] = uri + ":download?alt=media";
    object["state"] = file.processing > 0 ? "PROCESSING" : "ACTIVE";
    object["source"] = file.generated ? "GENERATED" : "UPLOADED";
    return object;
}

void add_native_file_routes(router& routes) {
    routes.add("GET", "/v1beta/files", dialect::gemini, list_files);
    routes.add("GET", "/v1beta/files/*", dialect::gemini, get_file);
    routes.add("GET", "/download/v1beta/files/*", dialect::gemini, get_file);
    routes.add("DELETE", "/v1beta/files/*", dialect::gemini, delete_file);
}

} // namespace coai::testing
