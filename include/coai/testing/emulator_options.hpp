#pragma once

#include <coai/testing/recorded_request.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace coai::testing {

/// What is wrong with the emulator's certificate, seen by a client that trusts emulator::ca_pem().
enum class certificate_kind {
    /// Nothing: for localhost, 127.0.0.1 and ::1, signed by the emulator's own authority.
    valid,
    /// It ended yesterday.
    expired,
    /// It begins tomorrow.
    not_yet_valid,
    /// It is for another host.
    wrong_host,
    /// It is for localhost alone, and for none of its addresses.
    name_only,
    /// It is for 127.0.0.1 and ::1 alone, and for no name, but that it has "localhost" as its
    /// common name, which counts no more.
    addresses_only,
    /// It is for DNS names that look like these addresses.
    addresses_as_names,
    /// It is signed by itself.
    self_signed,
    /// It is signed by an authority that ca_pem() does not hold.
    unknown_ca,
};

enum class tls_version { tls_1_0, tls_1_1, tls_1_2, tls_1_3 };

/// How an emulator listens, how fast it answers and what it accepts.
struct emulator_options {
    emulator_options();

    /// Whether to speak HTTPS.
    bool tls = true;
    /// The port on 127.0.0.1; 0 takes a free one.
    std::uint16_t port = 0;
    /// Whether to listen on ::1, too, on the same port.
    bool ipv6 = false;
    /// Threads that serve connections, at least 1. One does some ten thousand requests a second.
    unsigned threads = 1;

    certificate_kind certificate = certificate_kind::valid;
    /// The only TLS version to offer; 1.2 and 1.3 where not set.
    std::optional<tls_version> only_tls_version;
    /// Whether clients may resume TLS sessions.
    bool session_tickets = true;

    /// The only key that is accepted.
    std::string api_key = "emulator-key";
    /// The models that exist, without "models/".
    std::vector<std::string> models;
    /// The caches that exist, "cachedContents/…"; a request may name one as its cached_content.
    std::vector<std::string> cached_contents;

    /// Time to the first byte of every response.
    std::chrono::milliseconds latency{0};
    /// The speed of the model; 0 is as fast as can be. A plain answer waits for its last token.
    double tokens_per_second = 0;
    /// Pause before each event of a stream, in addition.
    std::chrono::milliseconds chunk_delay{0};

    /// The text of every answer; where empty it is made up from the conversation.
    std::string reply_text;
    /// Where not 0, the text has exactly this many chunks of `chunk_size` bytes (of 16 where that
    /// is not set); `reply_text` is repeated or cut to that length.
    std::size_t reply_chunks = 0;
    /// Bytes of text in a chunk of a stream; 0 is a few words.
    std::size_t chunk_size = 0;

    /// Whether to compress for clients that accept gzip.
    bool compression = true;
    /// Requests that a connection serves before it is closed, which the last response announces; 0
    /// is any number.
    std::size_t max_requests_per_connection = 0;
    /// How long a connection may wait for a request; 0 is for ever.
    std::chrono::milliseconds idle_timeout{0};
    /// Larger request bodies are refused, but for forms, which bring files.
    std::size_t max_request_size = 100 * 1024 * 1024;
    /// Larger files are refused. Files are kept on disk, in the directory for temporary files.
    std::uint64_t max_file_size = std::uint64_t{2} * 1024 * 1024 * 1024;
    /// Chunks of a resumable upload, but for the last, must be a multiple of that; a multiple of
    /// 256 KiB itself.
    std::size_t upload_granularity = 8 * 1024 * 1024;
    /// Requests that emulator::requests() keeps, the latest.
    std::size_t max_recorded_requests = 1000;
    /// Bytes that it keeps of each body.
    std::size_t max_recorded_body_size = 1024 * 1024;
    /// Where set, told of each request before it is answered, in their order, on a thread of the
    /// emulator's. Must not throw, nor call the emulator.
    std::function<void(const recorded_request&)> on_request;
};

static_assert(!std::is_aggregate_v<emulator_options>);

} // namespace coai::testing
