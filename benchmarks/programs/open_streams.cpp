// Memory of streams that are open and wait for their next chunk.
//
//     --url URL --ca FILE --streams N [--opening N]
//
// Opens the streams, so many at a time, reads the first chunk of each and waits for the second,
// which does not come. What the process has grown by is divided by the number of streams.

#include "programs/target.hpp"
#include "support/meter.hpp"
#include "support/program.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <optional>
#include <utility>

namespace asio = boost::asio;
namespace chat = coai::chat;

namespace {

class load {
public:
    load(const coai::client_options& options, std::size_t streams, std::size_t opening)
        : wanted_(streams), left_(streams), opening_(opening) {
        client_.emplace(io_.get_executor(), options);
    }

    void run() {
        asio::co_spawn(io_, open_first(), bench::rethrow);
        io_.run();
    }

    boost::json::object result() const {
        boost::json::object result;
        result["count"] = wanted_;
        result["checksum"] = checksum_;
        result["before_kib"] = before_kib_;
        result["after_kib"] = after_kib_;
        result["kib_each"] =
            static_cast<double>(after_kib_ - before_kib_) / static_cast<double>(wanted_);
        return result;
    }

private:
    // What a first stream needs once is no cost of each.
    asio::awaitable<void> open_first() {
        chat::completion_stream stream = co_await client_->chat.completions.stream(request_);
        asio::co_spawn(io_, wait(std::move(stream), true), bench::rethrow);
    }

    void on_first() {
        before_kib_ = bench::resident_kib();
        for (std::size_t i = 0; i < opening_; ++i)
            asio::co_spawn(io_, open(), bench::rethrow);
    }

    asio::awaitable<void> open() {
        while (left_ > 0) {
            --left_;
            chat::completion_stream stream = co_await client_->chat.completions.stream(request_);
            asio::co_spawn(io_, wait(std::move(stream), false), bench::rethrow);
        }
    }

    asio::awaitable<void> wait(chat::completion_stream stream, bool is_first) {
        try {
            while (const auto chunk = co_await stream.next()) {
                checksum_ += chunk->text().size();
                if (is_first)
                    on_first();
                else if (++waiting_ == wanted_)
                    asio::post(io_, [this] { on_all_open(); }); // when this stream waits, too
            }
        } catch (const boost::system::system_error& ended) {
            if (ended.code() != asio::error::operation_aborted)
                throw;
        }
    }

    void on_all_open() {
        after_kib_ = bench::resident_kib();
        client_.reset(); // ends all
    }

    asio::io_context io_{1};
    std::optional<coai::client> client_;
    chat::request request_ = bench::question();
    std::size_t wanted_;
    std::size_t left_;
    std::size_t opening_;
    std::size_t waiting_ = 0;
    std::size_t checksum_ = 0;
    std::size_t before_kib_ = 0;
    std::size_t after_kib_ = 0;
};

boost::json::object measure(bench::arguments& given) {
    const std::size_t streams = given.number("streams", 100);
    const std::size_t opening = given.number("opening", 100);
    const coai::client_options options = bench::client_options(given, streams + 1);
    given.check();
    load work(options, streams, opening);
    work.run();
    return work.result();
}

} // namespace

int main(int argc, char** argv) { return bench::run_program(argc, argv, measure); }
