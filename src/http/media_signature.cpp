#include "http/media_signature.hpp"

namespace coai::http {

using namespace std::string_view_literals;

namespace {

/// The beginning of a file as text, of which NUL is a character like any other.
class head {
public:
    explicit head(std::span<const std::byte> bytes) noexcept
        : text_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

    bool has(std::string_view signature, std::size_t at = 0) const noexcept {
        return text_.size() >= at && text_.substr(at).starts_with(signature);
    }

    std::size_t size() const noexcept { return text_.size(); }

    /// A byte as a number; 0 behind the end.
    unsigned byte(std::size_t at) const noexcept {
        return at < text_.size() ? static_cast<unsigned char>(text_[at]) : 0U;
    }

private:
    std::string_view text_;
};

/// The brands of ISO base media files (ISO/IEC 14496-12 section 4.3, 23008-12 annex B).
std::string_view iso_media_type(const head& file) noexcept {
    constexpr std::size_t brand = 8;
    if (!file.has("ftyp", 4)) {
        return {};
    }
    for (const std::string_view heic :
         {"heic"sv, "heix"sv, "heim"sv, "heis"sv, "hevc"sv, "hevx"sv}) {
        if (file.has(heic, brand)) {
            return "image/heic";
        }
    }
    if (file.has("avif", brand) || file.has("avis", brand)) {
        return "image/avif";
    }
    return file.has("mif1", brand) || file.has("msf1", brand) ? "image/heif"sv : ""sv;
}

/// Two letters are little to go by; the four reserved bytes behind the size are zero.
bool is_bmp(const head& file) noexcept { return file.has("BM") && file.has("\0\0\0\0"sv, 6); }

/// A frame of MPEG audio of layer III (ISO/IEC 11172-3 section 2.4.2.3): eleven bits set, then no
/// reserved value.
bool is_mp3_frame(const head& file) noexcept {
    constexpr std::size_t header = 4;
    const bool in_step = file.byte(0) == 0xFF && (file.byte(1) & 0xE0U) == 0xE0U;
    const bool is_known_version = (file.byte(1) & 0x18U) != 0x08U;
    const bool is_layer_3 = (file.byte(1) & 0x06U) == 0x02U;
    const bool is_known_rate = (file.byte(2) & 0xF0U) != 0xF0U && (file.byte(2) & 0x0CU) != 0x0CU;
    return file.size() >= header && in_step && is_known_version && is_layer_3 && is_known_rate;
}

} // namespace

std::string_view image_type(std::span<const std::byte> bytes) noexcept {
    const head file(bytes);
    if (file.has("\x89PNG\r\n\x1A\n")) {
        return "image/png";
    }
    if (file.has("\xFF\xD8\xFF")) {
        return "image/jpeg";
    }
    if (file.has("GIF87a") || file.has("GIF89a")) {
        return "image/gif";
    }
    if (file.has("RIFF") && file.has("WEBP", 8)) {
        return "image/webp";
    }
    if (is_bmp(file)) {
        return "image/bmp";
    }
    if (file.has("II*\0"sv) || file.has("MM\0*"sv)) {
        return "image/tiff";
    }
    return iso_media_type(file);
}

std::string_view audio_format(std::span<const std::byte> bytes) noexcept {
    const head file(bytes);
    if (file.has("RIFF") && file.has("WAVE", 8)) {
        return "wav";
    }
    return file.has("ID3") || is_mp3_frame(file) ? "mp3"sv : ""sv;
}

} // namespace coai::http
