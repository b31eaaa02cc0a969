#include "http/no_proxy.hpp"

#include "http/ascii.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace coai::http {

namespace {

using boost::asio::ip::address;

std::optional<unsigned> parse_unsigned(std::string_view text, unsigned largest) {
    unsigned value = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    const bool whole = error == std::errc() && stopped == end;
    return whole && value <= largest ? std::optional(value) : std::nullopt;
}

std::optional<address> parse_address(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) {
        text = text.substr(1, text.size() - 2);
    }
    boost::system::error_code error;
    const auto result = boost::asio::ip::make_address(std::string(text), error);
    return error ? std::nullopt : std::optional(result);
}

std::vector<unsigned char> bytes_of(const address& a) {
    if (a.is_v4()) {
        const auto bytes = a.to_v4().to_bytes();
        return {bytes.begin(), bytes.end()};
    }
    const auto bytes = a.to_v6().to_bytes();
    return {bytes.begin(), bytes.end()};
}

bool is_in_network(const address& host, const address& network, unsigned prefix_length) {
    const auto a = bytes_of(host);
    const auto b = bytes_of(network);
    if (a.size() != b.size() || prefix_length > 8 * a.size()) {
        return false;
    }
    for (std::size_t bit = 0; bit < prefix_length; ++bit) {
        const auto mask = 0x80U >> (bit % 8);
        if ((a[bit / 8] & mask) != (b[bit / 8] & mask)) {
            return false;
        }
    }
    return true;
}

bool is_name_below(std::string_view host, std::string_view name) {
    if (name.starts_with('.')) {
        name.remove_prefix(1);
    }
    if (name.empty() || host.size() < name.size() ||
        !equal_ignoring_case(host.substr(host.size() - name.size()), name)) {
        return false;
    }
    return host.size() == name.size() || host[host.size() - name.size() - 1] == '.';
}

// Removes ":port" from the end of an entry and tells whether it is the port given; an entry without
// one holds for every port.
bool matches_port(std::string_view& entry, std::uint16_t port) {
    const auto colon = entry.rfind(':');
    const bool bare_ipv6 = !entry.starts_with('[') && entry.find(':') != colon;
    if (colon == std::string_view::npos || bare_ipv6 || entry.ends_with(']')) {
        return true;
    }
    const auto named = parse_unsigned(entry.substr(colon + 1), 65'535);
    entry = entry.substr(0, colon);
    return named == port;
}

bool matches(std::string_view entry, std::string_view host,
             const std::optional<address>& host_address, std::uint16_t port) {
    if (entry == "*") {
        return true;
    }
    if (const auto slash = entry.find('/'); slash != std::string_view::npos) {
        const auto network = parse_address(entry.substr(0, slash));
        const auto prefix_length = parse_unsigned(entry.substr(slash + 1), 128);
        return host_address && network && prefix_length &&
               is_in_network(*host_address, *network, *prefix_length);
    }
    if (!matches_port(entry, port)) {
        return false;
    }
    if (host_address) {
        return parse_address(entry) == host_address;
    }
    return is_name_below(host, entry);
}

} // namespace

bool bypasses_proxy(std::string_view no_proxy, std::string_view host, std::uint16_t port) {
    constexpr std::string_view separators = ", \t";
    const auto host_address = parse_address(host);
    while (!no_proxy.empty()) {
        const auto entry = no_proxy.substr(0, no_proxy.find_first_of(separators));
        if (!entry.empty() && matches(entry, host, host_address, port)) {
            return true;
        }
        no_proxy.remove_prefix(std::min(entry.size() + 1, no_proxy.size()));
    }
    return false;
}

} // namespace coai::http
