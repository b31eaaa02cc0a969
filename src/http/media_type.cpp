#include "http/media_type.hpp"

#include "http/ascii.hpp"
#include "http/field_syntax.hpp"

namespace coai::http {

namespace {

// Takes the text before the next ';' that stands outside of quotes.
std::string_view take_parameter(std::string_view& text) noexcept {
    bool quoted = false;
    std::size_t end = 0;
    for (; end < text.size() && (quoted || text[end] != ';'); ++end) {
        if (text[end] == '"') {
            quoted = !quoted;
        } else if (quoted && text[end] == '\\') {
            ++end;
        }
    }
    const auto taken = text.substr(0, end);
    text = end < text.size() ? text.substr(end + 1) : std::string_view();
    return trim_blanks(taken);
}

} // namespace

std::optional<media_type> media_type::parse(std::string_view field) noexcept {
    const auto essence = take_parameter(field);
    const auto slash = essence.find('/');
    if (slash == essence.npos) {
        return std::nullopt;
    }
    media_type result;
    result.type_ = essence.substr(0, slash);
    result.subtype_ = essence.substr(slash + 1);
    result.parameters_ = field;
    if (!is_token(result.type_) || !is_token(result.subtype_)) {
        return std::nullopt;
    }
    return result;
}

std::optional<std::string_view> media_type::parameter(std::string_view name) const noexcept {
    auto rest = parameters_;
    while (!rest.empty()) {
        const auto parameter = take_parameter(rest);
        const auto equals = parameter.find('=');
        if (equals == parameter.npos || !equal_ignoring_case(parameter.substr(0, equals), name)) {
            continue;
        }
        auto value = parameter.substr(equals + 1);
        if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) {
            value = value.substr(1, value.size() - 2);
        }
        return value;
    }
    return std::nullopt;
}

bool media_type::is_json() const noexcept {
    static constexpr std::string_view suffix = "+json";
    if (equal_ignoring_case(type_, "application") && equal_ignoring_case(subtype_, "json")) {
        return true;
    }
    return subtype_.size() > suffix.size() &&
           equal_ignoring_case(subtype_.substr(subtype_.size() - suffix.size()), suffix);
}

bool media_type::is_event_stream() const noexcept {
    return equal_ignoring_case(type_, "text") && equal_ignoring_case(subtype_, "event-stream");
}

} // namespace coai::http
