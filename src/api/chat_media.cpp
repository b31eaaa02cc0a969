#include <coai/chat/content.hpp>

#include "http/base64.hpp"
#include "http/failure.hpp"
#include "http/media_signature.hpp"
#include "http/media_type.hpp"
#include "net/local_file.hpp"

#include <utility>

namespace coai::chat {

namespace {

using bytes_view = std::span<const std::byte>;

bytes_view bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string type_of_image(bytes_view bytes, std::string named) {
    if (named.empty()) {
        named = http::image_type(bytes);
    }
    if (named.empty()) {
        detail::throw_usage_error(
            errc::invalid_request, "image",
            "these bytes are no image that can be told by its beginning (PNG, "
            "JPEG, GIF, WebP, HEIC, HEIF, AVIF, BMP, TIFF): name its media type");
    }
    if (!http::media_type::parse(named)) {
        detail::throw_usage_error(errc::invalid_request, "media_type",
                                  "a media type is written as in \"image/png\"");
    }
    return named;
}

std::string format_of_audio(bytes_view bytes, std::string named) {
    if (named.empty()) {
        named = http::audio_format(bytes);
    }
    if (named.empty()) {
        detail::throw_usage_error(errc::invalid_request, "input_audio",
                                  "these bytes are neither WAV nor MP3: name their format");
    }
    return named;
}

} // namespace

content_part content_part::from_image(std::span<const std::byte> bytes, std::string detail,
                                      std::string media_type) {
    std::string url = "data:" + type_of_image(bytes, std::move(media_type)) + ";base64,";
    http::append_base64(url, bytes);
    return from_image_url(std::move(url), std::move(detail));
}

content_part content_part::from_image(std::string_view bytes, std::string detail,
                                      std::string media_type) {
    return from_image(bytes_of(bytes), std::move(detail), std::move(media_type));
}

content_part content_part::from_image_file(const std::string& path, std::string detail,
                                           std::string media_type) {
    return from_image(net::read_file(path), std::move(detail), std::move(media_type));
}

content_part content_part::from_audio(std::span<const std::byte> bytes, std::string format) {
    format = format_of_audio(bytes, std::move(format));
    return from_input_audio(http::encode_base64(bytes), std::move(format));
}

content_part content_part::from_audio(std::string_view bytes, std::string format) {
    return from_audio(bytes_of(bytes), std::move(format));
}

content_part content_part::from_audio_file(const std::string& path, std::string format) {
    return from_audio(net::read_file(path), std::move(format));
}

} // namespace coai::chat
