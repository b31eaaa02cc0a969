#include "peers/beast_events.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/system/system_error.hpp>

#include <cstdint>
#include <limits>

namespace bench {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;

beast_events::beast_events(beast_stream& stream, boost::beast::flat_buffer& buffer)
    : stream_(stream), buffer_(buffer) {
    parser_.body_limit(std::numeric_limits<std::uint64_t>::max());
}

asio::awaitable<void> beast_events::open() {
    co_await http::async_read_header(stream_, buffer_, parser_, asio::use_awaitable);
}

std::optional<std::string_view> beast_events::next() {
    constexpr std::string_view prefix = "data: ";
    const std::size_t end = received_.find("\n\n", taken_);
    if (end == std::string::npos)
        return std::nullopt;
    std::string_view event = std::string_view(received_).substr(taken_, end - taken_);
    taken_ = end + 2;
    event.remove_prefix(prefix.size());
    return event;
}

asio::awaitable<bool> beast_events::read() {
    received_.erase(0, taken_);
    taken_ = 0;
    if (parser_.is_done())
        co_return false;
    auto& body = parser_.get().body();
    body.data = piece_.data();
    body.size = piece_.size();
    body.more = true;
    boost::system::error_code ec;
    co_await http::async_read_some(stream_, buffer_, parser_,
                                   asio::redirect_error(asio::use_awaitable, ec));
    if (ec && ec != http::error::need_buffer)
        throw boost::system::system_error(ec);
    received_.append(piece_.data(), piece_.size() - body.size);
    co_return true;
}

std::size_t beast_text_size(std::string_view chunk) {
    std::array<unsigned char, 4096> room; // filled before it is read
    json::monotonic_resource memory(room.data(), room.size());
    const json::value parsed = json::parse({chunk.data(), chunk.size()}, &memory);
    const json::object& delta = parsed.at("choices").at(0).at("delta").as_object();
    const json::value* text = delta.if_contains("content");
    return text ? text->as_string().size() : 0;
}

} // namespace bench
