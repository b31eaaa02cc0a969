#pragma once

#include "testing/file_store.hpp"
#include "testing/spooled_bytes.hpp"

#include <openssl/evp.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace coai::testing {

/// Uploads by Google's resumable protocol: what has come of files that are not complete, and so are
/// no files yet. Thread-safe.
class upload_sessions {
public:
    /// How far an upload is.
    struct progress {
        std::uint64_t received = 0;
        /// Where the client has told.
        std::optional<std::uint64_t> announced;
        /// The id of the file that it has become, once it is complete.
        std::string file_id;
    };

    /// Begins an upload of a file that will be known as `file`; returns the upload's id.
    std::string begin(stored_file file, std::optional<std::uint64_t> announced);

    std::optional<progress> find(const std::string& upload) const;
    /// Adds bytes at the end; false if there is no such upload, or it is complete.
    bool append(const std::string& upload, std::string_view bytes);
    /// Makes the upload a file of `into`, if it is none yet; returns the file.
    std::optional<stored_file> finish(const std::string& upload, file_store& into);
    /// False if there is no such upload, or it is complete.
    bool cancel(const std::string& upload);

private:
    struct free_digest {
        void operator()(EVP_MD_CTX* digest) const noexcept { EVP_MD_CTX_free(digest); }
    };
    struct entry {
        stored_file file;
        std::optional<std::uint64_t> announced;
        spooled_bytes bytes;
        std::unique_ptr<EVP_MD_CTX, free_digest> digest;
        bool complete = false;
    };

    entry* find_open(const std::string& upload);

    mutable std::mutex mutex_;
    std::map<std::string, entry> uploads_;
    std::uint64_t last_number_ = 0;
};

} // namespace coai::testing
