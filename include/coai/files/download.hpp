#pragma once

#include <coai/response.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace coai::files {

/// Takes a download piece by piece: made from anything that can be called with a std::string_view,
/// be it a plain function or one that returns an awaitable<void>, for whose completion the download
/// waits. The text is valid until then. An exception ends the download.
///
/// @code
/// auto take = [&](std::string_view piece) { hash.update(piece); };
/// co_await client.files.download(id, take);
/// @endcode
class sink {
public:
    using function = std::function<boost::asio::awaitable<void>(std::string_view piece)>;

    template <class Take>
    requires std::invocable<Take&, std::string_view> &&
        (!std::same_as<std::remove_cvref_t<Take>, sink>)sink(Take take) {
        using result = std::invoke_result_t<Take&, std::string_view>;
        if constexpr (std::same_as<result, boost::asio::awaitable<void>>)
            take_ = std::move(take);
        else
            plain_ = std::move(take);
    }

    /// Hands over a piece.
    boost::asio::awaitable<void> put(std::string_view piece) {
        if (plain_)
            plain_(piece);
        else
            co_await take_(piece);
    }

private:
    function take_;
    std::function<void(std::string_view)> plain_;
};

/// What was downloaded to a path or a sink.
struct download_result {
    download_result() {}

    std::uint64_t bytes = 0;
    /// The response's Content-Type.
    std::string mime_type;
    response_info response;
};

} // namespace coai::files
