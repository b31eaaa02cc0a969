#include "api/upload_source.hpp"

#include "http/failure.hpp"
#include "http/multipart.hpp"
#include "net/local_file.hpp"

#include <span>
#include <type_traits>
#include <utility>

namespace coai::files {

source::source(std::unique_ptr<content> from) noexcept : content_(std::move(from)) {}
source::source(source&&) noexcept = default;
source& source::operator=(source&&) noexcept = default;
source::~source() = default;

namespace {

source make_source(std::string name, decltype(source::content::from) from) {
    auto content = std::make_unique<source::content>();
    content->name = std::move(name);
    content->from = std::move(from);
    return source(std::move(content));
}

} // namespace

source from_path(std::string path) {
    std::string name(http::base_name(path));
    return make_source(std::move(name), source::content::path{std::move(path)});
}

source from_bytes(std::string bytes, std::string name) {
    return make_source(std::move(name), std::move(bytes));
}

source from_generator(async_generator<std::string> pieces, std::string name) {
    return make_source(std::move(name),
                       source::content::generator{std::move(pieces), std::nullopt});
}

source from_generator(async_generator<std::string> pieces, std::string name, std::uint64_t size) {
    return make_source(std::move(name), source::content::generator{std::move(pieces), size});
}

} // namespace coai::files

namespace coai::api {

namespace asio = boost::asio;

namespace {

class bytes_source final : public body_source {
public:
    explicit bytes_source(std::string bytes) noexcept : bytes_(std::move(bytes)) {}

    std::optional<std::uint64_t> size() const override { return bytes_.size(); }

    asio::awaitable<std::string_view> next() override {
        const std::string_view piece = std::string_view(bytes_).substr(given_, piece_size);
        given_ += piece.size();
        co_return piece;
    }

    bool rewind() override {
        given_ = 0;
        return true;
    }

private:
    std::string bytes_;
    std::size_t given_ = 0;
};

class file_source final : public body_source {
public:
    /// What the thread works on, which may go on when the upload has been cancelled.
    struct opened {
        explicit opened(const std::string& path) : file(path) {}

        void read(std::uint64_t offset) {
            // A byte more than there should be shows that the file has grown.
            const std::uint64_t left = file.size() - offset + 1;
            buffer.resize(left < piece_size ? static_cast<std::size_t>(left) : piece_size);
            buffer.resize(file.read(offset, std::span(buffer)));
        }

        net::input_file file;
        std::string buffer;
    };

    file_source(std::shared_ptr<opened> file, net::worker_thread& reader) noexcept
        : opened_(std::move(file)), reader_(reader) {}

    std::optional<std::uint64_t> size() const override { return opened_->file.size(); }

    asio::awaitable<std::string_view> next() override {
        const auto read = [file = opened_, offset = given_] { file->read(offset); };
        co_await reader_.run(read);
        given_ += opened_->buffer.size();
        const std::uint64_t announced = opened_->file.size();
        if (given_ > announced || (opened_->buffer.empty() && given_ < announced)) {
            detail::failure failed(errc::file_failed,
                                   "the file changed its size while it was being uploaded");
            failed.file = opened_->file.path();
            detail::throw_failure(std::move(failed));
        }
        co_return opened_->buffer;
    }

    bool rewind() override {
        given_ = 0;
        return true;
    }

private:
    std::shared_ptr<opened> opened_;
    net::worker_thread& reader_;
    std::uint64_t given_ = 0;
};

class generator_source final : public body_source {
public:
    explicit generator_source(files::source::content::generator from) noexcept
        : from_(std::move(from)) {}

    std::optional<std::uint64_t> size() const override { return from_.size; }

    asio::awaitable<std::string_view> next() override {
        begun_ = true;
        while (rest_.empty()) {
            std::optional<std::string> made = co_await from_.pieces.next();
            const bool ended = !made;
            piece_ = std::move(made).value_or(std::string());
            rest_ = piece_;
            made_ += piece_.size();
            check_size(ended);
            if (ended) {
                break;
            }
        }
        const std::string_view piece = rest_.substr(0, piece_size);
        rest_.remove_prefix(piece.size());
        co_return piece;
    }

    bool rewind() override { return !begun_; }

private:
    void check_size(bool ended) const {
        if (from_.size && (ended ? made_ < *from_.size : made_ > *from_.size)) {
            detail::throw_usage_error(errc::invalid_request, "size",
                                      "the generator's bytes are not as many as announced, " +
                                          std::to_string(*from_.size));
        }
    }

    files::source::content::generator from_;
    std::string piece_;     // the latest
    std::string_view rest_; // of it
    std::uint64_t made_ = 0;
    bool begun_ = false;
};

asio::awaitable<std::shared_ptr<body_source>> open_file(std::string path,
                                                        net::worker_thread& reader) {
    const auto result = std::make_shared<std::shared_ptr<file_source::opened>>();
    const auto open = [result, path = std::move(path)] {
        *result = std::make_shared<file_source::opened>(path);
    };
    co_await reader.run(open);
    co_return std::make_shared<file_source>(std::move(*result), reader);
}

} // namespace

asio::awaitable<std::shared_ptr<body_source>> open_source(files::source from,
                                                          net::worker_thread& reader) {
    auto& content = (*from).from;
    if (const auto* path = std::get_if<files::source::content::path>(&content)) {
        co_return co_await open_file(path->text, reader);
    }
    if (auto* generator = std::get_if<files::source::content::generator>(&content)) {
        co_return std::make_shared<generator_source>(std::move(*generator));
    }
    co_return std::make_shared<bytes_source>(std::move(std::get<std::string>(content)));
}

asio::awaitable<std::string_view> text_once::next() {
    const std::string_view piece = text_.substr(given_, piece_size);
    given_ += piece.size();
    co_return piece;
}

} // namespace coai::api
