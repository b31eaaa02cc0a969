#include "api/form_upload.hpp"

#include "api/fetch.hpp"
#include "api/file_wire.hpp"
#include "api/upload_source.hpp"
#include "http/failure.hpp"
#include "http/file_type.hpp"
#include "http/multipart.hpp"

#include <coai/json.hpp>

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace coai::api {

namespace asio = boost::asio;

namespace {

using progress_function = std::function<void(std::uint64_t, std::optional<std::uint64_t>)>;

/// A form's text around a file's bytes.
class form_body final : public body_source {
public:
    form_body(const http::multipart_form& form, std::shared_ptr<body_source> file,
              progress_function progress)
        : before_(form.before()),
          after_(form.after()),
          file_(std::move(file)),
          progress_(std::move(progress)) {}

    std::optional<std::uint64_t> size() const override {
        const auto size = file_->size();
        return size ? std::optional(before_.size() + *size + after_.size()) : std::nullopt;
    }

    asio::awaitable<std::string_view> next() override {
        switch (part_) {
        case part::before:
            part_ = part::file;
            co_return before_;
        case part::file: {
            // Who asks for more has sent what was given.
            if (piece_ > 0) {
                sent_ += piece_;
                report(sent_);
            }
            const std::string_view piece = co_await file_->next();
            piece_ = piece.size();
            if (piece_ > 0) {
                co_return piece;
            }
            part_ = part::end;
            co_return after_;
        }
        case part::end:
            break;
        }
        co_return std::string_view();
    }

    bool rewind() override {
        if (!file_->rewind()) {
            return false;
        }
        part_ = part::before;
        piece_ = 0;
        sent_ = 0;
        return true;
    }

    /// The whole file has arrived.
    void complete() const {
        if (sent_ == 0) { // no piece was there to report
            report(0);
        }
    }

private:
    enum class part { before, file, end };

    void report(std::uint64_t sent) const {
        if (progress_) {
            progress_(sent, file_->size());
        }
    }

    std::string before_;
    std::string after_;
    std::shared_ptr<body_source> file_;
    progress_function progress_;
    part part_ = part::before;
    std::size_t piece_ = 0;
    std::uint64_t sent_ = 0;
};

http::multipart_form make_form(const std::string& name, const files::upload_options& how,
                               const boost::json::object& extra) {
    http::multipart_form form(http::multipart_form::random_boundary());
    if (!how.purpose.empty()) {
        form.add("purpose", how.purpose);
    }
    if (how.expires_after) {
        form.add("expires_after[anchor]", "created_at");
        form.add("expires_after[seconds]", std::to_string(how.expires_after->count()));
    }
    for (const auto& [member, value] : extra) {
        form.add(member, value.is_string() ? std::string(value.get_string())
                                           : json::serialize(boost::json::value(value)));
    }
    try {
        form.begin_file("file", how.display_name.empty() ? name : how.display_name,
                        how.mime_type.empty() ? http::media_type_of_name(name)
                                              : std::string_view(how.mime_type));
    } catch (const std::invalid_argument& bad) {
        detail::throw_usage_error(errc::invalid_request, "mime_type", bad.what());
    }
    return form;
}

} // namespace

asio::awaitable<files::file> upload_form(std::shared_ptr<service> caller, files::source from,
                                         files::upload_options how, request_options options) {
    const http::multipart_form form = make_form((*from).name, how, options.extra_body);
    std::shared_ptr<body_source> file =
        co_await open_source(std::move(from), caller->file_thread());
    const auto body = std::make_shared<form_body>(form, std::move(file), std::move(how.progress));
    call request = caller->calls().prepare(endpoint("POST", "files"), options, form.content_type(),
                                           std::shared_ptr<body_source>(body));
    openai_file made = co_await fetch<openai_file>(std::move(caller), std::move(request));
    body->complete();
    co_return to_file(std::move(made));
}

} // namespace coai::api
