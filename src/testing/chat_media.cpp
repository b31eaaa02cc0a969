#include "testing/chat_media.hpp"

#include "http/base64.hpp"
#include "http/json_member.hpp"
#include "http/media_signature.hpp"
#include "testing/media_facts.hpp"
#include "testing/request_error.hpp"
#include "testing/seeded_random.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

namespace coai::testing {

namespace json = boost::json;
using http::string_member;

namespace {

/// What Gemini counts for an image, and here for what is neither image nor recording.
constexpr std::int64_t tokens_of_medium = 258;
constexpr double tokens_of_second = 32;

struct image_kind {
    std::string_view type;
    std::string_view name;
    /// Whether OpenAI takes it, too.
    bool common;
};

constexpr std::array<image_kind, 6> image_kinds = {{
    {"image/png", "PNG", true},
    {"image/jpeg", "JPEG", true},
    {"image/gif", "GIF", true},
    {"image/webp", "WebP", true},
    {"image/heic", "HEIC", false},
    {"image/heif", "HEIF", false},
}};

class examiner {
public:
    examiner(std::string path, dialect shape)
        : path_(std::move(path)), gemini_(shape == dialect::gemini) {}

    chat_medium image(const json::object& image) const {
        const std::string_view url = string_member(image, "url");
        const std::string_view detail = string_member(image, "detail");
        if (!detail.empty() && detail != "auto" && detail != "low" && detail != "high")
            refuse("Invalid value at '" + path_ + ".image_url.detail': " + std::string(detail),
                   "Invalid value: '" + std::string(detail) +
                       "'. Supported values are: 'low', 'high', and 'auto'.");
        chat_medium seen;
        seen.tokens = tokens_of_medium;
        seen.hash = text_hash(url);
        if (url.starts_with("data:"))
            seen.impression = "I see " + describe_image(url) + '.';
        else if (url.starts_with("https://") || url.starts_with("http://"))
            seen.impression = "I see the image at " + std::string(url) + '.';
        else
            refuse("Invalid value at '" + path_ +
                       ".image_url.url': neither a data URI nor an URL "
                       "that can be fetched.",
                   "Invalid image_url: expected a URL or a base64 data URI.");
        return seen;
    }

    chat_medium recording(const json::object& audio) const {
        const std::string format(string_member(audio, "format"));
        if (format != "wav" && format != "mp3")
            refuse("Unsupported audio format: " + format,
                   "Invalid value: '" + format + "'. Supported values are: 'wav' and 'mp3'.");
        const std::vector<std::byte> bytes = decode(string_member(audio, "data"));
        if (http::audio_format(bytes) != format)
            refuse("Unable to process input audio.",
                   "The audio data could not be processed: it is not in the format '" + format +
                       "'.");
        chat_medium heard;
        heard.hash = text_hash(string_member(audio, "data"));
        heard.tokens = tokens_of_medium;
        heard.impression = "I hear an MP3 recording of " + std::to_string(bytes.size()) + " bytes.";
        if (format == "wav") {
            const auto seconds = wav_seconds(bytes);
            if (!seconds)
                refuse("Unable to process input audio.", "The audio data could not be processed.");
            heard.tokens = static_cast<std::int64_t>(std::ceil(*seconds * tokens_of_second));
            heard.impression = "I hear a WAV recording of " + tenths(*seconds) + " seconds.";
        }
        return heard;
    }

private:
    [[noreturn]] void refuse(const std::string& for_gemini, const std::string& for_openai) const {
        throw request_error(400, gemini_ ? for_gemini : for_openai, "invalid_value", path_);
    }

    std::string describe_image(std::string_view url) const {
        const std::string_view rest = url.substr(url.find(':') + 1);
        const std::size_t comma = rest.find(',');
        const std::string_view head = rest.substr(0, comma);
        const std::string type(head.substr(0, head.find(';')));
        if (comma == rest.npos || !head.ends_with(";base64"))
            refuse("Invalid value at '" + path_ + ".image_url.url': not a base64 data URI.",
                   "Invalid base64 image_url.");
        const auto* const kind =
            std::find_if(image_kinds.begin(), image_kinds.end(), [&](const auto& one) {
                return one.type == type && (one.common || gemini_);
            });
        if (kind == image_kinds.end())
            refuse("Unsupported MIME type: " + type, std::string(unsupported_image));
        const std::vector<std::byte> bytes = decode(rest.substr(comma + 1));
        if (http::image_type(bytes) != type)
            refuse(std::string(bad_image), std::string(unsupported_image));
        std::string description = "a " + std::string(kind->name) + " image";
        if (const auto size = image_size(bytes))
            description += " of " + std::to_string(size->width) + " x " +
                           std::to_string(size->height) + " pixels";
        else if (type == "image/png" || type == "image/gif" || type == "image/jpeg")
            refuse(std::string(bad_image), std::string(unsupported_image));
        return description;
    }

    std::vector<std::byte> decode(std::string_view base64) const {
        http::error_code error;
        std::vector<std::byte> bytes =
            http::decode_base64(base64, std::numeric_limits<std::size_t>::max(), error);
        if (error || bytes.empty())
            refuse("Invalid value at '" + path_ + "' (TYPE_BYTES), Base64 decoding failed.",
                   "Invalid base64 data.");
        return bytes;
    }

    static std::string tenths(double seconds) {
        const auto count = static_cast<std::int64_t>(std::llround(seconds * 10));
        return std::to_string(count / 10) + '.' + std::to_string(count % 10);
    }

    static constexpr std::string_view bad_image = "Unable to process input image.";
    static constexpr std::string_view unsupported_image =
        "You uploaded an unsupported image. Please make sure your image has one of the following "
        "formats: ['png', 'jpeg', 'gif', 'webp'].";

    std::string path_;
    bool gemini_;
};

} // namespace

chat_medium examine_medium(const json::object& part, const std::string& path, dialect shape) {
    const examiner look(path, shape);
    const json::value* image = part.if_contains("image_url");
    const json::value* audio = part.if_contains("input_audio");
    if (image && image->is_object())
        return look.image(image->get_object());
    if (audio && audio->is_object())
        return look.recording(audio->get_object());
    chat_medium other;
    other.tokens = tokens_of_medium;
    other.hash = text_hash(json::serialize(part));
    return other;
}

} // namespace coai::testing
