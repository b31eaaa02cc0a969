#include "net/tls_context.hpp"

#include "net/openssl_error.hpp"
#include "net/run.hpp"
#include "net/tls_pair.hpp"
#include "temporary_directory.hpp"
#include "testing/certificate_authority.hpp"

#include <coai/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <doctest/doctest.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace net_test;
using coai::errc;
using coai::tls_options;
using coai::net::session_cache;
using coai::net::tls_context;
using coai::testing::certificate_authority;
using coai::testing::certificate_kind;
using coai::testing::emulator_options;
using coai::testing::identity;
using coai::testing::server_tls_context;
using coai::testing::tls_version;

constexpr const char* nowhere = "/nonexistent/coai.pem";
constexpr const char* garbage = "-----BEGIN CERTIFICATE-----\nZ2FyYmFnZQ==\n"
                                "-----END CERTIFICATE-----\n";

class temporary_file {
public:
    temporary_file() { REQUIRE(stream_ != nullptr); }
    explicit temporary_file(const std::string& text) : temporary_file() {
        std::fputs(text.c_str(), stream_);
        std::fflush(stream_);
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { std::fclose(stream_); }

    const std::string& path() const { return path_; }
    std::FILE* stream() const { return stream_; }

private:
    coai::test::temporary_directory directory_;
    std::string path_ = directory_.path("file");
    std::FILE* stream_ = std::fopen(path_.c_str(), "w");
};

/// A certificate and its key as files.
struct identity_files {
    explicit identity_files(const identity& saved) {
        PEM_write_X509(certificate.stream(), saved.certificate.get());
        std::fflush(certificate.stream());
        PEM_write_PrivateKey(key.stream(), saved.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        std::fflush(key.stream());
    }

    temporary_file certificate;
    temporary_file key;
};

/// Sets a variable of the environment, or unsets it, and puts it back at its end.
class variable {
public:
    variable(const char* name, const char* value) : name_(name) {
        if (const char* before = std::getenv(name))
            before_ = before;
        set(value);
    }
    variable(const variable&) = delete;
    variable& operator=(const variable&) = delete;
    ~variable() { set(before_ ? before_->c_str() : nullptr); }

private:
    void set(const char* value) {
        if (value)
            ::setenv(name_, value, 1);
        else
            ::unsetenv(name_);
    }

