#pragma once

#include <coai/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <type_traits>
#include <utility>

namespace coai {

/// A value or the error that a call would have thrown. value() throws that error in its own class,
/// and error().as<E>() gives it as that class.
template <class T>
using result = boost::system::result<T, error>;

/// Lets result::value() throw the error as the class it belongs to, such as api_error.
[[noreturn]] void throw_exception_from_error(const error& failed,
                                             const boost::source_location& location);

/// Awaits a call and returns its error instead of throwing it.
///
/// @code
/// auto completion = co_await coai::as_result(client.chat.completions.create(request));
/// if (!completion)
///     std::cerr << completion.error().what() << '\n';
/// @endcode
///
/// Cancellation (boost::asio::error::operation_aborted) and what is no coai::error, such as
/// std::bad_alloc, are thrown all the same.
template <class T>
boost::asio::awaitable<result<T>> as_result(boost::asio::awaitable<T> call) {
    try {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(call);
            co_return result<void>();
        } else {
            co_return result<T>(boost::system::in_place_value, co_await std::move(call));
        }
    } catch (const error& failed) {
        co_return result<T>(boost::system::in_place_error, failed);
    }
}

} // namespace coai
