#include "api/emulated_client.hpp"

#include <string>

using namespace coai;
using test::emulated_client;
using test::question;
using testing::certificate_kind;
using testing::emulator_options;

namespace {

/// The error of a call to a server with such a certificate.
connection_error error_with(const emulator_options& options) {
    emulated_client emulated(options);
    return emulated.failure_of<connection_error>(
        emulated.client.chat.completions.create(question()));
}

connection_error error_with(certificate_kind certificate) {
    emulator_options options;
    options.certificate = certificate;
    return error_with(options);
}

} // namespace

TEST_SUITE("identity of the server") {
    TEST_CASE("a certificate that does not hold is refused with OpenSSL's reason, once") {
        const std::pair<certificate_kind, const char*> expected[] = {
            {certificate_kind::expired, "certificate has expired"},
            {certificate_kind::not_yet_valid, "certificate is not yet valid"},
            {certificate_kind::wrong_host, "mismatch"},
            {certificate_kind::self_signed, "self-signed certificate"},
            {certificate_kind::unknown_ca, "unable to get local issuer certificate"},
        };
        for (const auto& [certificate, reason] : expected) {
            const auto failed = error_with(certificate);
            CHECK(failed.kind() == errc::tls_failed);
            CHECK(failed.attempts() == 1);
            CHECK_MESSAGE(test::mentions(failed, reason), failed.what());
            CHECK(test::mentions(failed, "localhost"));
        }
    }

    TEST_CASE("a server that speaks only TLS 1.1 is refused") {
        emulator_options options;
        options.only_tls_version = testing::tls_version::tls_1_1;
        CHECK(error_with(options).kind() == errc::tls_failed);
    }

    TEST_CASE("TLS 1.2 and 1.3 are spoken") {
        for (const auto version : {testing::tls_version::tls_1_2, testing::tls_version::tls_1_3}) {
            emulator_options options;
            options.only_tls_version = version;
            emulated_client emulated(options);
            emulated.run(emulated.client.chat.completions.create(question()));
            CHECK(emulated.client.statistics().handshakes == 1);
        }
    }

    TEST_CASE("an IP address is verified as one") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) {
            const auto host = options.base_url.find("localhost");
            options.base_url.replace(host, 9, "127.0.0.1");
        });
        CHECK_FALSE(
            emulated.run(emulated.client.chat.completions.create(question())).text().empty());
    }

    TEST_CASE("a name does not prove an address, nor an address a name") {
        const auto refusal = [](certificate_kind certificate, const std::string& host) {
            emulator_options options;
            options.certificate = certificate;
            emulated_client emulated(options);
            emulated.reconfigure([&](client_options& changed) {
                const auto found = changed.base_url.find("localhost");
                changed.base_url.replace(found, 9, host);
            });
            return emulated.failure_of<connection_error>(
                emulated.client.chat.completions.create(question()));
        };
        for (const auto& [certificate, host] :
             {std::pair(certificate_kind::name_only, "127.0.0.1"),
              std::pair(certificate_kind::addresses_as_names, "127.0.0.1"),
              std::pair(certificate_kind::addresses_only, "localhost")}) {
            const auto failed = refusal(certificate, host);
            CHECK(failed.kind() == errc::tls_failed);
            CHECK_MESSAGE(test::mentions(failed, "mismatch"), failed.what());
        }
    }

    TEST_CASE("verification can be turned off, and only by saying so") {
        emulator_options options;
        options.certificate = certificate_kind::self_signed;
        emulated_client emulated(options);
        emulated.reconfigure([](client_options& changed) { changed.tls.verify_peer = false; });
        CHECK_FALSE(
            emulated.run(emulated.client.chat.completions.create(question())).text().empty());
    }

    TEST_CASE("a server that is not on the system's list is refused by default") {
        emulated_client emulated;
        emulated.reconfigure([](client_options& options) { options.tls.ca_pem.clear(); });
        const auto failed = emulated.failure_of<connection_error>(
            emulated.client.chat.completions.create(question()));
        CHECK(failed.kind() == errc::tls_failed);
    }
}
