#pragma once

#include "interop/proxy/front.hpp"

#include <string>

namespace proxy {

/// HAProxy, which reuses connections to the emulator for requests of whatever client.
class haproxy : public front {
public:
    static constexpr const char* name = "haproxy";
    static constexpr unsigned status_without_server = 503;

    explicit haproxy(const upstream& server, manners chosen = manners::usual)
        : haproxy(server, settings_for(chosen)) {}

    /// With other settings of its `defaults` section.
    haproxy(const upstream& server, const std::string& settings) : front(SIGUSR2) {
        start({"haproxy", "-W", "-f", "@FOLDER@/configuration"}, configuration, server, settings);
    }

private:
    static std::string settings_for(manners chosen) {
        switch (chosen) {
        case manners::close_each:
            return "option httpclose";
        case manners::close_idle:
            return "timeout http-keep-alive 50ms";
        case manners::usual:
            break;
        }
        return "";
    }

    static constexpr const char* configuration = R"(
global
    maxconn 512
    stats socket @FOLDER@/socket mode 600 level admin expose-fd listeners
defaults
    mode http
    retries 0
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    @SETTINGS@
frontend clients
    bind 127.0.0.1:@PORT@ ssl crt @FOLDER@/identity.pem alpn http/1.1
    http-request deny deny_status 408 if { path_beg /status/408/ }
    http-request deny deny_status 429 if { path_beg /status/429/ }
    http-request deny deny_status 502 if { path_beg /status/502/ }
    http-request deny deny_status 503 if { path_beg /status/503/ }
    default_backend emulator
backend emulator
    http-reuse always
    server one 127.0.0.1:@UPSTREAM@ ssl verify required ca-file @FOLDER@/upstream-ca.pem sni str(localhost) verifyhost localhost
)";
};

} // namespace proxy
