#pragma once

#include "api/collect.hpp"
#include "api/emulated_client.hpp"

#include <coai/files.hpp>

#include <openssl/evp.h>

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coai::test {

inline constexpr std::size_t kib = 1024;
/// The smallest chunk of Google's protocol.
inline constexpr std::size_t unit = 256 * kib;

/// An emulator that takes small chunks.
inline testing::emulator_options small_chunks() {
    testing::emulator_options options;
    options.upload_granularity = unit;
    options.max_recorded_body_size = 16 * unit;
    return options;
}

/// A client for OpenAI's routes of the emulator.
inline void use_openai(emulated_client& emulated) {
    client_options options = impatient(emulated.server.client_options(provider::openai));
    emulated.client = client(emulated.io.get_executor(), std::move(options));
}

/// Bytes of which no two parts are alike.
inline std::string varied_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    unsigned state = 1;
    for (char& byte : bytes) {
        state = state * 1'664'525 + 1'013'904'223;
        byte = static_cast<char>(state >> 24);
    }
    return bytes;
}

inline std::string sha256(std::string_view bytes) {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_Digest(bytes.data(), bytes.size(), hash, &size, EVP_sha256(), nullptr);
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", hash[i]);
        text += digits;
    }
    return text;
}

inline files::upload_options in_units() {
    files::upload_options how;
    how.chunk_size = unit;
    return how;
}

/// Pieces of that size, in which nothing waits.
inline async_generator<std::string> pieces_of(std::string bytes, std::size_t size) {
    for (std::size_t at = 0; at < bytes.size(); at += size) {
        co_yield bytes.substr(at, size);
    }
}

/// What a request's upload command was, with its offset and size: "upload@0+262144".
inline std::string step_of(const testing::recorded_request& request) {
    std::string step(request.headers.find("x-goog-upload-command").value_or("none"));
    if (const auto offset = request.headers.find("x-goog-upload-offset")) {
        step += '@' + std::string(*offset) + '+' +
                std::string(request.headers.find("content-length").value_or("?"));
    }
    return step;
}

inline std::vector<std::string> steps_of(const testing::emulator& server) {
    std::vector<std::string> steps;
    for (const auto& request : server.requests()) {
        if (request.target.starts_with("/upload/")) {
            steps.push_back(step_of(request));
        }
    }
    return steps;
}

inline std::size_t files_listed(emulated_client& emulated) {
    return emulated.run(collect(emulated.client.files.list())).size();
}

} // namespace coai::test
