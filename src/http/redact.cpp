#include "http/redact.hpp"

#include "http/failure.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace coai::http {

namespace {

/// Shorter ones are placeholders.
constexpr std::size_t shortest_credential = 16;
/// Less of a credential tells nothing, being what all keys of a service begin with.
constexpr std::size_t shortest_remainder = 4;
constexpr std::string_view replacement = "[redacted]";

void redact_remainder(std::string& text, const secret& credential) {
    const std::string_view needle = credential.reveal();
    if (needle.size() < shortest_credential) {
        return;
    }
    for (auto size = std::min(needle.size() - 1, text.size()); size >= shortest_remainder; --size) {
        if (text.ends_with(needle.substr(0, size))) {
            text.replace(text.size() - size, size, replacement);
            return;
        }
    }
}

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
    const auto needle = credential.reveal();
    if (needle.size() < shortest_credential) {
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
        redact_remainder(*text, credential);
    }
    for (std::string& quota : object.quota_ids) {
        redact(quota, credential);
    }
    redact_strings(object.details, credential);
}

} // namespace coai::http
