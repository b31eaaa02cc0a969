#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace coai {

/// An ordered list of HTTP header fields. Names compare without regard to ASCII case and may repeat
/// (RFC 9110 section 5); order and spelling are kept.
///
/// All text lives in one string, so a list costs two allocations however long it is. Nothing is
/// validated here: a request that carries an unusable name or value is refused when it is sent.
/// A view handed out is valid until the list is changed or destroyed. Arguments may be such views.
class headers {
public:
    /// One header, as views into the list.
    struct field {
        std::string_view name;
        std::string_view value;

        friend bool operator==(const field&, const field&) = default;
    };

    class const_iterator;
    using value_type = field;
    using size_type = std::size_t;
    using iterator = const_iterator;

    headers() = default;
    /// The given fields, in order: `headers{{"x-goog-user-project", "demo"}}`.
    headers(std::initializer_list<field> fields);

    /// Appends a field, also when the name is present already.
    void add(std::string_view name, std::string_view value);
    /// Makes `value` the only one of that name: the first field of the name keeps its place, the
    /// others go; appends the field if there is none.
    void set(std::string_view name, std::string_view value);
    /// Removes every field of that name; returns how many there were.
    size_type erase(std::string_view name);
    /// Removes everything and keeps the memory.
    void clear() noexcept;
    /// Makes room for `count` fields of `bytes` characters of names and values together.
    void reserve(size_type count, size_type bytes);

    /// The value of the first field of that name.
    std::optional<std::string_view> find(std::string_view name) const noexcept;
    /// True if there is a field of that name.
    bool contains(std::string_view name) const noexcept;
    /// The values of all fields of that name, in order.
    std::vector<std::string_view> get_all(std::string_view name) const;

    /// Number of fields.
    size_type size() const noexcept { return sizes_.size(); }
    bool empty() const noexcept { return sizes_.empty(); }

    const_iterator begin() const noexcept;
    const_iterator end() const noexcept;

    /// Equal fields in equal order and equal spelling.
    friend bool operator==(const headers&, const headers&) = default;

private:
    struct sizes {
        std::size_t name;
        std::size_t value;

        friend bool operator==(const sizes&, const sizes&) = default;
    };

    std::string text_;
    std::vector<sizes> sizes_;
};

static_assert(!std::is_aggregate_v<headers>);

/// Forward iterator over the fields; dereferences to a `field` by value.
class headers::const_iterator {
public:
    using iterator_concept = std::forward_iterator_tag;
    using iterator_category = std::input_iterator_tag;
    using value_type = field;
    using difference_type = std::ptrdiff_t;
    using reference = field;
    using pointer = void;

    const_iterator() = default;

    field operator*() const noexcept {
        return {{text_, sizes_->name}, {text_ + sizes_->name, sizes_->value}};
    }

    const_iterator& operator++() noexcept {
        text_ += sizes_->name + sizes_->value;
        ++sizes_;
        return *this;
    }

    const_iterator operator++(int) noexcept {
        const auto before = *this;
        ++*this;
        return before;
    }

    friend bool operator==(const const_iterator& a, const const_iterator& b) noexcept {
        return a.sizes_ == b.sizes_;
    }

private:
    friend class headers;
    const_iterator(const char* text, const sizes* field_sizes) noexcept
        : text_(text), sizes_(field_sizes) {}

    const char* text_ = nullptr;
    const sizes* sizes_ = nullptr;
};

inline headers::const_iterator headers::begin() const noexcept {
    return {text_.data(), sizes_.data()};
}

inline headers::const_iterator headers::end() const noexcept {
    return {text_.data() + text_.size(), sizes_.data() + sizes_.size()};
}

} // namespace coai
