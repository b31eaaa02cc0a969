#include "testing/media_facts.hpp"

#include "http/media_signature.hpp"

#include <algorithm>
#include <string_view>

namespace coai::testing {

namespace {

/// Numbers out of a file; behind its end there are zeros.
class file_reader {
public:
    explicit file_reader(std::span<const std::byte> file) noexcept : file_(file) {}

    std::size_t size() const noexcept { return file_.size(); }

    std::uint32_t byte(std::size_t at) const noexcept {
        return at < file_.size() ? std::to_integer<std::uint32_t>(file_[at]) : 0;
    }
    std::uint32_t big_endian(std::size_t at, std::size_t bytes) const noexcept {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i)
            value = value << 8U | byte(at + i);
        return value;
    }
    std::uint32_t little_endian(std::size_t at, std::size_t bytes) const noexcept {
        std::uint32_t value = 0;
        for (std::size_t i = bytes; i > 0; --i)
            value = value << 8U | byte(at + i - 1);
        return value;
    }
    bool has(std::string_view name, std::size_t at) const noexcept {
        for (std::size_t i = 0; i < name.size(); ++i) {
            if (byte(at + i) != static_cast<unsigned char>(name[i]))
                return false;
        }
        return true;
    }

private:
    std::span<const std::byte> file_;
};

/// The size is in the frame's head (ITU-T T.81 B.2.2), behind any number of other segments.
pixel_size jpeg_size(const file_reader& file) noexcept {
    constexpr std::size_t marker_size = 2;
    std::size_t at = marker_size;
    while (at + 9 < file.size() && file.byte(at) == 0xFF) {
        const std::uint32_t marker = file.byte(at + 1);
        const bool is_table = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
        if (marker >= 0xC0 && marker <= 0xCF && !is_table)
            return {file.big_endian(at + 7, 2), file.big_endian(at + 5, 2)};
        at += marker_size + std::max<std::size_t>(file.big_endian(at + 2, 2), 2);
    }
    return {};
}

} // namespace

std::optional<pixel_size> image_size(std::span<const std::byte> bytes) noexcept {
    const file_reader file(bytes);
    const std::string_view type = http::image_type(bytes);
    pixel_size size;
    if (type == "image/png" && file.has("IHDR", 12))
        size = {file.big_endian(16, 4), file.big_endian(20, 4)};
    else if (type == "image/gif")
        size = {file.little_endian(6, 2), file.little_endian(8, 2)};
    else if (type == "image/jpeg")
        size = jpeg_size(file);
    return size.width > 0 && size.height > 0 ? std::optional(size) : std::nullopt;
}

std::optional<double> wav_seconds(std::span<const std::byte> bytes) noexcept {
    const file_reader file(bytes);
    if (http::audio_format(bytes) != "wav")
        return std::nullopt;
    constexpr std::size_t chunk_head = 8;
    constexpr std::size_t byte_rate = chunk_head + 8;
    double bytes_per_second = 0;
    for (std::size_t at = 12; at + chunk_head <= file.size();) {
        const std::size_t size = file.little_endian(at + 4, 4);
        if (file.has("fmt ", at))
            bytes_per_second = file.little_endian(at + byte_rate, 4);
        if (file.has("data", at)) {
            // A recording that was streamed has no size.
            const std::size_t there = std::min(size, file.size() - at - chunk_head);
            return bytes_per_second > 0
                       ? std::optional(static_cast<double>(there) / bytes_per_second)
                       : std::nullopt;
        }
        at += chunk_head + size + size % 2;
    }
    return std::nullopt;
}

} // namespace coai::testing