    const char* name_;
    std::optional<std::string> before_;
};

/// The option that a usage_error is about; empty if the context can be made.
std::string refused_option(const tls_options& options) {
    try {
        const tls_context context(options);
    } catch (const coai::usage_error& e) {
        CHECK(e.kind() == errc::invalid_option);
        CHECK(ERR_peek_error() == 0);
        return e.option();
    }
    CHECK(ERR_peek_error() == 0);
    return "";
}

server_tls_context make_server(certificate_kind kind) {
    emulator_options options;
    options.certificate = kind;
    return server_tls_context(options);
}

TEST_SUITE("TLS context") {
    TEST_CASE("an option that cannot be used is named") {
        const variable no_file("SSL_CERT_FILE", nullptr);
        const variable no_directory("SSL_CERT_DIR", nullptr);
        const temporary_file bad_pem(garbage);
        const temporary_file text("no PEM at all\n");
        const certificate_authority authority;
        const identity_files good(authority.issue(certificate_kind::valid));
        const identity_files other(authority.issue(certificate_kind::valid));
        tls_options options;
        std::string expected;

        SUBCASE("a file that does not exist") {
            options.ca_file = nowhere;
            expected = "tls.ca_file";
        }
        SUBCASE("a file with a broken certificate") {
            options.ca_file = bad_pem.path();
            expected = "tls.ca_file";
        }
        SUBCASE("a file with anything else") {
            options.ca_file = text.path();
            expected = "tls.ca_file";
        }
        SUBCASE("text with a broken certificate") {
            options.ca_pem = garbage;
            expected = "tls.ca_pem";
        }
        SUBCASE("text with a broken certificate after a good one") {
            options.ca_pem = authority.pem() + garbage;
            expected = "tls.ca_pem";
        }
        SUBCASE("text without any certificate") {
            options.ca_pem = "no PEM at all\n";
            expected = "tls.ca_pem";
        }
        SUBCASE("a certificate of one's own that does not exist") {
            options.certificate_file = nowhere;
            options.private_key_file = good.key.path();
            expected = "tls.certificate_file";
        }
        SUBCASE("a broken certificate of one's own") {
            options.certificate_file = bad_pem.path();
            options.private_key_file = good.key.path();
            expected = "tls.certificate_file";
        }
        SUBCASE("a key that does not exist") {
            options.certificate_file = good.certificate.path();
            options.private_key_file = nowhere;
            expected = "tls.private_key_file";
        }
        SUBCASE("the key of another certificate") {
            options.certificate_file = good.certificate.path();
            options.private_key_file = other.key.path();
            expected = "tls.private_key_file";
        }
        SUBCASE("even if nobody is to be verified") {
            options.verify_peer = false;
            options.certificate_file = nowhere;
            expected = "tls.certificate_file";
        }
        CHECK(refused_option(options) == expected);
    }

    TEST_CASE("options that can be used") {
        const certificate_authority authority;
        const temporary_file trusted(authority.pem());
        const identity_files own(authority.issue(certificate_kind::valid));
        tls_options options;
        SUBCASE("a file") { options.ca_file = trusted.path(); }
        SUBCASE("text, with more text around the certificates") {
            options.ca_pem = "first\n" + authority.pem() + "second\n" + authority.pem() + "end\n";
        }
        SUBCASE("a directory") {
            options.ca_directory = std::filesystem::temp_directory_path().string();
        }
        SUBCASE("a certificate of one's own") {
            options.ca_file = trusted.path();
            options.certificate_file = own.certificate.path();
            options.private_key_file = own.key.path();
        }
        CHECK(refused_option(options) == "");
    }

    TEST_CASE("the environment names whom to trust, unless the options do or nobody is asked") {
        const certificate_authority authority;
        const variable no_directory("SSL_CERT_DIR", nullptr);
        tls_options options;
        SUBCASE("a file that does not exist") {
            const variable file("SSL_CERT_FILE", nowhere);
            CHECK(refused_option(options) == "SSL_CERT_FILE");
            options.ca_pem = authority.pem();
            CHECK(refused_option(options) == "");
            options.ca_pem.clear();
            options.verify_peer = false;
            CHECK(refused_option(options) == "");
        }
        SUBCASE("a file that exists") {
            const server_tls_context server = make_server(certificate_kind::valid);
            const temporary_file trusted(server.ca_pem());
            const variable file("SSL_CERT_FILE", trusted.path().c_str());
            asio::io_context io;
            tls_context context(options);
            session_cache sessions(8);
            const tls_pair pair(io, context.make_client("localhost", sessions),
                                server.make_server());
            CHECK(pair.client_handshake.outcome == status::done);
        }
        SUBCASE("nothing, which is as if it were not there") {
            const variable file("SSL_CERT_FILE", "");
            CHECK(refused_option(options) == "");
        }
    }
}

TEST_SUITE("TLS context: the system's certificates") {
    TEST_CASE("they are waited for, by any number of callers") {
        const variable no_file("SSL_CERT_FILE", nullptr);
        const variable no_directory("SSL_CERT_DIR", nullptr);
        asio::io_context io;
        tls_context context{tls_options()};
        const task one(io.get_executor(), context.ready(io.get_executor()));
        const task other(io.get_executor(), context.ready(io.get_executor()));
        run_all(io);
        CHECK(one.done());
        CHECK_FALSE(one.error());
        CHECK(other.done());

        const task late(io.get_executor(), context.ready(io.get_executor()));
        poll(io);
        CHECK(late.done());
    }

    TEST_CASE("they are not waited for when others are named, or none are needed") {
        asio::io_context io;
        tls_options options;
        SUBCASE("others") { options.ca_pem = certificate_authority().pem(); }
        SUBCASE("none") { options.verify_peer = false; }
        tls_context context(options);
        const task ready(io.get_executor(), context.ready(io.get_executor()));
        poll(io);
        CHECK(ready.done());
    }

    TEST_CASE("whoever stops waiting, for whatever reason, is not told") {
        const variable no_file("SSL_CERT_FILE", nullptr);
        const variable no_directory("SSL_CERT_DIR", nullptr);
        tls_context context{tls_options()};
        asio::io_context io;
        SUBCASE("cancelled") {
            task ready(io.get_executor(), context.ready(io.get_executor()));
            poll(io);
            ready.cancel();
            run_all(io);
            CHECK(ready.done());
        }
        SUBCASE("destroyed together with its io_context, before the certificates are loaded") {
            asio::io_context brief;
            asio::co_spawn(brief, context.ready(brief.get_executor()), asio::detached);
            poll(brief);
        }
        run(io, context.ready(io.get_executor()));
    }

    TEST_CASE("a context may go before they are loaded") {
        const variable no_file("SSL_CERT_FILE", nullptr);
        const variable no_directory("SSL_CERT_DIR", nullptr);
        const tls_context context{tls_options()};
    }
}

TEST_SUITE("TLS context: verification") {
    TEST_CASE("a server that proves to be the host that was asked for is accepted") {
        asio::io_context io;
        const server_tls_context server = make_server(certificate_kind::valid);
        tls_context context(trusting(server));
        session_cache sessions(8);
        for (const char* host : {"localhost", "127.0.0.1", "::1"}) {
            CAPTURE(host);
            const tls_pair pair(io, context.make_client(host, sessions), server.make_server());
            CHECK(pair.client_handshake.outcome == status::done);
            CHECK(SSL_version(pair.client.ssl()) == TLS1_3_VERSION);
            const char* name = SSL_get_servername(pair.server.ssl(), TLSEXT_NAMETYPE_host_name);
            const bool is_name = std::string_view(host) == "localhost"; // RFC 6066 3
            CHECK(std::string_view(name ? name : "") == (is_name ? "localhost" : ""));
        }
    }

    TEST_CASE("any other is refused, with the reason") {
        asio::io_context io;
        struct row {
            certificate_kind kind;
            const char* host;
            const char* reason;
        };
        for (const row& each :
             {row{certificate_kind::expired, "localhost", "certificate has expired"},
              row{certificate_kind::not_yet_valid, "localhost", "certificate is not yet valid"},
              row{certificate_kind::wrong_host, "localhost", "hostname mismatch"},
              row{certificate_kind::valid, "local", "hostname mismatch"},
              row{certificate_kind::valid, "127.0.0.2", "IP address mismatch"},
              row{certificate_kind::name_only, "127.0.0.1", "IP address mismatch"},
              row{certificate_kind::name_only, "::1", "IP address mismatch"},
              row{certificate_kind::addresses_as_names, "127.0.0.1", "IP address mismatch"},
              row{certificate_kind::addresses_as_names, "::1", "IP address mismatch"},
              row{certificate_kind::addresses_only, "localhost", "hostname mismatch"},
              row{certificate_kind::self_signed, "localhost", "self-signed certificate"},
              row{certificate_kind::unknown_ca, "localhost", "unable to get local issuer"}}) {
            CAPTURE(each.reason);
            const server_tls_context server = make_server(each.kind);
            tls_context context(trusting(server));
            session_cache sessions(8);
            const tls_pair pair(io, context.make_client(each.host, sessions), server.make_server());
            CHECK(pair.client_handshake.outcome == status::failed);
            const std::string text =
                coai::net::describe_handshake_error(pair.client.ssl(), pair.client_handshake.error);
            CHECK(text.find(each.reason) != std::string::npos);
            CHECK(sessions.take() == nullptr);
        }
    }

    TEST_CASE("everybody is accepted if the caller wants it so") {
        asio::io_context io;
        tls_options options;
        options.verify_peer = false;
        tls_context context(options);
        session_cache sessions(8);
        const server_tls_context server = make_server(certificate_kind::wrong_host);
        const tls_pair pair(io, context.make_client("localhost", sessions), server.make_server());
        CHECK(pair.client_handshake.outcome == status::done);
    }

    TEST_CASE("TLS 1.2 is the minimum") {
        asio::io_context io;
        for (const auto& [version, accepted] :
             {std::pair(tls_version::tls_1_1, false), std::pair(tls_version::tls_1_2, true)}) {
            emulator_options offered;
            offered.only_tls_version = version;
            const server_tls_context server(offered);
            tls_context context(trusting(server));
            session_cache sessions(8);
            const tls_pair pair(io, context.make_client("localhost", sessions),
                                server.make_server());
            CHECK((pair.client_handshake.outcome == status::done) == accepted);
        }
    }

    TEST_CASE("a host that no certificate can name is an error and is not let pass") {
        tls_options options;
        options.ca_pem = certificate_authority().pem();
        tls_context context(options);
        session_cache sessions(8);
        for (const std::string& host : {std::string(), std::string("a\0b", 3)}) {
            try {
                context.make_client(host, sessions);
                FAIL("accepted");
            } catch (const coai::connection_error& e) {
                CHECK(e.kind() == errc::tls_failed);
            }
        }
    }
}

TEST_SUITE("TLS context: resumption") {
    TEST_CASE("the sessions of a connection let the next ones resume, each once") {
        asio::io_context io;
        const server_tls_context server = make_server(certificate_kind::valid);
        tls_context context(trusting(server));
        session_cache sessions(8);
        const auto connect = [&] {
            return std::make_unique<tls_pair>(io, context.make_client("localhost", sessions),
                                              server.make_server());
        };
        const auto first = connect();
        CHECK(SSL_session_reused(first->client.ssl()) == 0);
        run(io, first->client.ready(status::want_read));
        CHECK(first->client.is_idle()); // which reads the tickets
        first->client.close(true);

        // No other tickets are read, so the sessions run out.
        int resumed = 0;
        for (;;) {
            const auto next = connect();
            CHECK(next->client_handshake.outcome == status::done);
            if (SSL_session_reused(next->client.ssl()) == 0)
                break;
            ++resumed;
        }
        CHECK(resumed >= 1);
        CHECK(resumed <= 2);
    }
}

} // namespace
