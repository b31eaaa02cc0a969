#pragma once

#include "interop/proxy/child_process.hpp"
#include "interop/proxy/loopback_port.hpp"
#include "temporary_directory.hpp"
#include "testing/certificate_authority.hpp"

#include <coai/options.hpp>
#include <coai/testing/emulator.hpp>

#include <openssl/pem.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace proxy {

namespace testing = coai::testing;

/// How a proxy treats its clients' connections.
enum class manners {
    /// Keeps them for long.
    usual,
    /// Closes each after one response, which says so.
    close_each,
    /// Closes those that were idle for 50 ms, without a word.
    close_idle,
};

/// The server behind a proxy, an emulator of this process or another, on 127.0.0.1.
struct upstream {
    upstream(const testing::emulator& server) : port(server.port()), ca_pem(server.ca_pem()) {}
    upstream(std::uint16_t its_port, std::string certificate)
        : port(its_port), ca_pem(std::move(certificate)) {}

    std::uint16_t port;
    /// The certificate to trust; a server that speaks HTTP without TLS has none.
    std::string ca_pem;
};

/// What stands before the emulator: a real proxy, over TLS towards its clients.
class front {
public:
    front(const front&) = delete;
    front& operator=(const front&) = delete;
    virtual ~front() = default;

    /// Options for a client of the proxy, for the API or for another path.
    coai::client_options client_options(const std::string& path = "/v1beta/openai/") const {
        coai::client_options options(coai::secret("emulator-key"));
        options.base_url = "https://localhost:" + std::to_string(port_) + path;
        options.provider = coai::provider::gemini;
        options.proxy = "";
        options.tls.ca_pem = authority_.pem();
        options.retry.base_delay = std::chrono::milliseconds(10);
        options.timeouts.stream_idle = std::chrono::seconds(30);
        return options;
    }

    /// Has new workers read the configuration, and the old ones end what they are at.
    void reload() const { process_->signal(reload_signal_); }
    std::set<pid_t> workers() const { return process_->children(); }

    std::string output() const { return folder_.read(folder_.path("output")); }

protected:
    explicit front(int reload_signal) : port_(free_port()), reload_signal_(reload_signal) {}

    /// Starts the proxy with a configuration in which @NAMES@ are still to be replaced, and waits
    /// until it serves.
    void start(std::vector<std::string> command, std::string configuration, const upstream& server,
               const std::string& settings) {
        write_identity();
        folder_.write("upstream-ca.pem", server.ca_pem);
        replace(configuration, "@FOLDER@", folder_.path());
        replace(configuration, "@PORT@", std::to_string(port_));
        replace(configuration, "@SCHEME@", server.ca_pem.empty() ? "http" : "https");
        replace(configuration, "@UPSTREAM@", std::to_string(server.port));
        replace(configuration, "@SETTINGS@", settings);
        folder_.write("configuration", configuration);
        for (std::string& word : command)
            replace(word, "@FOLDER@", folder_.path());
        process_.emplace(std::move(command), folder_.path("output"));
        if (!becomes_true([this] { return accepts_connections(port_); }))
            throw std::runtime_error("the proxy does not start: " + output());
    }

private:
    struct file_closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    static void replace(std::string& text, const std::string& name, const std::string& value) {
        for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name))
            text.replace(at, name.size(), value);
    }

    /// Certificate and key for localhost, in one file as haproxy wants them.
    void write_identity() const {
        const testing::identity own = authority_.issue(testing::certificate_kind::valid);
        const std::unique_ptr<std::FILE, file_closer> file(
            std::fopen(folder_.path("identity.pem").c_str(), "w"));
        const bool written = file && PEM_write_X509(file.get(), own.certificate.get()) == 1 &&
                             PEM_write_PrivateKey(file.get(), own.key.get(), nullptr, nullptr, 0,
                                                  nullptr, nullptr) == 1;
        if (!written)
            throw std::runtime_error("cannot write the proxy's certificate");
    }

    testing::certificate_authority authority_;
    coai::test::temporary_directory folder_;
    std::uint16_t port_;
    int reload_signal_;
    std::optional<child_process> process_;
};

} // namespace proxy
