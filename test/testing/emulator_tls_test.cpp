#include "net/openssl_handles.hpp"
#include "testing/chat_requests.hpp"
#include "testing/raw_client.hpp"

#include <coai/testing/emulator.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace {

using namespace coai::testing;
using namespace std::chrono_literals;
using raw::stop;

std::string refusal_of(certificate_kind kind) {
    emulator_options options;
    options.certificate = kind;
    emulator server(options);
    try {
        raw::client client(server.port(), raw::trusting(server.ca_pem()));
    } catch (const raw::handshake_error& refused) {
        return refused.what();
    }
    return "";
}

/// Makes a request, and a second one that tries to resume the first one's session.
void connect_twice(const emulator& server, int tls_version) {
    raw::settings settings = raw::trusting(server.ca_pem());
    settings.max_tls_version = tls_version;
    coai::net::ssl_session_ptr session;
    for (int i = 0; i < 2; ++i) {
        settings.session = session.get();
        raw::client client(server.port(), settings);
        client.send(raw::chat_request());
        CHECK(raw::read_response(client).status == 200);
        SSL_set_shutdown(client.ssl(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        session.reset(SSL_get1_session(client.ssl()));
    }
}

TEST_SUITE("emulator TLS") {
    TEST_CASE("the certificate is good for localhost and the loopback addresses") {
        const emulator server;
        raw::client client(server.port(), raw::trusting(server.ca_pem()));
        client.send(raw::chat_request());
        CHECK(raw::read_response(client).status == 200);
        raw::settings settings = raw::trusting(server.ca_pem());
        settings.host = "example.com";
        CHECK_THROWS_AS(raw::client(server.port(), settings), raw::handshake_error);
        X509* certificate = SSL_get0_peer_certificate(client.ssl());
        CHECK(X509_check_ip_asc(certificate, "127.0.0.1", 0) == 1);
        CHECK(X509_check_ip_asc(certificate, "::1", 0) == 1);
    }

    TEST_CASE("bad certificates are bad in their way") {
        CHECK(refusal_of(certificate_kind::valid) == "");
        CHECK(refusal_of(certificate_kind::expired) == "certificate has expired");
        CHECK(refusal_of(certificate_kind::not_yet_valid) == "certificate is not yet valid");
        CHECK(refusal_of(certificate_kind::wrong_host) == "hostname mismatch");
        CHECK(refusal_of(certificate_kind::name_only) == "");
        CHECK(refusal_of(certificate_kind::addresses_only) == "hostname mismatch");
        CHECK(refusal_of(certificate_kind::addresses_as_names) == "hostname mismatch");
        CHECK(refusal_of(certificate_kind::self_signed) == "self-signed certificate");
        CHECK(refusal_of(certificate_kind::unknown_ca) == "unable to get local issuer certificate");
    }

    TEST_CASE("every emulator has an authority of its own") {
        const emulator one;
        const emulator other;
        CHECK(one.ca_pem() != other.ca_pem());
        CHECK_THROWS_AS(raw::client(one.port(), raw::trusting(other.ca_pem())),
                        raw::handshake_error);
    }

    TEST_CASE("a single TLS version can be offered") {
        struct row {
            tls_version only;
            int number;
        };
        for (const row each :
             {row{tls_version::tls_1_1, TLS1_1_VERSION}, row{tls_version::tls_1_2, TLS1_2_VERSION},
              row{tls_version::tls_1_3, TLS1_3_VERSION}}) {
            emulator_options options;
            options.only_tls_version = each.only;
            const emulator server(options);
            raw::settings settings = raw::trusting(server.ca_pem());
            settings.max_tls_version = TLS1_3_VERSION;
            raw::client client(server.port(), settings);
            CHECK(SSL_version(client.ssl()) == each.number);
            if (each.number == TLS1_1_VERSION) {
                // A client of today refuses it.
                CHECK_THROWS_AS(raw::client(server.port(), raw::trusting(server.ca_pem())),
                                raw::handshake_error);
            }
        }
    }

    TEST_CASE("sessions are resumed, and counted") {
        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            const emulator server;
            connect_twice(server, version);
            CHECK(server.handshakes() == 2);
            CHECK(server.handshakes_resumed() == 1);

            emulator_options options;
            options.session_tickets = false;
            const emulator forgetful(options);
            connect_twice(forgetful, version);
            CHECK(forgetful.handshakes() == 2);
            CHECK(forgetful.handshakes_resumed() == 0);
        }
    }

    TEST_CASE("a handshake hangs until it is let go") {
        emulator server;
        server.stall_handshakes(true);
        raw::settings plain;
        plain.tls = false;
        {
            raw::client hanging(server.port(), plain);
            hanging.send("\x16\x03\x01 a ClientHello");
            CHECK(server.wait_until_connections_accepted(1, 20s));
            CHECK(server.connections_open() == 1);
        }
        CHECK(server.wait_until_connections_open(0, 20s));
        CHECK(server.handshakes() == 0);
        server.stall_handshakes(false);
        raw::client client(server.port(), raw::trusting(server.ca_pem()));
        CHECK(server.wait_until_connections_open(1, 20s));
    }

    TEST_CASE("connections are closed, reset and refused") {
        emulator server;
        raw::settings plain;
        plain.tls = false;
        server.admit(admission::close);
        raw::client closed(server.port(), plain);
        CHECK(closed.read_some().empty());
        CHECK(closed.ended() == stop::fin);
        server.admit(admission::reset);
        raw::client reset(server.port(), plain);
        CHECK(reset.read_some().empty());
        CHECK(reset.ended() == stop::reset);
        server.admit(admission::refuse);
        server.admit(admission::refuse);
        CHECK_THROWS_WITH(raw::client(server.port(), plain), "connection refused");
        server.admit(admission::serve);
        raw::client client(server.port(), raw::trusting(server.ca_pem()));
        client.send(raw::chat_request());
        CHECK(raw::read_response(client).status == 200);
    }

    TEST_CASE("bytes that are no TLS end the connection and nothing else") {
        emulator server;
        raw::settings plain;
        plain.tls = false;
        raw::client confused(server.port(), plain);
        confused.send(raw::chat_request());
        confused.read_to_end();
        CHECK(server.wait_until_connections_open(0, 20s));
        raw::client client(server.port(), raw::trusting(server.ca_pem()));
        client.send(raw::chat_request());
        CHECK(raw::read_response(client).status == 200);
    }
}

} // namespace
