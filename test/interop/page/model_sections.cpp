#include "interop/page/require.hpp"
#include "interop/page/sections.hpp"

#include <coai/coai.hpp>

// The page's sections about models.

namespace page {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> list_models(coai::client& client) {
    auto models = client.models.list();
    int count = 0;
    while (co_await models.next())
        ++count;
    require(count > 0);
}

asio::awaitable<void> retrieve_model(coai::client& client) {
    const auto model = co_await client.models.retrieve("gemini-2.0-flash");
    require(!model.id.empty());
}

constexpr section sections[] = {
    {"list of models", list_models},
    {"one model", retrieve_model},
};

} // namespace

std::span<const section> model_sections() { return sections; }

} // namespace page
