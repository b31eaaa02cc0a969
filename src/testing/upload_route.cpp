#include "testing/upload_route.hpp"

#include "http/ascii.hpp"
#include "http/whole_number.hpp"
#include "testing/native_file_route.hpp"
#include "testing/pretty_json.hpp"
#include "testing/query.hpp"
#include "testing/router.hpp"
#include "testing/seeded_random.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr std::uint64_t unit = 256 * 1024;
constexpr std::size_t max_id_length = 40;
/// Looks at a video that find it being processed.
constexpr unsigned looks_at_video = 2;

request_error bad_request(const std::string& message) { return request_error(400, message); }

std::string header(const request& asked, std::string_view name) {
    return std::string(asked.headers.find(name).value_or(""));
}

std::optional<std::uint64_t> number_header(const request& asked, std::string_view name) {
    const auto text = asked.headers.find(name);
    if (!text)
        return std::nullopt;
    const auto number = http::parse_whole_number(*text);
    if (!number)
        throw bad_request("Invalid " + std::string(name) + " header.");
    return number;
}

/// "upload, finalize" as its parts.
struct command {
    explicit command(std::string_view text) {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find(','), text.size());
            add(http::trim_blanks(text.substr(0, end)));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (!start && !upload && !finalize && !query && !cancel)
            throw bad_request("Missing X-Goog-Upload-Command header.");
    }

    void add(std::string_view word) {
        bool* const known = http::equal_ignoring_case(word, "start")      ? &start
                            : http::equal_ignoring_case(word, "upload")   ? &upload
                            : http::equal_ignoring_case(word, "finalize") ? &finalize
                            : http::equal_ignoring_case(word, "query")    ? &query
                            : http::equal_ignoring_case(word, "cancel")   ? &cancel
                                                                          : nullptr;
        if (!known)
            throw bad_request("Invalid upload command: " + std::string(word) + '.');
        *known = true;
    }

    bool start = false;
    bool upload = false;
    bool finalize = false;
    bool query = false;
    bool cancel = false;
};

std::string made_up_id(std::uint64_t number) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    seeded_random random(number);
    std::string id = "files/";
    for (int i = 0; i < 12; ++i)
        id += letters[random.below(letters.size())];
    return id;
}

void check_wanted_id(const std::string& id, const file_store& files) {
    const std::string_view name = std::string_view(id).substr(id.find('/') + 1);
    const bool good = id.starts_with("files/") && !name.empty() && name.size() <= max_id_length &&
                      name.front() != '-' && name.back() != '-' &&
                      std::all_of(name.begin(), name.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || http::is_digit(c) || c == '-';
                      });
    if (!good)
        throw bad_request("* CreateFileRequest.file.name: must be files/ and up to 40 lower-case "
                          "letters, digits and dashes");
    if (files.find(id))
        throw request_error(409, "Requested entity already exists");
}

