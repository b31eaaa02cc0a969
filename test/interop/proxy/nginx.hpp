#pragma once

#include "interop/proxy/front.hpp"

#include <string>

namespace proxy {

/// nginx, which passes on each piece of a response as it comes.
class nginx : public front {
public:
    static constexpr const char* name = "nginx";
    static constexpr unsigned status_without_server = 502;

    explicit nginx(const upstream& server, manners chosen = manners::usual)
        : nginx(server, settings_for(chosen)) {}

    /// With other settings of its `server` block.
    nginx(const upstream& server, const std::string& settings) : front(SIGHUP) {
        start({"nginx", "-p", "@FOLDER@", "-c", "@FOLDER@/configuration", "-e", "@FOLDER@/output"},
              configuration, server, settings);
    }

private:
    static std::string settings_for(manners chosen) {
        switch (chosen) {
        case manners::close_each:
            return "keepalive_timeout 0;";
        case manners::close_idle:
            return "keepalive_timeout 50ms;";
        case manners::usual:
            break;
        }
        return "";
    }

    static constexpr const char* configuration = R"(
daemon off;
user root;
worker_processes 2;
pid @FOLDER@/pid;
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path @FOLDER@/client_body;
    proxy_temp_path @FOLDER@/proxy;
    fastcgi_temp_path @FOLDER@/fastcgi;
    uwsgi_temp_path @FOLDER@/uwsgi;
    scgi_temp_path @FOLDER@/scgi;
    upstream emulator {
        server 127.0.0.1:@UPSTREAM@;
        keepalive 32;
    }
    limit_req_zone $server_name zone=slow:64k rate=1r/m;
    server {
        listen 127.0.0.1:@PORT@ ssl;
        server_name localhost;
        ssl_certificate @FOLDER@/identity.pem;
        ssl_certificate_key @FOLDER@/identity.pem;
        client_max_body_size 64m;
        @SETTINGS@
        location / {
            proxy_pass @SCHEME@://emulator;
            proxy_ssl_trusted_certificate @FOLDER@/upstream-ca.pem;
            proxy_ssl_verify on;
            proxy_ssl_name localhost;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
        }
        location /status/408/ { # nginx itself closes without a word
            default_type text/html;
            return 408 "<html><body><h1>408 Request Time-out</h1></body></html>";
        }
        location /status/429/ { return 429; }
        location /status/502/ { return 502; }
        location /status/503/ { return 503; }
    }
}
)";
};

} // namespace proxy
