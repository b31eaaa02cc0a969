#pragma once

#include <coai/open_enum.hpp>
#include <coai/response.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace coai::files {

/// Whether a file can be used. Servers may send other words; see open_enum.
enum class file_state {
    /// The server still looks at it: Gemini's PROCESSING, OpenAI's "uploaded", Azure's "pending".
    processing,
    /// It can be used: Gemini's ACTIVE, OpenAI's "processed".
    active,
    /// It cannot be used: Gemini's FAILED, OpenAI's "error".
    failed,
};

} // namespace coai::files

template <>
struct coai::enum_names<coai::files::file_state> {
    static constexpr enum_name<files::file_state> entries[] = {
        {files::file_state::processing, "processing"},
        {files::file_state::active, "active"},
        {files::file_state::failed, "failed"},
    };
};

namespace coai::files {

/// What a server knows about a file: one type for Gemini's native API and OpenAI's. What a server
/// does not tell is empty or 0.
struct file {
    file() {}

    /// The id without Gemini's "files/".
    std::string_view short_id() const noexcept;

    /// "files/abc-123" of Gemini, "file-abc123" of OpenAI: what other requests refer to the file
    /// by, and what every member of files::resource takes.
    std::string id;
    /// OpenAI's `filename`, Gemini's `displayName`.
    std::string filename;
    /// Size in bytes.
    std::uint64_t bytes = 0;
    /// What OpenAI keeps it for: "batch", "fine-tune", "batch_output", …
    std::string purpose;
    /// Gemini's `mimeType`.
    std::string mime_type;
    /// Gemini's `state` or OpenAI's `status`; empty where the server tells neither.
    open_enum<file_state> state;
    /// Why it failed, in the server's words.
    std::string error;

    /// Unix times in seconds.
    /// @{
    std::int64_t created_at = 0;
    std::int64_t updated_at = 0;
    /// When the server will delete it; Gemini keeps uploads for 48 hours.
    std::int64_t expires_at = 0;
    /// @}

    /// Of the content, in hexadecimal digits (Gemini).
    std::string sha256;
    /// What Gemini's native requests refer to the file by.
    std::string uri;
    /// Where generated files can be downloaded from (Gemini); resource::download() takes it, too.
    std::string download_uri;
    /// Who made it (Gemini): "UPLOADED", "GENERATED" or "REGISTERED".
    std::string source;

    /// Members of the server's object that have no place above.
    boost::json::object extra;

    /// Status, headers, request id, attempts and timings; not of files from a list. Not on the
    /// wire. For an upload in several requests: of the last.
    response_info response;
};

/// What became of a file that was to be removed.
struct removal {
    removal() {}

    std::string id;
    bool deleted = false;
    boost::json::object extra;
    response_info response;
};

} // namespace coai::files
