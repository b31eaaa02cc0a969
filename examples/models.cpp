// The models that a server offers, and one of them.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>
#include <string>
#include <utility>

namespace asio = boost::asio;

namespace {

asio::awaitable<void> show_models(coai::client& client, std::string id) {
    auto models = client.models.list();
    while (const auto model = co_await models.next()) {
        std::cout << model->id << '\n';
    }

    const auto model = co_await client.models.retrieve(id);
    std::cout << "\nretrieved " << model.id << ", owned by " << model.owned_by << '\n';
}

} // namespace

int main() try {
    const example::upstream upstream;
    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());
    asio::co_spawn(io, show_models(client, upstream.model()), example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
