#include "testing/upload_sessions.hpp"

#include "http/base64.hpp"
#include "testing/seeded_random.hpp"

#include <cstdio>
#include <stdexcept>
#include <utility>

namespace coai::testing {

namespace {

/// As Google sends it: base64 of the hexadecimal digits.
std::string hash_text(EVP_MD_CTX* digest) {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_DigestFinal_ex(digest, hash, &size) != 1)
        throw std::runtime_error("SHA-256 failed");
    std::string digits;
    for (unsigned i = 0; i < size; ++i) {
        char pair[3];
        std::snprintf(pair, sizeof pair, "%02x", hash[i]);
        digits += pair;
    }
    return http::encode_base64(digits);
}

} // namespace

std::string upload_sessions::begin(stored_file file, std::optional<std::uint64_t> announced) {
    const std::lock_guard lock(mutex_);
    char id[40];
    std::snprintf(id, sizeof id, "AH%016llx",
                  static_cast<unsigned long long>(seeded_random(++last_number_).next()));
    entry& made = uploads_[id];
    made.file = std::move(file);
    made.announced = announced;
    made.digest.reset(EVP_MD_CTX_new());
    if (!made.digest || EVP_DigestInit_ex(made.digest.get(), EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 failed");
    return id;
}

std::optional<upload_sessions::progress> upload_sessions::find(const std::string& upload) const {
    const std::lock_guard lock(mutex_);
    const auto found = uploads_.find(upload);
    if (found == uploads_.end())
        return std::nullopt;
    progress known;
    known.received = found->second.file.size;
    known.announced = found->second.announced;
    if (found->second.complete)
        known.file_id = found->second.file.id;
    return known;
}

upload_sessions::entry* upload_sessions::find_open(const std::string& upload) {
    const auto found = uploads_.find(upload);
    return found == uploads_.end() || found->second.complete ? nullptr : &found->second;
}

bool upload_sessions::append(const std::string& upload, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    entry* open = find_open(upload);
    if (!open)
        return false;
    open->bytes.append(bytes);
    open->file.size = open->bytes.size();
    if (EVP_DigestUpdate(open->digest.get(), bytes.data(), bytes.size()) != 1)
        throw std::runtime_error("SHA-256 failed");
    return true;
}

std::optional<stored_file> upload_sessions::finish(const std::string& upload, file_store& into) {
    const std::lock_guard lock(mutex_);
    entry* open = find_open(upload);
    if (!open)
        return std::nullopt;
    open->file.sha256_hash = hash_text(open->digest.get());
    into.add(open->file, std::move(open->bytes));
    open->complete = true;
    return open->file;
}

bool upload_sessions::cancel(const std::string& upload) {
    const std::lock_guard lock(mutex_);
    if (!find_open(upload))
        return false;
    uploads_.erase(upload);
    return true;
}

} // namespace coai::testing
