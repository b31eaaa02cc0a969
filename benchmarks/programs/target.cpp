#include "programs/target.hpp"

#include <chrono>

namespace bench {

coai::client_options client_options(arguments& given, std::size_t max_connections) {
    coai::client_options options("benchmark-key");
    options.base_url = given.text("url");
    options.tls.ca_file = given.text("ca");
    options.proxy = "";
    options.pool.max_connections = max_connections;
    options.timeouts.connect = std::chrono::minutes(5);
    return options;
}

coai::chat::request question() {
    return coai::chat::request("gemini-2.5-flash").user("Explain to me how AI works");
}

} // namespace bench