std::string text_member(const json::object& object, std::string_view name) {
    const json::value* const value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// The file that the start of an upload describes.
stored_file described_file(const exchange& request) {
    json::value body;
    if (!request.asked.body.empty()) {
        json::error_code invalid;
        body = json::parse(request.asked.body, invalid);
        if (invalid)
            throw bad_request("Invalid JSON payload received.");
    }
    const json::value* const given =
        body.is_object() ? body.get_object().if_contains("file") : nullptr;
    const json::object known = given && given->is_object() ? given->get_object() : json::object();
    stored_file file;
    file.id = text_member(known, "name");
    if (file.id.empty())
        file.id = made_up_id(request.state.files.next_number());
    else
        check_wanted_id(file.id, request.state.files);
    file.display_name = text_member(known, "displayName");
    if (file.display_name.empty())
        file.display_name = text_member(known, "display_name");
    file.mime_type = header(request.asked, "x-goog-upload-header-content-type");
    if (file.mime_type.empty())
        file.mime_type = text_member(known, "mimeType");
    if (file.mime_type.empty())
        throw bad_request("The media type of the file is not known.");
    if (file.mime_type.starts_with("video/"))
        file.processing = looks_at_video;
    return file;
}

reply status_reply(std::string_view status, std::string body = {}) {
    reply answer = reply::whole(
        200, body.empty() ? "text/plain; charset=utf-8" : "application/json; charset=UTF-8",
        std::move(body));
    answer.headers.add("x-goog-upload-status", status);
    answer.framing = body_framing_kind::content_length;
    return answer;
}

reply start_upload(const exchange& request) {
    const emulator_options& options = request.options;
    if (!http::equal_ignoring_case(header(request.asked, "x-goog-upload-protocol"), "resumable"))
        throw bad_request("The emulator knows the upload protocol resumable, and no other.");
    const auto announced = number_header(request.asked, "x-goog-upload-header-content-length");
    if (announced.value_or(0) > options.max_file_size)
        throw bad_request("The file is too large: the limit is " +
                          std::to_string(options.max_file_size) + " bytes.");
    const std::string upload = request.state.uploads.begin(described_file(request), announced);
    reply answer = status_reply("active");
    const std::string url =
        std::string(options.tls ? "https://" : "http://") + header(request.asked, "host") +
        "/upload/v1beta/files?upload_id=" + upload + "&upload_protocol=resumable";
    answer.headers.add("x-goog-upload-url", url);
    answer.headers.add("x-goog-upload-control-url", url);
    answer.headers.add("x-goog-upload-chunk-granularity",
                       std::to_string(options.upload_granularity));
    return answer;
}

/// Checks what can be checked of a chunk before its bytes are taken.
void check_chunk(const exchange& request, const upload_sessions::progress& known, bool finalizes) {
    const auto offset = number_header(request.asked, "x-goog-upload-offset");
    if (offset.value_or(0) != known.received)
        throw bad_request("The upload offset is " + std::to_string(offset.value_or(0)) + ", and " +
                          std::to_string(known.received) + " bytes have come.");
    const std::uint64_t size = request.asked.body.size();
    const std::uint64_t most = known.announced.value_or(request.options.max_file_size);
    if (size > most - known.received)
        throw bad_request("More bytes have come than were announced, " + std::to_string(most) +
                          '.');
    if (!finalizes && request.asked.complete && size % request.options.upload_granularity != 0)
        throw bad_request("A chunk that is not the last must be a multiple of " +
                          std::to_string(request.options.upload_granularity) + " bytes.");
}

reply finish_upload(const exchange& request, const std::string& upload) {
    const auto known = request.state.uploads.find(upload);
    if (known && known->announced && *known->announced != known->received)
        throw bad_request("The upload is finalized with " + std::to_string(known->received) +
                          " bytes of the " + std::to_string(*known->announced) +
                          " that were announced.");
    const auto file = request.state.uploads.finish(upload, request.state.files);
    if (!file)
        throw bad_request("Upload has already been terminated.");
    json::object body;
    body["file"] = native_file_json(*file, request);
    return status_reply("final", pretty_json(body) + '\n');
}

reply query_upload(const exchange& request, const upload_sessions::progress& known) {
    if (!known.file_id.empty()) {
        json::object body;
        if (const auto file = request.state.files.find(known.file_id))
            body["file"] = native_file_json(*file, request);
        return status_reply("final", pretty_json(body) + '\n');
    }
    reply answer = status_reply("active");
    answer.headers.add("x-goog-upload-size-received", std::to_string(known.received));
    return answer;
}

reply continue_upload(const exchange& request, const std::string& upload, const command& wanted) {
    const auto known = request.state.uploads.find(upload);
    if (!known)
        throw request_error(404, "The upload does not exist, or not any more.");
    if (wanted.query)
        return query_upload(request, *known);
    if (!known->file_id.empty())
        throw bad_request("Upload has already been terminated.");
    if (wanted.cancel) {
        request.state.uploads.cancel(upload);
        return status_reply("cancelled");
    }
    if (wanted.upload) {
        check_chunk(request, *known, wanted.finalize);
        std::string_view bytes = request.asked.body;
        if (!request.asked.complete)
            bytes = bytes.substr(0, bytes.size() / unit * unit);
        request.state.uploads.append(upload, bytes);
    }
    const bool ends = wanted.finalize && request.asked.complete;
    return ends ? finish_upload(request, upload) : status_reply("active");
}

reply upload(const exchange& request) {
    check_native_credential(request.asked);
    const command wanted(header(request.asked, "x-goog-upload-command"));
    if (wanted.start) {
        if (request.asked.complete)
            return start_upload(request);
        throw bad_request("The request is not complete.");
    }
    const auto id = query_parameter(request.asked.query(), "upload_id");
    if (!id)
        throw bad_request("The upload_id is missing.");
    return continue_upload(request, *id, wanted);
}

} // namespace

void add_upload_route(router& routes) {
    routes.add_partial("POST", "/upload/v1beta/files", dialect::gemini, upload);
}

} // namespace coai::testing
