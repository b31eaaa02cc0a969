#include "api/content_wire.hpp"

#include "json/wire_type.hpp"

namespace coai::chat {

namespace {

content& self(void* object) { return *static_cast<content*>(object); }

} // namespace

void* content_wire::get(void* optional) { return self(optional).empty() ? nullptr : optional; }

// Keeps the memory of the text for the next chunk.
void content_wire::reset(void* optional) {
    auto& content = self(optional);
    content.kind_ = content::kind::none;
    content.unsplit();
    content.text_.clear();
    content.parts_.clear();
    content.object_.clear();
}

void* content_wire::emplace(void* choice, std::size_t index) {
    auto& content = self(choice);
    const auto wanted = static_cast<content::kind>(index + 1);
    if (content.kind_ != wanted) {
        reset(choice);
        content.kind_ = wanted;
    }
    content.unsplit();
    return alternative(choice);
}

std::size_t content_wire::index(void* choice) {
    return static_cast<std::size_t>(self(choice).kind_) - 1;
}

void* content_wire::alternative(void* choice) {
    auto& content = self(choice);
    switch (content.kind_) {
    case content::kind::parts:
        return &content.parts_;
    case content::kind::object:
        return &content.object_;
    default:
        return &content.text_;
    }
}

void content_wire::finish(void* choice) {
    auto& content = self(choice);
    if (content.kind_ == content::kind::parts)
        content.join_parts();
}

} // namespace coai::chat

namespace coai::json::detail {

namespace {

using chat::content_part;
using chat::content_wire;
using chat::file_input;

constexpr field image_url_fields[] = {
    written_empty(member<&chat::image_url::url>("url")),
    member<&chat::image_url::detail>("detail"),
};

constexpr field input_audio_fields[] = {
    written_empty(member<&chat::input_audio::data>("data")),
    member<&chat::input_audio::format>("format"),
};

constexpr field file_fields[] = {
    member<&file_input::filename>("filename"),
    member<&file_input::file_data>("file_data"),
    member<&file_input::file_id>("file_id"),
};

constexpr field part_fields[] = {
    member<&content_part::type>("type"),
    member<&content_part::text>("text"),
    member<&content_part::image_url>("image_url"),
    member<&content_part::input_audio>("input_audio"),
    member<&content_part::file>("file"),
    member<&content_part::refusal>("refusal"),
};

constexpr choice_type choice{{shape::choice},     content_wire::alternatives, content_wire::emplace,
                             content_wire::index, content_wire::alternative,  content_wire::finish};

} // namespace

constinit const object_type type_of<chat::image_url>::value =
    wire_object(image_url_fields, extra_member<&chat::image_url::extra>, empty_members::omitted);

constinit const object_type type_of<chat::input_audio>::value = wire_object(
    input_audio_fields, extra_member<&chat::input_audio::extra>, empty_members::omitted);

constinit const object_type type_of<file_input>::value =
    wire_object(file_fields, extra_member<&file_input::extra>, empty_members::omitted);

constinit const object_type type_of<content_part>::value =
    wire_object(part_fields, extra_member<&content_part::extra>, empty_members::omitted);

constinit const optional_type type_of<chat::content>::value{
    {shape::optional}, &choice, content_wire::engage, content_wire::get, content_wire::reset};

} // namespace coai::json::detail
