#include "soak/servers.hpp"

#include "interop/proxy/loopback_port.hpp"
#include "interop/proxy/nginx.hpp"

#include <stdexcept>
#include <string>
#include <thread>

namespace coai::soak {

using testing::dialect;

servers::servers(const settings& chosen) : program_(chosen.emulator), port_(proxy::free_port()) {
    start();
    if (chosen.proxy)
        proxy_ = std::make_unique<proxy::nginx>(proxy::upstream(port_, ""));
}

void servers::start() {
    // Some pace, so that calls are under way for a while and a few hundred at a time.
    emulator_.emplace(std::vector<std::string>{program_, "--http", "--port", std::to_string(port_),
                                               "--latency-ms", "20", "--tokens-per-second", "500"},
                      folder_.path("emulator.log"));
    if (!proxy::becomes_true([this] { return proxy::accepts_connections(port_); }))
        throw std::runtime_error("the emulator does not start: " +
                                 folder_.read(folder_.path("emulator.log")));
}

client_options servers::options_for(dialect shape) const {
    const std::string path = shape == dialect::gemini ? "/v1beta/openai/" : "/v1/";
    client_options options;
    if (proxy_) {
        options = proxy_->client_options(path);
    } else {
        options.base_url = "http://localhost:" + std::to_string(port_) + path;
        options.api_key = secret("emulator-key");
        options.proxy = "";
    }
    options.provider = shape == dialect::gemini ? provider::gemini : provider::openai;
    return options;
}

void servers::restart(std::chrono::milliseconds away, bool abruptly) {
    outage_ = true;
    ++outages_;
    if (abruptly)
        emulator_->signal(SIGKILL);
    emulator_.reset();
    std::this_thread::sleep_for(away);
    start();
    outage_ = false;
}

void servers::reload() {
    if (!proxy_)
        return;
    ++reloads_;
    proxy_->reload();
}

} // namespace coai::soak
