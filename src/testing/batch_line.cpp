#include "testing/batch_line.hpp"

#include "api/line_splitter.hpp"
#include "http/json_member.hpp"
#include "http/white_space.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr std::size_t piece_size = 64 * 1024;
constexpr std::size_t max_line_size = 16 * 1024 * 1024;

class line_reader {
public:
    explicit line_reader(const std::string& endpoint) : endpoint_(endpoint) {}

    batch_line read(const api::line_splitter::line& raw) {
        batch_line line;
        line.number = raw.number;
        json::error_code ec;
        const json::value parsed = json::parse(json::string_view(raw.text), ec);
        const json::object* members = ec ? nullptr : parsed.if_object();
        if (!members)
            return wrong(std::move(line), "invalid_json_line",
                         "This line is not parseable as valid JSON.");
        line.custom_id = http::string_member(*members, "custom_id");
        if (line.custom_id.empty())
            return wrong(std::move(line), "missing_required_parameter",
                         "Missing required parameter: 'custom_id'.");
        if (!seen_.insert(line.custom_id).second) {
            std::string message = "The custom_id '" + line.custom_id + "' is not unique.";
            return wrong(std::move(line), "duplicate_custom_id", std::move(message));
        }
        if (http::string_member(*members, "method") != "POST")
            return wrong(std::move(line), "invalid_method", "Only the method POST is supported.");
        if (http::string_member(*members, "url") != endpoint_)
            return wrong(std::move(line), "invalid_url",
                         "The URL provided for this request does not match the batch endpoint.");
        const json::value* body = members->if_contains("body");
        if (!body || !body->is_object())
            return wrong(std::move(line), "missing_required_parameter",
                         "Missing required parameter: 'body'.");
        line.body = json::serialize(*body);
        return line;
    }

private:
    static batch_line wrong(batch_line line, std::string code, std::string message) {
        line.error_code = std::move(code);
        line.error = std::move(message);
        return line;
    }

    const std::string& endpoint_;
    std::unordered_set<std::string> seen_;
};

} // namespace

void for_each_batch_line(const file_store& files, const std::string& file_id,
                         const std::string& endpoint,
                         const std::function<void(const batch_line&)>& visit) {
    api::line_splitter lines(max_line_size);
    line_reader reader(endpoint);
    const auto take = [&](const api::line_splitter::line& line) {
        if (line.too_long || !http::trim_white_space(line.text).empty())
            visit(reader.read(line));
    };
    std::uint64_t offset = 0;
    for (;;) {
        std::string piece = files.read(file_id, offset, piece_size);
        if (piece.empty())
            break;
        offset += piece.size();
        lines.feed(std::move(piece));
        while (const auto line = lines.next())
            take(*line);
    }
    if (const auto line = lines.finish())
        take(*line);
}

} // namespace coai::testing
