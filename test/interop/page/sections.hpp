#pragma once

#include <coai/client.hpp>

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace page {

/// A section of the page, and the calls that its code makes.
struct section {
    std::string_view name;
    boost::asio::awaitable<void> (*ask)(coai::client& client);
};

/// The section of that name, or null.
const section* find_section(std::string_view name);

} // namespace page
