#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
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
    /// Adds bytes at the end of a file; false if there is no such file.
    bool append(const std::string& id, std::string_view bytes);

    std::optional<stored_file> find(const std::string& id) const;
    /// In the order in which they were added.
    std::vector<stored_file> list() const;
    /// At most `count` bytes from `offset` on; fewer at the end, or where there is no such file.
    std::string read(const std::string& id, std::uint64_t offset, std::size_t count) const;
    /// All bytes.
    std::string read(const std::string& id) const;
    /// False if there is no such file.
    bool erase(const std::string& id);

    /// A number that no other call gets, to make ids of; the same sequence in every run.
    std::uint64_t next_number();

private:
    struct close_file {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    struct entry {
        stored_file known;
        std::unique_ptr<std::FILE, close_file> bytes;
        std::uint64_t number;
    };

    void append_to(entry& file, std::string_view bytes);

    mutable std::mutex mutex_;
    std::map<std::string, entry> files_;
    std::uint64_t last_number_ = 0;
};

} // namespace coai::testing
