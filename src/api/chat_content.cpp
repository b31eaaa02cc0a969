#include <coai/chat/content.hpp>

#include <boost/json/serialize.hpp>

namespace coai::chat {

namespace {

bool is_text(const content_part& part) {
    return part.text && (part.type == "text" || part.type.empty());
}

} // namespace

content_part content_part::from_text(std::string text) {
    content_part part;
    part.type = "text";
    part.text = std::move(text);
    return part;
}

content_part content_part::from_image_url(std::string url, std::string detail) {
    content_part part;
    part.type = "image_url";
    part.image_url.emplace(std::move(url), std::move(detail));
    return part;
}

content_part content_part::from_input_audio(std::string base64, std::string format) {
    content_part part;
    part.type = "input_audio";
    part.input_audio.emplace(std::move(base64), std::move(format));
    return part;
}

content_part content_part::from_file(file_input file) {
    content_part part;
    part.type = "file";
    part.file = std::move(file);
    return part;
}

content::content(std::vector<content_part> parts) : kind_(kind::parts), parts_(std::move(parts)) {
    join_parts();
}

content& content::add(content_part part) & {
    to_parts();
    if (is_text(part))
        text_ += *part.text;
    parts_.push_back(std::move(part));
    return *this;
}

void content::split(std::string_view thought, std::string_view answer) {
    split_ = true;
    thought_ = thought;
    answer_ = answer;
}

void content::append(std::string_view more) {
    switch (kind_) {
    case kind::none:
    case kind::text:
        kind_ = kind::text;
        break;
    case kind::object:
        to_parts();
        [[fallthrough]];
    case kind::parts:
        if (more.empty())
            return;
        if (!parts_.empty() && is_text(parts_.back()) && parts_.back().extra.empty())
            parts_.back().text->append(more);
        else
            parts_.push_back(content_part::from_text(std::string(more)));
        break;
    }
    text_ += more;
    if (split_)
        answer_ += more;
}

void content::append(std::string_view raw, std::string_view thought, std::string_view answer) {
    const bool has_text = kind_ == kind::none || kind_ == kind::text;
    if (!has_text || (!split_ && thought.empty() && answer == raw)) {
        append(answer);
        return;
    }
    if (!split_)
        split({}, text_);
    kind_ = kind::text;
    text_ += raw;
    thought_ += thought;
    answer_ += answer;
}

void content::to_parts() {
    if (split_) {
        text_ = answer_;
        unsplit();
    }
    if (kind_ == kind::object) {
        text_ = boost::json::serialize(object_);
        object_.clear();
        kind_ = kind::text;
    }
    if (kind_ == kind::text && !text_.empty())
        parts_.push_back(content_part::from_text(text_));
    kind_ = kind::parts;
}

void content::join_parts() {
    text_.clear();
    for (const auto& part : parts_) {
        if (is_text(part))
            text_ += *part.text;
    }
}

void content::unsplit() noexcept {
    split_ = false;
    thought_.clear();
    answer_.clear();
}

} // namespace coai::chat
