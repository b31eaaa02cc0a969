#include "http/redact.hpp"

#include "http/failure.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace coai::http {

namespace {

void redact_strings(boost::json::value& value, const secret& credential) {
    if (auto* const object = value.if_object()) {
        for (auto& member : *object) {
            redact_strings(member.value(), credential);
        }
    } else if (auto* const list = value.if_array()) {
        for (auto& element : *list) {
            redact_strings(element, credential);
        }
    } else if (auto* const string = value.if_string()) {
        std::string text(*string);
        redact(text, credential);
        *string = text;
    }
}

} // namespace

void redact(std::string& text, const secret& credential) {
    constexpr std::size_t shortest = 16;
    constexpr std::string_view replacement = "[redacted]";
    const auto needle = credential.reveal();
    if (needle.size() < shortest) {
        return;
    }
    auto found = text.find(needle);
    if (found == std::string::npos) {
        return;
    }
    std::string clean;
    std::size_t begin = 0;
    for (; found != std::string::npos; found = text.find(needle, begin)) {
        clean.append(text, begin, found - begin).append(replacement);
        begin = found + needle.size();
    }
    clean.append(text, begin);
    text = std::move(clean);
}

void redact(detail::failure& failed, const secret& credential) {
    error_object& object = failed.object;
    for (std::string* text : {&failed.message, &failed.body, &object.message, &object.type,
                              &object.param, &object.code, &object.status, &object.reason}) {
        redact(*text, credential);
    }
    for (std::string& quota : object.quota_ids) {
        redact(quota, credential);
    }
    redact_strings(object.details, credential);
}

} // namespace coai::http
