#include "testing/thought_signing.hpp"

#include "http/base64.hpp"
#include "http/error.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace coai::testing {

namespace {

constexpr std::size_t nonce_size = 40;
constexpr std::size_t hash_size = sizeof(std::uint64_t);
constexpr std::string_view skips_validation = "skip_thought_signature_validator";

std::string hash_bytes(std::string_view nonce, std::string_view subject) {
    std::uint64_t hash = text_hash(subject, text_hash(nonce));
    std::string bytes;
    for (std::size_t i = 0; i < hash_size; ++i, hash >>= 8)
        bytes += static_cast<char>(hash & 0xFF);
    return bytes;
}

} // namespace

std::string sign_thought(std::string_view subject, seeded_random& random) {
    std::string signature;
    while (signature.size() < nonce_size)
        signature += static_cast<char>(random.below(256));
    return http::encode_base64(signature + hash_bytes(signature, subject));
}

bool is_valid_signature(std::string_view signature, std::string_view subject) {
    if (signature == skips_validation)
        return true;
    http::error_code invalid;
    const std::vector<std::byte> bytes =
        http::decode_base64(signature, nonce_size + hash_size, invalid);
    if (invalid || bytes.size() != nonce_size + hash_size)
        return false;
    std::string text;
    for (const std::byte each : bytes)
        text += static_cast<char>(each);
    return text.substr(nonce_size) == hash_bytes(text.substr(0, nonce_size), subject);
}

} // namespace coai::testing
