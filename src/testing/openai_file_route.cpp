#include "testing/openai_file_route.hpp"

#include "http/whole_number.hpp"
#include "testing/file_form.hpp"
#include "testing/pretty_json.hpp"
#include "testing/query.hpp"
#include "testing/router.hpp"
#include "testing/seeded_random.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr std::int64_t created_at = 1'767'323'045;
constexpr std::size_t max_page_size = 10'000;

request_error no_such_file(std::string_view id) {
    return request_error(404, "No such File object: " + std::string(id), {}, "id");
}

json::object file_json(const stored_file& file) {
    json::object object;
    object["object"] = "file";
    object["id"] = file.id;
    object["purpose"] = file.purpose;
    object["filename"] = file.display_name;
    object["bytes"] = file.size;
    object["created_at"] = created_at;
    object["expires_at"] = nullptr;
    object["status"] = "processed";
    object["status_details"] = nullptr;
    return object;
}

reply json_reply(const json::object& body) {
    return reply::whole(200, "application/json", pretty_json(body) + '\n');
}

std::string made_up_id(std::uint64_t number) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    seeded_random random(number);
    std::string id = "file-";
    for (int i = 0; i < 22; ++i)
        id += letters[random.below(letters.size())];
    return id;
}

reply create_file(const exchange& request) {
    file_form form = read_file_form(request.asked);
    if (!form.file)
        throw request_error(400, "'file' is a required property", {}, "file");
    const std::string purpose = form.fields["purpose"];
    constexpr std::string_view purposes[] = {"assistants", "batch",     "fine-tune",
                                             "vision",     "user_data", "evals"};
    if (std::find(std::begin(purposes), std::end(purposes), purpose) == std::end(purposes))
        throw request_error(400,
                            '\'' + purpose +
                                "' is not one of ['fine-tune', 'assistants', "
                                "'batch', 'user_data', 'vision', 'evals'] - "
                                "'purpose'",
                            {}, "purpose");
    if (form.file->size() > request.options.max_file_size)
        throw request_error(400, "File is too large.", {}, "file");
    stored_file file;
    file.id = made_up_id(request.state.files.next_number());
    file.display_name = form.head.filename;
    file.mime_type = form.head.content_type;
    file.purpose = purpose;
    file.size = form.file->size();
    const json::object created = file_json(file);
    request.state.files.add(std::move(file), std::move(*form.file));
    return json_reply(created);
}

std::size_t page_size_of(const request& asked) {
    const auto wanted = query_parameter(asked.query(), "limit");
    if (!wanted)
        return max_page_size;
    const auto size = http::parse_whole_number(*wanted);
    if (!size || *size == 0 || *size > max_page_size)
        throw request_error(400, "Invalid 'limit': expected a number from 1 to 10000", {}, "limit");
    return static_cast<std::size_t>(*size);
}

reply list_files(const exchange& request) {
    const std::string_view query = request.asked.query();
    std::vector<stored_file> files = request.state.files.list();
    if (query_parameter(query, "order").value_or("desc") == "desc")
        std::reverse(files.begin(), files.end());
    if (const auto purpose = query_parameter(query, "purpose"))
        std::erase_if(files, [&](const stored_file& file) { return file.purpose != *purpose; });
    auto first = files.begin();
    if (const auto after = query_parameter(query, "after")) {
        first = std::find_if(files.begin(), files.end(),
                             [&](const stored_file& file) { return file.id == *after; });
        if (first == files.end())
            throw no_such_file(*after);
        ++first;
    }
    const std::size_t page_size = page_size_of(request.asked);
    json::array data;
    for (; first != files.end() && data.size() < page_size; ++first)
        data.push_back(file_json(*first));
    json::object body;
    body["object"] = "list";
    body["first_id"] = data.empty() ? json::value() : data.front().at("id");
    body["last_id"] = data.empty() ? json::value() : data.back().at("id");
    body["has_more"] = first != files.end();
    body["data"] = std::move(data);
    return json_reply(body);
}

/// GET of a file, or of its content: "file-abc/content".
reply get_file(const exchange& request) {
    constexpr std::string_view content = "/content";
    std::string_view id = request.rest;
    const bool wants_content = id.ends_with(content);
    if (wants_content)
        id.remove_suffix(content.size());
    const auto file = request.state.files.find(std::string(id));
    if (!file)
        throw no_such_file(id);
    if (!wants_content)
        return json_reply(file_json(*file));
    if (file->purpose == "assistants")
        throw request_error(400, "Not allowed to download files of purpose: assistants");
    return reply::file("application/octet-stream", request.state.files.content(file->id));
}

reply delete_file(const exchange& request) {
    if (!request.state.files.erase(std::string(request.rest)))
        throw no_such_file(request.rest);
    json::object body;
    body["object"] = "file";
    body["id"] = std::string(request.rest);
    body["deleted"] = true;
    return json_reply(body);
}

} // namespace

void add_openai_file_routes(router& routes) {
    routes.add("POST", "/v1/files", dialect::openai, create_file);
    routes.add("GET", "/v1/files", dialect::openai, list_files);
    routes.add("GET", "/v1/files/*", dialect::openai, get_file);
    routes.add("DELETE", "/v1/files/*", dialect::openai, delete_file);
}

} // namespace coai::testing
