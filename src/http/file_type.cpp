#include "http/file_type.hpp"

#include "http/ascii.hpp"

namespace coai::http {

namespace {

struct known_type {
    std::string_view extension;
    std::string_view media_type;
};

// What the documentation of the APIs takes for input.
constexpr known_type known_types[] = {
    {"aac", "audio/aac"},
    {"aiff", "audio/aiff"},
    {"avi", "video/x-msvideo"},
    {"bmp", "image/bmp"},
    {"c", "text/x-c"},
    {"cpp", "text/x-c++"},
    {"css", "text/css"},
    {"csv", "text/csv"},
    {"doc", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"flac", "audio/flac"},
    {"flv", "video/x-flv"},
    {"gif", "image/gif"},
    {"gz", "application/gzip"},
    {"heic", "image/heic"},
    {"heif", "image/heif"},
    {"htm", "text/html"},
    {"html", "text/html"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript"},
    {"json", "application/json"},
    {"jsonl", "application/jsonl"},
    {"m4a", "audio/mp4"},
    {"md", "text/markdown"},
    {"mov", "video/quicktime"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"mpeg", "video/mpeg"},
    {"mpg", "video/mpeg"},
    {"ogg", "audio/ogg"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"py", "text/x-python"},
    {"rtf", "text/rtf"},
    {"svg", "image/svg+xml"},
    {"tar", "application/x-tar"},
    {"tex", "text/x-tex"},
    {"txt", "text/plain"},
    {"wav", "audio/wav"},
    {"webm", "video/webm"},
    {"webp", "image/webp"},
    {"wmv", "video/x-ms-wmv"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"xml", "text/xml"},
    {"zip", "application/zip"},
    {"3gp", "video/3gpp"},
};

} // namespace

std::string_view media_type_of_name(std::string_view name) noexcept {
    const auto dot = name.rfind('.');
    if (dot != std::string_view::npos) {
        for (const known_type& known : known_types) {
            if (equal_ignoring_case(name.substr(dot + 1), known.extension)) {
                return known.media_type;
            }
        }
    }
    return "application/octet-stream";
}

} // namespace coai::http
