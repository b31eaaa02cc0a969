#include <coai/testing/emulator.hpp>

#include "testing/server.hpp"

namespace coai::testing {

using std::chrono::milliseconds;

emulator_options::emulator_options()
    : models({"gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.5-pro", "gemini-2.0-flash",
              "gemini-3-pro-preview", "gemini-3-flash-preview", "gemini-embedding-001",
              "imagen-3.0-generate-002", "imagen-4.0-generate-001", "gpt-4o", "gpt-4o-mini",
              "gpt-4o-audio-preview", "text-embedding-3-small", "text-embedding-3-large",
              "gpt-image-1", "dall-e-3"}) {}

emulator::emulator() : emulator(emulator_options()) {}

emulator::emulator(const emulator_options& options) : server_(std::make_unique<server>(options)) {}

emulator::~emulator() = default;

void emulator::stop() { server_->stop(); }

std::uint16_t emulator::port() const noexcept { return server_->port(); }

std::string emulator::base_url(provider shape) const {
    const std::string scheme = server_->environment().tls ? "https" : "http";
    const std::string path = shape == provider::gemini ? "/v1beta/openai/" : "/v1/";
    return scheme + "://localhost:" + std::to_string(port()) + path;
}

const std::string& emulator::ca_pem() const noexcept { return server_->environment().ca_pem; }

coai::client_options emulator::client_options(provider shape) const {
    coai::client_options options;
    options.base_url = base_url(shape);
    options.api_key = server_->environment().options.api_key;
    options.provider = shape;
    options.tls.ca_pem = ca_pem();
    options.proxy = "";
    return options;
}

void emulator::script(const fault& next) { server_->environment().faults.push(next); }

void emulator::clear_script() { server_->environment().faults.clear(); }

std::size_t emulator::faults_left() const { return server_->environment().faults.size(); }

void emulator::admit(admission how) { server_->admit(how); }

void emulator::drop_connections() { server_->environment().seen.interrupt_connections(); }

std::vector<recorded_request> emulator::requests() const {
    return server_->environment().seen.requests();
}

void emulator::clear_requests() { server_->environment().seen.clear_requests(); }

std::uint64_t emulator::requests_received() const {
    return server_->environment().seen.count().requests;
}

std::uint64_t emulator::connections_accepted() const {
    return server_->environment().seen.count().accepted;
}

std::uint64_t emulator::handshakes() const {
    return server_->environment().seen.count().handshakes;
}

std::uint64_t emulator::handshakes_resumed() const {
    return server_->environment().seen.count().resumed;
}

std::size_t emulator::connections_open() const { return server_->environment().seen.count().open; }

bool emulator::wait_until_connections_open(std::size_t count, milliseconds timeout) const {
    return server_->environment().seen.wait_until(
        timeout, [count](const journal::counts& now) { return now.open == count; });
}

bool emulator::wait_until_connections_accepted(std::uint64_t at_least, milliseconds timeout) const {
    return server_->environment().seen.wait_until(
        timeout, [at_least](const journal::counts& now) { return now.accepted >= at_least; });
}

bool emulator::wait_until_requests_received(std::uint64_t at_least, milliseconds timeout) const {
    return server_->environment().seen.wait_until(
        timeout, [at_least](const journal::counts& now) { return now.requests >= at_least; });
}

} // namespace coai::testing
