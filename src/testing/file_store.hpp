#pragma once

#include "testing/byte_source.hpp"
#include "testing/spooled_bytes.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coai::testing {

/// What the emulator knows about a file, beside its bytes.
struct stored_file {
    /// "files/abc123" for Gemini, "file-abc123" for OpenAI.
    std::string id;
    std::string display_name;
    std::string mime_type;
    /// OpenAI's `purpose`.
    std::string purpose;
    /// Whether the server made it, as a batch's output.
    bool generated = false;
    /// Google's form of the content's hash; not of every file.
    std::string sha256_hash;
    /// Where not 0, that many calls of look_at() find it still being processed.
    unsigned processing = 0;
    std::uint64_t size = 0;
};

/// The files of an emulator. Their bytes are on disk, in files that go with the process, so that
/// large ones cost no memory. Thread-safe.
class file_store {
public:
    /// Keeps a new file, empty so far; `file.id` must be new.
    void add(stored_file file);
    /// Adds a file with these bytes.
    void add(stored_file file, std::string_view bytes);
    /// Adds a file whose bytes are on disk already.
    void add(stored_file file, spooled_bytes bytes);
    /// Adds bytes at the end of a file; false if there is no such file.
    bool append(const std::string& id, std::string_view bytes);

    std::optional<stored_file> find(const std::string& id) const;
    /// The same for a client that asks for the file's state: brings its processing forward.
    std::optional<stored_file> look_at(const std::string& id);
    /// In the order in which they were added.
    std::vector<stored_file> list() const;
    /// At most `count` bytes from `offset` on; fewer at the end, or where there is no such file.
    std::string read(const std::string& id, std::uint64_t offset, std::size_t count) const;
    /// All bytes.
    std::string read(const std::string& id) const;
    /// The bytes as they are when they are read; the store must outlive it.
    byte_source content(const std::string& id) const;
    /// False if there is no such file.
    bool erase(const std::string& id);

    /// A number that no other call gets, to make ids of; the same sequence in every run.
    std::uint64_t next_number();

private:
    struct entry {
        stored_file known;
        spooled_bytes bytes;
        std::uint64_t number;
    };

    mutable std::mutex mutex_;
    std::map<std::string, entry> files_;
    std::uint64_t last_number_ = 0;
};

} // namespace coai::testing
