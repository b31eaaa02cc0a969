#include <coai/headers.hpp>

#include "http/ascii.hpp"

#include <algorithm>
#include <utility>

namespace coai {

headers::headers(std::initializer_list<field> fields) {
    std::size_t bytes = 0;
    for (const auto& [name, value] : fields) {
        bytes += name.size() + value.size();
    }
    reserve(fields.size(), bytes);
    for (const auto& [name, value] : fields) {
        add(name, value);
    }
}

void headers::add(std::string_view name, std::string_view value) {
    const auto needed = text_.size() + name.size() + value.size();
    if (needed <= text_.capacity()) {
        sizes_.push_back({name.size(), value.size()});
        text_.append(name).append(value);
        return;
    }
    // The old text lives until the arguments, which may be views of it, are copied.
    std::string grown;
    grown.reserve(std::max(needed, 2 * text_.capacity()));
    grown.append(text_).append(name).append(value);
    sizes_.push_back({name.size(), value.size()});
    text_.swap(grown);
}

void headers::set(std::string_view name, std::string_view value) {
    headers result;
    result.reserve(size() + 1, text_.size() + name.size() + value.size());
    bool placed = false;
    for (const auto [old_name, old_value] : *this) {
        if (!http::equal_ignoring_case(old_name, name)) {
            result.add(old_name, old_value);
        } else if (!placed) {
            result.add(name, value);
            placed = true;
        }
    }
    if (!placed) {
        result.add(name, value);
    }
    *this = std::move(result);
}

headers::size_type headers::erase(std::string_view name) {
    headers kept;
    kept.reserve(size(), text_.size());
    for (const auto [old_name, value] : *this) {
        if (!http::equal_ignoring_case(old_name, name)) {
            kept.add(old_name, value);
        }
    }
    const auto erased = size() - kept.size();
    *this = std::move(kept);
    return erased;
}

void headers::clear() noexcept {
    text_.clear();
    sizes_.clear();
}

void headers::reserve(size_type count, size_type bytes) {
    text_.reserve(bytes);
    sizes_.reserve(count);
}

std::optional<std::string_view> headers::find(std::string_view name) const noexcept {
    for (const auto [candidate, value] : *this) {
        if (http::equal_ignoring_case(candidate, name)) {
            return value;
        }
    }
    return std::nullopt;
}

bool headers::contains(std::string_view name) const noexcept { return find(name).has_value(); }

std::vector<std::string_view> headers::get_all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto [candidate, value] : *this) {
        if (http::equal_ignoring_case(candidate, name)) {
            values.push_back(value);
        }
    }
    return values;
}

} // namespace coai
