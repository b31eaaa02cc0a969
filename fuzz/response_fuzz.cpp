// A response as it comes out of a connection, whole and in pieces: head, framing, compression.

#include "fuzz/input.hpp"

#include "http/body_decoder.hpp"
#include "http/content_coding.hpp"
#include "http/inflate_decoder.hpp"
#include "http/response_head_parser.hpp"

#include <optional>
#include <string>

namespace {

using namespace coai;

constexpr std::size_t max_head = 4096;
constexpr std::uint64_t max_body = 1 << 20;

class reader {
public:
    reader() : parser_(max_head, 64) {}

    void read(std::string_view received) {
        while (!received.empty() && !failed_ && !(begun_ && body_.done())) {
            received.remove_prefix(begun_ ? read_body(received) : read_head(received));
        }
    }

    /// Ends the response; all that there is to tell of it, but for its body.
    std::string end() {
        if (!failed_ && !begun_) {
            parser_.finish(failed_);
        } else if (!failed_) {
            body_.finish(failed_);
        }
        if (!failed_ && inflate_) {
            inflate_->finish(failed_);
        }
        // Of two things that are wrong, the pieces decide which is found first.
        return text_ + (failed_ ? "refused" : "");
    }

    /// What came before an error is some of what came before it in other pieces.
    bool has_body_of(const reader& other) const {
        return failed_ ? body_text_.starts_with(other.body_text_) ||
                             other.body_text_.starts_with(body_text_)
                       : body_text_ == other.body_text_;
    }

private:
    std::size_t read_head(std::string_view received) {
        const std::size_t used = parser_.put(received, failed_);
        fuzz::require(used <= received.size(), "no more is used than there is");
        if (!failed_ && parser_.done()) {
            begin_body(parser_.head());
        }
        return used;
    }

    void begin_body(http::response_head& head) {
        text_ += std::to_string(head.status) + head.reason + (head.keep_alive ? " keeps" : "");
        for (const auto field : head.headers) {
            text_.append(field.name).append(1, ':').append(field.value).append(1, '\n');
        }
        if (head.interim()) {
            parser_.reset();
            return;
        }
        begun_ = true;
        body_ = http::body_decoder(head.framing, head.content_length.value_or(0));
        const auto coding =
            http::parse_content_coding(head.headers.find("content-encoding").value_or(""), failed_);
        if (coding != http::content_coding::identity) {
            inflate_.emplace(coding == http::content_coding::gzip
                                 ? http::inflate_decoder::format::gzip
                                 : http::inflate_decoder::format::zlib,
                             max_body);
        }
    }

    std::size_t read_body(std::string_view received) {
        const auto got = body_.decode(received, failed_);
        fuzz::require(got.consumed <= received.size(), "no more is used than there is");
        fuzz::require(got.consumed > 0 || failed_, "every step gets on");
        if (!inflate_) {
            body_text_ += got.body;
            return got.consumed;
        }
        http::error_code corrupt;
        inflate_->feed(got.body);
        while (true) {
            const std::string_view run = inflate_->next(corrupt);
            if (run.empty()) {
                break;
            }
            body_text_ += run;
        }
        failed_ = corrupt ? corrupt : failed_;
        return got.consumed;
    }

    http::response_head_parser parser_;
    http::body_decoder body_;
    std::optional<http::inflate_decoder> inflate_;
    http::error_code failed_;
    bool begun_ = false;
    std::string text_;
    std::string body_text_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input made(data, size);
    const std::size_t seed = made.choice(256);
    reader whole;
    whole.read(made.text());
    reader pieces;
    for (fuzz::cutter cut(made.text(), seed); !cut.done();) {
        const std::string piece(cut.next());
        pieces.read(piece);
    }
    fuzz::require(pieces.end() == whole.end(), "cutting a response changes nothing");
    fuzz::require(pieces.has_body_of(whole), "nor its body");
    return 0;
}
