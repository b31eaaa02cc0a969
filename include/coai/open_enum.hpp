#pragma once

#include <concepts>
#include <iterator>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

namespace coai {

/// One enumerator and its name on the wire.
template <class E>
struct enum_name {
    E value;
    std::string_view name;
};

/// The names of an enumeration's values. A specialisation has a member
/// `static constexpr enum_name<E> entries[]`; described enumerations have one through
/// <coai/json.hpp>.
template <class E>
struct enum_names;

/// An enumeration whose values are named.
template <class E>
concept named_enum = std::is_enum_v<E> && requires {
    std::begin(enum_names<E>::entries);
};

/// The enumerator that `name` names, if there is one. Case matters.
template <named_enum E>
constexpr std::optional<E> enum_from_name(std::string_view name) {
    for (const auto& entry : enum_names<E>::entries) {
        if (entry.name == name)
            return entry.value;
    }
    return std::nullopt;
}

/// The name of `value`; its data() is null if `value` has no name.
template <named_enum E>
constexpr std::string_view name_of(E value) {
    for (const auto& entry : enum_names<E>::entries) {
        if (entry.value == value)
            return entry.name;
    }
    return {};
}

/// A value of E, or any other string that a server may send in its place, or nothing at all (the
/// default, the same as an empty string). What was received is kept and sent back unchanged. Known
/// values hold no memory.
///
/// Distinct objects are safe to use from different threads; one object is not.
template <named_enum E>
class open_enum {
public:
    open_enum() = default;

    /// Empty if the enumerator has no name.
    open_enum(E value) { assign(name_of(value)); }

    template <std::convertible_to<std::string_view> Text>
    open_enum(const Text& text) {
        assign(text);
    }

    // A template, so that `= {}` empties the object and does not mean the enumerator 0.
    template <std::same_as<E> Value>
    open_enum& operator=(Value value) {
        assign(name_of(value));
        return *this;
    }

    template <std::convertible_to<std::string_view> Text>
    open_enum& operator=(const Text& text) {
        assign(text);
        return *this;
    }

    /// The value as it is written on the wire; valid until the object changes.
    std::string_view str() const { return known_ ? name_of(*known_) : std::string_view(other_); }

    /// The enumerator, unless the object is empty or holds a string that E does not know.
    std::optional<E> known() const { return known_; }

    bool empty() const { return !known_ && other_.empty(); }

    friend bool operator==(const open_enum& left, const open_enum& right) {
        return left.str() == right.str();
    }
    friend bool operator==(const open_enum& left, E right) { return left.known_ == right; }

    template <std::convertible_to<std::string_view> Text>
    friend bool operator==(const open_enum& left, const Text& right) {
        return left.str() == std::string_view(right);
    }

    friend std::ostream& operator<<(std::ostream& out, const open_enum& value) {
        return out << value.str();
    }

private:
    void assign(std::string_view text) {
        known_ = enum_from_name<E>(text);
        if (known_)
            other_.clear();
        else
            other_.assign(text);
    }

    std::optional<E> known_;
    std::string other_;
};

} // namespace coai
