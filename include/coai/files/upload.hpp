#pragma once

#include <coai/generator.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace coai::files {

/// Where the bytes of an upload come from, and what they are called. Used up by one upload.
class source {
public:
    struct content;

    explicit source(std::unique_ptr<content> from) noexcept;
    source(source&&) noexcept;
    source& operator=(source&&) noexcept;
    ~source();

    content& operator*() const noexcept { return *content_; }

private:
    std::unique_ptr<content> content_;
};

/// The file at a path of this computer, a regular file. It is opened when the upload begins, and
/// read piece by piece on a thread that the client has for that, so that neither the executor waits
/// for the disk nor memory holds the file. Called by the last part of the path.
///
/// The upload throws file_error when the file cannot be opened or read, or changes its size.
source from_path(std::string path);

/// Bytes in memory; `name` is what the file is called.
source from_bytes(std::string bytes, std::string name);

/// Bytes as a generator makes them, in pieces of any size. It runs as part of the upload's
/// coroutine, and an exception that leaves it leaves the upload.
///
/// What a generator gave cannot be had twice. So with servers other than Gemini, whose protocol
/// repeats no more than the last chunk, a failed attempt is not retried once the generator has
/// begun.
/// @{
source from_generator(async_generator<std::string> pieces, std::string name);
/// With the size in bytes, which the upload then announces; another size is a usage_error.
source from_generator(async_generator<std::string> pieces, std::string name, std::uint64_t size);
/// @}

/// How a file is uploaded, and what the server is told about it.
struct upload_options {
    upload_options() {}
    explicit upload_options(std::string wanted_purpose) : purpose(std::move(wanted_purpose)) {}

    /// What the file is for; OpenAI requires it: "batch", "fine-tune", "assistants", "vision",
    /// "user_data", "evals". Gemini has no such thing, and gets none. Empty is not sent.
    std::string purpose = "user_data";
    /// Media type of the content; where empty, guessed from the name.
    std::string mime_type;
    /// What the server calls the file, where not empty, in place of the source's own name.
    std::string display_name;
    /// The id that the file is to have (Gemini only): up to 40 lower-case letters, digits and
    /// dashes, with or without "files/". Where empty, the server makes one up.
    std::string id;
    /// When the server is to delete the file (OpenAI only): 1 hour to 30 days after its creation.
    std::optional<std::chrono::seconds> expires_after;
    /// Bytes sent in one request of Gemini's resumable protocol, and held in memory meanwhile.
    /// Rounded up to what the server wants a multiple of, 256 KiB at least.
    std::size_t chunk_size = 8 * 1024 * 1024;
    /// Told how many bytes the server has got, and of how many, if that is known: after every chunk
    /// (Gemini), or as they are sent, and anew from 0 if an attempt is repeated; at the end of a
    /// successful upload with all of them. Runs on the call's executor; an exception ends the
    /// upload.
    std::function<void(std::uint64_t sent, std::optional<std::uint64_t> total)> progress;
};

} // namespace coai::files
