#include <coai/secret.hpp>

#include <openssl/crypto.h>

#include <utility>

namespace coai {

secret::secret(std::string_view text) : text_(text) {}

secret::secret(const secret& other) = default;

// A short string is copied by its move, so the source is cleansed.
secret::secret(secret&& other) noexcept : text_(std::move(other.text_)) { other.cleanse(); }

secret& secret::operator=(const secret& other) {
    if (this != &other) {
        *this = secret(other);
    }
    return *this;
}

// Cleansed before the new text comes: its buffer may be freed, kept or handed to `other`.
secret& secret::operator=(secret&& other) noexcept {
    if (this != &other) {
        cleanse();
        text_ = std::move(other.text_);
        other.cleanse();
    }
    return *this;
}

secret::~secret() { cleanse(); }

// The whole buffer, for an earlier and longer text may lie behind the end of this one.
void secret::cleanse() noexcept {
    text_.resize(text_.capacity());
    OPENSSL_cleanse(text_.data(), text_.size());
    text_.clear();
}

} // namespace coai
