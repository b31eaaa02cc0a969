#pragma once

#include <coai/client.hpp>

#include <boost/asio/awaitable.hpp>

#include <span>
#include <string_view>

namespace page {

/// A section of the page, and the calls that its code makes.
struct section {
    std::string_view name;
    boost::asio::awaitable<void> (*ask)(coai::client& client);
};

/// The sections, each list in a file of its own.
std::span<const section> batch_sections();
std::span<const section> chat_sections();
std::span<const section> file_sections();
std::span<const section> media_sections();
std::span<const section> model_sections();
std::span<const section> tool_sections();

} // namespace page
