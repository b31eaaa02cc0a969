#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>

#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace coai {

/// A coroutine that produces values one at a time and may wait for I/O in between.
///
/// @code
/// coai::async_generator<std::string> lines(tcp::socket socket) {
///     std::string buffer;
///     while (auto length = co_await read_line(socket, buffer))   // an asio::awaitable
///         co_yield buffer.substr(0, *length);
/// }
///
/// auto generator = lines(std::move(socket));
/// while (auto line = co_await generator.next())
///     std::cout << *line << '\n';
/// @endcode
///
/// The body may `co_yield` values of type T, `co_await` any boost::asio::awaitable and
/// `boost::asio::this_coro::executor`. It is lazy: nothing runs before the first next(). What the
/// body awaits runs as part of the consumer's coroutine, so executor, cancellation and exceptions
/// are the consumer's: cancelling a coroutine that is in next() cancels what the body waits for,
/// and an exception that leaves the body leaves next().
///
/// Destroying the generator destroys the body at the point it has reached; a generator must not be
/// destroyed while next() is under way, except together with the coroutine that awaits it.
///
/// Not thread-safe, and one next() at a time. GCC 12 mistreats aggregate temporaries in a
/// `co_yield` or `co_await` expression: name such a value first.
template <class T>
class [[nodiscard]] async_generator {
public:
    class promise_type;

    async_generator(async_generator&& other) noexcept
        : body_(std::exchange(other.body_, nullptr)) {}
    async_generator& operator=(async_generator&& other) noexcept {
        std::swap(body_, other.body_);
        return *this;
    }
    ~async_generator() {
        if (body_)
            body_.destroy();
    }

    /// The next value, or nothing once the body has returned. Suspends only if the body has to
    /// wait.
    ///
    /// After an exception has left the body, there are no more values.
    boost::asio::awaitable<std::optional<T>> next() {
        while (body_ && !body_.done()) {
            promise_type& promise = body_.promise();
            if (promise.wait_) {
                co_await promise.wait_->run(); // throws only if cancelled before it has begun
                promise.wait_ = nullptr;
            }
            if (T* value = promise.resume(body_))
                co_return std::optional<T>(std::move(*value));
        }
        co_return std::nullopt;
    }

    /// The next value if the body can produce it without waiting; otherwise nothing, and next()
    /// tells whether there is more.
    std::optional<T> try_next() {
        if (body_ && !body_.done() && !body_.promise().wait_) {
            if (T* value = body_.promise().resume(body_))
                return std::optional<T>(std::move(*value));
        }
        return std::nullopt;
    }

private:
    explicit async_generator(std::coroutine_handle<promise_type> body) noexcept : body_(body) {}

    std::coroutine_handle<promise_type> body_;
};

namespace detail {

/// Something that a generator's body waits for, run by whoever called next().
class generator_wait {
public:
    virtual boost::asio::awaitable<void> run() = 0;

protected:
    ~generator_wait() = default;
};

/// Holds what an awaitable came to until the body takes it.
template <class U>
class awaited_value {
public:
    boost::asio::awaitable<void> store(boost::asio::awaitable<U> operation) {
        value_.emplace(co_await std::move(operation));
    }
    U take() { return std::move(*value_); }

private:
    std::optional<U> value_;
};

template <>
class awaited_value<void> {
public:
    boost::asio::awaitable<void> store(boost::asio::awaitable<void> operation) { return operation; }
    void take() noexcept {}
};

} // namespace detail

template <class T>
class async_generator<T>::promise_type {
public:
    async_generator get_return_object() noexcept {
        return async_generator(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() noexcept { error_ = std::current_exception(); }

    // The yielded object lives in the body's frame until the body is resumed, so a pointer will do.
    std::suspend_always yield_value(T&& value) noexcept {
        value_ = std::addressof(value);
        return {};
    }
    auto yield_value(const T& value) {
        struct copy_awaiter : std::suspend_always {
            explicit copy_awaiter(const T& original) : copy(original) {}
            void await_suspend(std::coroutine_handle<promise_type> body) noexcept {
                body.promise().value_ = std::addressof(copy);
            }
            T copy;
        };
        return copy_awaiter(value);
    }

    template <class U>
    auto await_transform(boost::asio::awaitable<U> operation) {
        return awaiter<U>(std::move(operation));
    }
    auto await_transform(boost::asio::this_coro::executor_t) {
        return awaiter<boost::asio::any_io_executor>(current_executor());
    }

private:
    friend class async_generator;

    template <class U>
    // NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor): nothing derives from it
    class awaiter final : public detail::generator_wait {
    public:
        explicit awaiter(boost::asio::awaitable<U> operation) : operation_(std::move(operation)) {}

        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<promise_type> body) noexcept {
            body.promise().wait_ = this;
        }
        U await_resume() {
            if (error_)
                std::rethrow_exception(error_);
            return value_.take();
        }

        boost::asio::awaitable<void> run() override {
            try {
                co_await value_.store(std::move(operation_));
            } catch (...) {
                error_ = std::current_exception(); // await_resume() throws it into the body
            }
        }

    private:
        boost::asio::awaitable<U> operation_;
        detail::awaited_value<U> value_;
        std::exception_ptr error_;
    };

    static boost::asio::awaitable<boost::asio::any_io_executor> current_executor() {
        co_return co_await boost::asio::this_coro::executor;
    }

    /// Runs the body to its next suspension; the value it yielded, or null.
    T* resume(std::coroutine_handle<promise_type> body) {
        value_ = nullptr;
        body.resume();
        if (error_)
            std::rethrow_exception(std::exchange(error_, nullptr));
        return value_;
    }

    T* value_ = nullptr;
    detail::generator_wait* wait_ = nullptr;
    std::exception_ptr error_;
};

} // namespace coai
