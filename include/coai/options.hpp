#pragma once

#include <coai/headers.hpp>
#include <coai/provider.hpp>
#include <coai/retry.hpp>
#include <coai/secret.hpp>

#include <boost/json/object.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace coai {

/// The clocks of a call. A member that is not set takes the client's value, and in client_options
/// the default that is given here; zero turns a clock off.
struct timeouts {
    timeouts() noexcept {}

    /// Waiting for a free connection. Default: off (the attempt's clock runs all the same).
    std::optional<std::chrono::milliseconds> queue;
    /// Resolving, connecting and the TLS handshake together. Default 10 s.
    std::optional<std::chrono::milliseconds> connect;
    /// From the request sent to the response's first byte. Default: off.
    std::optional<std::chrono::milliseconds> first_byte;
    /// One attempt, from asking for a connection to the end of the body; for a stream to the end of
    /// the response's head. While a file is uploaded it does not run: it starts anew when the
    /// file has been sent. Default 600 s.
    std::optional<std::chrono::milliseconds> attempt;
    /// Silence within an open stream or a download; any byte, comments included, starts it anew.
    /// Within an upload, waiting for the connection to take more. Default 300 s.
    std::optional<std::chrono::milliseconds> stream_idle;
    /// The whole call: all attempts, the pauses between them, and the reading of a stream.
    /// Default: off.
    std::optional<std::chrono::milliseconds> overall;
};

/// Whom to trust, and who we are. Certificates and host names are verified unless told otherwise;
/// TLS 1.2 is the minimum.
struct tls_options {
    tls_options() noexcept {}

    /// PEM file of trusted certificate authorities. Where none of this,
    /// `ca_pem` and `ca_directory` is set, SSL_CERT_FILE and SSL_CERT_DIR are honoured, and then
    /// the system's own store.
    std::string ca_file;
    /// The same as PEM text, for a certificate that the program carries with it.
    std::string ca_pem;
    /// Directory of trusted certificates, named by subject hash as `openssl rehash` does.
    std::string ca_directory;
    /// PEM certificate chain to present to the server; needs `private_key_file`.
    std::string certificate_file;
    /// PEM private key of `certificate_file`.
    std::string private_key_file;
    /// Whether the server must prove its identity. Turning this off lets anybody on the path read
    /// the API key: set `ca_file` for a local server's own certificate instead.
    bool verify_peer = true;
};

/// Size and patience of the connection pool, each for one origin (scheme, host and port).
struct pool_options {
    pool_options() noexcept {}

    /// Most connections open at once, idle ones included; at least 1. HTTP/1.1 carries one call a
    /// connection, so this bounds the calls in flight.
    std::size_t max_connections = 256;
    /// Most calls that may wait for a connection; one more fails with errc::pool_exhausted.
    std::size_t max_waiting = 16'384;
    /// Idle connections older than this are not used again; below the 60 s after which common load
    /// balancers drop them.
    std::chrono::milliseconds idle_timeout{55'000};
    /// How long an address that was looked up is used without asking again.
    std::chrono::milliseconds dns_cache{60'000};
    /// Whether a request that meets a stale keep-alive connection (closed before the first byte of
    /// a response) is sent once more over a fresh one, without counting as a retry.
    bool replay_stale = true;
};

/// TCP keep-alive probes, which hold a silent stream open through NAT and load balancers.
struct tcp_keepalive_options {
    tcp_keepalive_options() noexcept {}

    bool enabled = true;
    /// Silence before the first probe.
    std::chrono::seconds idle{60};
    /// Time between probes.
    std::chrono::seconds interval{30};
    /// Unanswered probes after which the connection counts as lost.
    unsigned count = 4;
};

/// Bounds on what a server may make the client hold; exceeding one is errc::response_too_large.
struct response_limits {
    response_limits() noexcept {}

    /// Status line and headers together, and as much again for all interim responses (1xx).
    std::size_t max_header_size = 64 * 1024;
    /// A body that is read as a whole, after decompression, and what a stream's collect() joins.
    std::size_t max_body_size = 256 * 1024 * 1024;
    /// One event of a stream.
    std::size_t max_event_size = 64 * 1024 * 1024;
};

/// A list of query parameters; names and values are percent-encoded by the client.
using query_parameters = std::vector<std::pair<std::string, std::string>>;

/// Everything that a client is told once. All members have usable defaults but the API key.
struct client_options {
    client_options() {}
    /// A client for Gemini's compatibility endpoint with this key.
    explicit client_options(secret key) : api_key(std::move(key)) {}

    /// Reads the environment: GEMINI_API_KEY (or GOOGLE_API_KEY) selects Gemini's endpoint; else
    /// OPENAI_API_KEY selects OpenAI's, or OPENAI_BASE_URL's where that is set, with
    /// OPENAI_ORG_ID and OPENAI_PROJECT_ID. Blank variables count as unset.
    ///
    /// @throws usage_error naming the variables when there is no key.
    static client_options from_environment();

    /// Where the API lives; http or https, with or without a trailing slash. A query is kept and
    /// sent with every call.
    std::string base_url = "https://generativelanguage.googleapis.com/v1beta/openai/";
    /// The credential; required. Local servers that check none take any text.
    secret api_key;
    /// Where set, asked for the credential before every attempt instead of `api_key`. Runs on the
    /// call's executor and must not block.
    std::function<secret()> api_key_provider;
    /// Sent as OpenAI-Organization and OpenAI-Project where not empty.
    std::string organization;
    std::string project;
    /// Whose habits to follow; chosen from `base_url` where not set.
    std::optional<coai::provider> provider;
    /// Sent with every call; they replace the client's own of the same name.
    coai::headers default_headers;
    /// Added to every call's query.
    query_parameters default_query;
    /// Appended to the client's own `User-Agent: coai/<version>`.
    std::string user_agent_suffix;

    coai::timeouts timeouts;
    retry_options retry;
    tls_options tls;
    pool_options pool;
    tcp_keepalive_options tcp_keepalive;
    response_limits limits;

    /// Proxy as "http://[user:password@]host[:port]"; https calls go through it with CONNECT.
    /// Where not set, HTTPS_PROXY, HTTP_PROXY (for https and http base URLs, lower case too) and
    /// NO_PROXY are honoured; an empty string turns proxies off.
    std::optional<std::string> proxy;
    /// Ask the server to compress its answers with gzip. Costs CPU on both ends, saves bytes.
    bool compression = false;
};

/// What one call does differently from its client.
struct request_options {
    request_options() {}

    /// Added to this call; they replace the client's of the same name.
    coai::headers headers;
    /// Headers that this call must not send, though the client would.
    std::vector<std::string> remove_headers;
    /// Added to this call's query.
    query_parameters query;
    /// Merged into the top level of the JSON body last, for members that the typed request lacks.
    /// (Python's client wants Gemini's members doubly nested here; chat::request::google needs none
    /// of that.)
    boost::json::object extra_body;
    /// Sent as Idempotency-Key, the same for every attempt, where not empty.
    std::string idempotency_key;

    coai::timeouts timeouts;
    retry_options retry;
};

} // namespace coai
