#pragma once

#include "api/file_wire.hpp"
#include "api/service.hpp"

#include <coai/files/upload.hpp>
#include <coai/options.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace coai::api {

/// An upload by Google's resumable protocol: a request that announces the file, and then one for
/// each chunk of it. When one fails, the server is asked how much it has, and the rest of the chunk
/// is sent again; so no more than a chunk need be kept.
class resumable_upload {
public:
    resumable_upload(std::shared_ptr<service> caller, files::upload_options how,
                     request_options options);

    /// To be called once.
    boost::asio::awaitable<files::file> run(files::source from);

private:
    using clock = std::chrono::steady_clock;
    struct status;

    boost::asio::awaitable<void> start();
    boost::asio::awaitable<files::file> transfer();
    boost::asio::awaitable<void> fill_chunk();
    boost::asio::awaitable<answer> send_chunk();
    boost::asio::awaitable<void> pause_before_retry(const error& failed, unsigned failures);
    boost::asio::awaitable<void> cancel();
    boost::asio::awaitable<answer> perform(call request);

    std::string start_body() const;
    call command(std::string_view name) const;
    call chunk_command(std::size_t sent) const;
    std::size_t received_of_chunk(const answer& got, const status& now, std::size_t sent) const;
    files::file result(answer got) const;
    [[noreturn]] void refuse(const answer& got, std::string message) const;

    std::shared_ptr<service> caller_;
    files::upload_options how_;
    request_options options_;
    clock::time_point deadline_ = clock::time_point::max();
    std::chrono::milliseconds overall_{};

    std::string name_; // the source's own
    std::shared_ptr<body_source> source_;
    std::string target_; // where the server wants the chunks
    std::size_t chunk_size_ = 0;

    std::string_view unread_; // of the source's latest piece
    std::string chunk_;
    std::uint64_t chunk_begin_ = 0; // in the file
    bool is_last_ = false;
};

} // namespace coai::api
