#include "testing/image_call.hpp"

#include "http/json_member.hpp"
#include "http/whole_number.hpp"
#include "testing/payload_check.hpp"
#include "testing/request_error.hpp"
#include "testing/requested_model.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string_view>

namespace coai::testing {

namespace json = boost::json;
using http::string_member;

namespace {

constexpr auto openai = known_by::openai;

constexpr member_rule generation_rules[] = {
    {"model", json_kind::text},
    {"prompt", json_kind::text},
    {"n", json_kind::integer},
    {"size", json_kind::text},
    {"response_format", json_kind::text},
    {"user", json_kind::text},
    {"quality", json_kind::text, {}, openai},
    {"style", json_kind::text, {}, openai},
    {"background", json_kind::text, {}, openai},
    {"moderation", json_kind::text, {}, openai},
    {"output_format", json_kind::text, {}, openai},
    {"output_compression", json_kind::integer, {}, openai},
};

constexpr std::string_view filtered_word = "violence";
constexpr std::int64_t most_images = 10;
constexpr std::uint32_t longest_side = 4096;

std::optional<std::uint32_t> side(std::string_view digits) noexcept {
    const auto value = http::parse_whole_number(digits);
    if (!value || *value == 0 || *value > longest_side)
        return std::nullopt;
    return static_cast<std::uint32_t>(*value);
}

class image_reader {
public:
    image_reader(const json::object& payload, dialect shape)
        : payload_(payload), gemini_(shape == dialect::gemini) {}

    image_call read(std::string model) {
        call_.model = std::move(model);
        call_.prompt = string_member(payload_, "prompt");
        if (call_.prompt.empty())
            refuse("prompt is not specified", "Missing required parameter: 'prompt'.", "prompt",
                   "missing_required_parameter");
        read_size();
        read_format();
        read_count();
        call_.quality = string_member(payload_, "quality");
        call_.background = string_member(payload_, "background");
        return std::move(call_);
    }

private:
    [[noreturn]] void refuse(const std::string& for_gemini, const std::string& for_openai,
                             std::string_view param,
                             std::string_view code = "invalid_value") const {
        throw request_error(400, gemini_ ? for_gemini : for_openai, code, param);
    }

    void read_size() {
        const std::string_view size = string_member(payload_, "size");
        if (size.empty() || size == "auto")
            return;
        const std::size_t cross = size.find('x');
        const auto width = side(size.substr(0, cross));
        const auto height = side(cross == size.npos ? "" : size.substr(cross + 1));
        if (!width || !height)
            refuse("Invalid value at 'size': " + std::string(size),
                   "Invalid value: '" + std::string(size) + "'. Expected WIDTHxHEIGHT or 'auto'.",
                   "size");
        call_.width = *width;
        call_.height = *height;
    }

    void read_format() {
        const std::string_view format = string_member(payload_, "response_format");
        if (gemini_ && format != "b64_json")
            refuse("response_format must be b64_json.", {}, "response_format");
        const bool is_gpt = short_model(call_.model).starts_with("gpt-");
        if (is_gpt && !format.empty())
            refuse({}, "Unknown parameter: 'response_format'.", "response_format",
                   "unknown_parameter");
        call_.inlined = is_gpt || format == "b64_json";
        if (!call_.inlined && !format.empty() && format != "url")
            refuse({},
                   "Invalid value: '" + std::string(format) +
                       "'. Supported values are: 'b64_json' and 'url'.",
                   "response_format");
        const std::string_view kind = string_member(payload_, "output_format");
        if (!kind.empty() && kind != "png")
            refuse({}, "The emulator draws PNG only, not '" + std::string(kind) + "'.",
                   "output_format");
    }

    void read_count() {
        const json::value* count = payload_.if_contains("n");
        const std::int64_t wanted = count && count->is_int64() ? count->get_int64() : 1;
        if (wanted < 1 || wanted > most_images)
            refuse("Invalid value at 'n': must be between 1 and 10.",
                   "Invalid 'n': expected a value between 1 and 10.", "n");
        call_.count = static_cast<std::size_t>(wanted);
        if (call_.prompt.find(filtered_word) == std::string::npos)
            return;
        if (!gemini_)
            refuse({}, "Your request was rejected as a result of our safety system.", "prompt",
                   "moderation_blocked");
        --call_.count;
    }

    const json::object& payload_;
    bool gemini_;
    image_call call_;
};

} // namespace

image_call read_image_call(const std::string& body, dialect shape,
                           const emulator_options& options) {
    const json::object payload = parse_payload(body, shape);
    check_payload(payload, generation_rules, shape);
    std::string model = requested_model(payload, shape, options, {"predict", {"image", "dall-e"}});
    return image_reader(payload, shape).read(std::move(model));
}

} // namespace coai::testing
