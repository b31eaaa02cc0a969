#include "api/memory_size.hpp"

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <vector>

namespace coai::api {

namespace {

std::size_t text_size(const std::optional<std::string>& text) { return text ? text->size() : 0; }

std::size_t bytes_size(const std::optional<std::vector<int>>& bytes) {
    return bytes ? bytes->size() * sizeof(int) : 0;
}

} // namespace

std::size_t memory_size(const boost::json::value& value) {
    if (value.is_object())
        return memory_size(value.get_object());
    std::size_t size = sizeof(value);
    if (value.is_string()) {
        size += value.get_string().size();
    } else if (value.is_array()) {
        for (const auto& element : value.get_array())
            size += memory_size(element);
    }
    return size;
}

std::size_t memory_size(const boost::json::object& members) {
    std::size_t size = sizeof(members);
    for (const auto& [name, value] : members)
        size += name.size() + memory_size(value);
    return size;
}

std::size_t memory_size(const chat::content_part& part) {
    std::size_t size = sizeof(part) + part.type.size() + text_size(part.text) +
                       text_size(part.refusal) + memory_size(part.extra);
    if (part.image_url) {
        size += part.image_url->url.size() + part.image_url->detail.size() +
                memory_size(part.image_url->extra);
    }
    if (part.input_audio) {
        size += part.input_audio->data.size() + part.input_audio->format.size() +
                memory_size(part.input_audio->extra);
    }
    if (part.file) {
        size += part.file->filename.size() + part.file->file_data.size() +
                part.file->file_id.size() + memory_size(part.file->extra);
    }
    return size;
}

std::size_t memory_size(const chat::annotation& remark) {
    std::size_t size = sizeof(remark) + remark.type.size() + memory_size(remark.extra);
    if (remark.url_citation) {
        size += remark.url_citation->url.size() + remark.url_citation->title.size() +
                memory_size(remark.url_citation->extra);
    }
    return size;
}

std::size_t memory_size(const chat::token_logprob& token) {
    std::size_t size =
        sizeof(token) + token.token.size() + bytes_size(token.bytes) + memory_size(token.extra);
    for (const auto& other : token.top_logprobs) {
        size +=
            sizeof(other) + other.token.size() + bytes_size(other.bytes) + memory_size(other.extra);
    }
    return size;
}

} // namespace coai::api
