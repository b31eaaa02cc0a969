#pragma once

#include "api/body_source.hpp"
#include "net/worker_thread.hpp"

#include <coai/files/upload.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace coai::files {

struct source::content {
    struct path {
        std::string text;
    };
    struct generator {
        async_generator<std::string> pieces;
        std::optional<std::uint64_t> size;
    };

    /// What the file is called.
    std::string name;
    /// The second of them is the bytes themselves.
    std::variant<path, std::string, generator> from;
};

} // namespace coai::files

namespace coai::api {

/// Opens what a user wants to upload. `reader` reads files, and must outlive the result.
/// @throws file_error.
boost::asio::awaitable<std::shared_ptr<body_source>> open_source(files::source from,
                                                                 net::worker_thread& reader);

/// Text that somebody else keeps, once.
class text_once final : public body_source {
public:
    explicit text_once(std::string_view text) noexcept : text_(text) {}

    std::optional<std::uint64_t> size() const override { return text_.size(); }
    boost::asio::awaitable<std::string_view> next() override;
    bool rewind() override { return given_ == 0; }

private:
    std::string_view text_;
    std::size_t given_ = 0;
};

} // namespace coai::api
