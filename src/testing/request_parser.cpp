#include "testing/request_parser.hpp"

#include "http/ascii.hpp"
#include "testing/multipart_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace coai::testing {

namespace beast_http = boost::beast::http;
using beast_view = boost::beast::string_view;
using boost::system::error_code;

namespace {

std::string_view view(beast_view text) noexcept { return {text.data(), text.size()}; }

} // namespace

/// Beast's parser, which hands what it finds to us and not to a message of its own.
class request_parser::beast_parser final : public beast_http::basic_parser<true> {
public:
    beast_parser(std::uint64_t max_body_size, std::uint64_t max_form_size)
        : max_form_size_(max_form_size) {
        eager(true);
        header_limit(max_head_size);
        body_limit(max_body_size);
    }

    request parsed;

private:
    void on_request_impl(beast_http::verb, beast_view method, beast_view target, int version,
                         error_code&) override {
        parsed.method = view(method);
        parsed.target = view(target);
        parsed.version_minor = version == 10 ? 0 : 1;
    }

    void on_response_impl(int, beast_view, int, error_code&) override {}

    void on_field_impl(beast_http::field, beast_view name, beast_view value, error_code&) override {
        parsed.headers.add(view(name), view(value));
        if (http::equal_ignoring_case(view(name), "content-type") &&
            !form_boundary(view(value)).empty()) {
            parsed.form = std::make_shared<spooled_bytes>();
            body_limit(max_form_size_);
        }
    }

    void on_header_impl(error_code&) override { parsed.keep_alive = keep_alive(); }

    void on_body_init_impl(const boost::optional<std::uint64_t>& size, error_code&) override {
        // Only as a hint: a client may announce more than it sends.
        constexpr std::uint64_t largest_hint = 1024 * 1024;
        if (size && !parsed.form)
            parsed.body.reserve(static_cast<std::size_t>(std::min(*size, largest_hint)));
    }

    std::size_t on_body_impl(beast_view body, error_code&) override {
        add(view(body));
        return body.size();
    }

    void on_chunk_header_impl(std::uint64_t, beast_view, error_code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, beast_view body, error_code&) override {
        add(view(body));
        return body.size();
    }

    void on_finish_impl(error_code&) override {}

    void add(std::string_view body) {
        if (parsed.form)
            parsed.form->append(body);
        else
            parsed.body += body;
    }

    std::uint64_t max_form_size_;
};

request_parser::request_parser(std::uint64_t max_body_size, std::uint64_t max_form_size)
    : max_body_size_(max_body_size), max_form_size_(max_form_size) {
    reset();
}

request_parser::~request_parser() = default;

std::size_t request_parser::put(std::string_view received, error_code& ec) {
    const std::size_t kept = unused_.size();
    std::string_view input = received;
    if (kept > 0) {
        unused_ += received;
        input = unused_;
    }
    std::size_t used = parser_->put(boost::asio::buffer(input.data(), input.size()), ec);
    if (ec == beast_http::error::need_more)
        ec.clear();
    failure_ = ec;
    if (parser_->is_done() || ec) {
        // Nothing that was kept can be behind the end of the request.
        const std::size_t taken = used > kept ? used - kept : 0;
        unused_.clear();
        return taken;
    }
    if (kept > 0)
        unused_.erase(0, used);
    else
        unused_ = received.substr(used);
    return received.size();
}

bool request_parser::head_done() const { return parser_->is_header_done(); }

bool request_parser::done() const { return parser_->is_done(); }

bool request_parser::is_body_too_large() const noexcept {
    return failure_ == beast_http::error::body_limit;
}

request& request_parser::parsed() noexcept { return parser_->parsed; }

void request_parser::reset() {
    parser_ = std::make_unique<beast_parser>(max_body_size_, max_form_size_);
}

std::uint64_t request_parser::body_size() const noexcept {
    const request& so_far = parser_->parsed;
    return so_far.form ? so_far.form->size() : so_far.body.size();
}

} // namespace coai::testing
