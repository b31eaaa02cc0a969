#include "api/file_download.hpp"

#include "api/body_source.hpp"
#include "api/download_body.hpp"
#include "api/redirect.hpp"
#include "net/local_file.hpp"

#include <string_view>
#include <utility>

namespace coai::api {

namespace asio = boost::asio;

namespace {

files::download_result result_of(const download_body& from) {
    files::download_result result;
    result.bytes = from.bytes();
    result.mime_type = from.info().headers.find("content-type").value_or("");
    result.response = from.info();
    return result;
}

/// What the client's thread writes, which may go on when the download has been cancelled.
struct file_in_writing {
    explicit file_in_writing(std::string path) : file(std::move(path)) {}

    void write() {
        file.write(buffer);
        buffer.clear();
    }

    net::replacement_file file;
    std::string buffer;
};

asio::awaitable<std::shared_ptr<file_in_writing>> create_file(net::worker_thread& writer,
                                                              std::string path) {
    const auto result = std::make_shared<std::shared_ptr<file_in_writing>>();
    const auto create = [result, path = std::move(path)] {
        *result = std::make_shared<file_in_writing>(path);
    };
    co_await writer.run(create);
    co_return std::move(*result);
}

} // namespace

asio::awaitable<raw_response> read_content(std::shared_ptr<service> caller, call request) {
    answer got =
        co_await perform_following(std::move(caller), std::move(request), service::read::body);
    raw_response result;
    result.body = std::move(got.body);
    result.response = std::move(got.info);
    co_return result;
}

async_generator<std::string> stream_content(std::shared_ptr<service> caller, call request) {
    download_body from = co_await download_body::open(std::move(caller), std::move(request));
    for (;;) {
        const std::string_view piece = co_await from.next();
        if (piece.empty()) {
            co_return;
        }
        co_yield std::string(piece);
    }
}

asio::awaitable<files::download_result> download_to(std::shared_ptr<service> caller, call request,
                                                    files::sink into) {
    download_body from = co_await download_body::open(std::move(caller), std::move(request));
    for (;;) {
        const std::string_view piece = co_await from.next();
        if (piece.empty()) {
            co_return result_of(from);
        }
        co_await into.put(piece);
    }
}

asio::awaitable<files::download_result> download_to(std::shared_ptr<service> caller, call request,
                                                    std::string path) {
    net::worker_thread& writer = caller->file_thread();
    // First of all, so that a path that cannot be written to costs no download.
    const std::shared_ptr<file_in_writing> to = co_await create_file(writer, std::move(path));
    download_body from = co_await download_body::open(caller, std::move(request));
    const auto write = [to] { to->write(); };
    for (;;) {
        const std::string_view piece = co_await from.next();
        to->buffer += piece;
        if (piece.empty() || to->buffer.size() >= body_source::piece_size) {
            co_await writer.run(write);
        }
        if (piece.empty()) {
            const auto commit = [to] { to->file.commit(); };
            co_await writer.run(commit);
            co_return result_of(from);
        }
    }
}

} // namespace coai::api
