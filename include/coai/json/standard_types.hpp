#pragma once

#include <coai/json/raw.hpp>
#include <coai/json/schema_notes.hpp>
#include <coai/json/type.hpp>
#include <coai/open_enum.hpp>

#include <boost/json/value.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <variant>
#include <vector>

namespace coai::json::detail {

template <class T, class... Others>
concept none_of = (!std::same_as<T, Others> && ...);

/// Integers of up to 64 bits; bool and the character types are no numbers.
template <class T>
concept number_integer = std::integral<T> && sizeof(T) <= 8 &&
                         none_of<T, bool, char, wchar_t, char8_t, char16_t, char32_t>;

template <>
struct type_of<bool> {
    static constexpr type value{shape::boolean};
};

template <number_integer T>
struct type_of<T> {
    static constexpr number_type value{
        {std::signed_integral<T> ? shape::integer : shape::unsigned_integer}, sizeof(T)};
};

template <class T>
requires std::same_as<T, float> || std::same_as<T, double>
struct type_of<T> {
    static constexpr number_type value{{shape::real}, sizeof(T)};
};

template <>
struct type_of<std::string> {
    static constexpr type value{shape::string};
};

template <>
struct type_of<raw> {
    static constexpr type value{shape::raw};
};

template <>
struct type_of<boost::json::value> {
    static constexpr document_type value{{shape::document}, document_type::content::any};
};

template <>
struct type_of<boost::json::object> {
    static constexpr document_type value{{shape::document}, document_type::content::object};
};

template <>
struct type_of<boost::json::array> {
    static constexpr document_type value{{shape::document}, document_type::content::array};
};

template <named_enum E>
std::string_view enumerator_name(std::size_t index) {
    const auto& entries = enum_names<E>::entries;
    return index < std::size(entries) ? std::data(entries)[index].name : std::string_view();
}

/// The names of an enumeration's values.
template <named_enum E>
constexpr auto enumerator_names() {
    std::array<std::string_view, std::size(enum_names<E>::entries)> names{};
    for (std::size_t index = 0; index < names.size(); ++index)
        names[index] = std::data(enum_names<E>::entries)[index].name;
    return names;
}

template <named_enum E>
struct type_of<E> {
    static_assert(descriptions_fit<E>(enumerator_names<E>()),
                  "descriptions<E> names a value that E does not have, or one twice");

    static bool assign(void* to, std::string_view text) {
        const auto enumerator = enum_from_name<E>(text);
        if (enumerator)
            *static_cast<E*>(to) = *enumerator;
        return enumerator.has_value();
    }
    static void reset(void* to) { *static_cast<E*>(to) = E(); }
    static std::string_view text(void* from) { return name_of(*static_cast<E*>(from)); }

    static constexpr enumeration_type value{
        {shape::enumeration}, false, assign, reset, text, enumerator_name<E>, &schema_notes_of<E>};
};

template <named_enum E>
struct type_of<open_enum<E>> {
    static bool assign(void* to, std::string_view text) {
        *static_cast<open_enum<E>*>(to) = text;
        return true;
    }
    static void reset(void* to) { *static_cast<open_enum<E>*>(to) = std::string_view(); }
    static std::string_view text(void* from) {
        const auto& self = *static_cast<open_enum<E>*>(from);
        return self.empty() ? std::string_view("") : self.str();
    }

    static constexpr enumeration_type value{
        {shape::enumeration}, true, assign, reset, text, enumerator_name<E>, &schema_notes_of<E>};
};

// From here on a table refers to other tables, maybe back to itself through a recursive type, so it
// is defined apart from its declaration.

template <class T>
struct type_of<std::optional<T>> {
    static void* engage(void* optional) {
        auto& self = *static_cast<std::optional<T>*>(optional);
        return self ? &*self : &self.emplace();
    }
    static void* get(void* optional) {
        auto& self = *static_cast<std::optional<T>*>(optional);
        return self ? &*self : nullptr;
    }
    static void reset(void* optional) { static_cast<std::optional<T>*>(optional)->reset(); }

    static const optional_type value;
};

template <class T>
constinit const optional_type type_of<std::optional<T>>::value{
    {shape::optional}, &type_of<T>::value, engage, get, reset};

template <class T, class Allocator>
struct type_of<std::vector<T, Allocator>> {
    using vector = std::vector<T, Allocator>;

    static std::size_t size(void* array) { return static_cast<vector*>(array)->size(); }
    static void resize(void* array, std::size_t count) {
        static_cast<vector*>(array)->resize(count);
    }
    static void* data(void* array) { return static_cast<vector*>(array)->data(); }

    static const array_type value;
};

template <class T, class Allocator>
constinit const array_type type_of<std::vector<T, Allocator>>::value{
    {shape::array}, &type_of<T>::value, sizeof(T), {}, size, resize, data, nullptr, nullptr};

template <class Allocator>
struct type_of<std::vector<bool, Allocator>> {
    using vector = std::vector<bool, Allocator>;

    static std::size_t size(void* array) { return static_cast<vector*>(array)->size(); }
    static void resize(void* array, std::size_t count) {
        static_cast<vector*>(array)->resize(count);
    }
    static bool get_bit(void* array, std::size_t index) {
        return (*static_cast<vector*>(array))[index];
    }
    static void set_bit(void* array, std::size_t index, bool bit) {
        (*static_cast<vector*>(array))[index] = bit;
    }

    static constexpr array_type value{
        {shape::array}, &type_of<bool>::value, 0, {}, size, resize, nullptr, get_bit, set_bit};
};

template <class T, std::size_t Size>
struct type_of<std::array<T, Size>> {
    static std::size_t size(void*) { return Size; }
    static void* data(void* array) { return static_cast<std::array<T, Size>*>(array)->data(); }

    static const array_type value;
};

template <class T, std::size_t Size>
constinit const array_type type_of<std::array<T, Size>>::value{
    {shape::array}, &type_of<T>::value, sizeof(T), Size, size, nullptr, data, nullptr, nullptr};

// The members are not in the constrained specialisation, because Clang 14 finds no out-of-class
// definitions there.
template <class Map>
struct type_of_map {
    static void clear(void* map) { static_cast<Map*>(map)->clear(); }
    static void* insert(void* map, std::string_view key) {
        return &static_cast<Map*>(map)->try_emplace(std::string(key)).first->second;
    }
    static void each(void* map, void* context, map_type::visitor visit) {
        for (auto& [key, mapped] : *static_cast<Map*>(map)) {
            if (!visit(context, key, &mapped))
                return;
        }
    }

    static const map_type value;
};

template <class Map>
constinit const map_type type_of_map<Map>::value{
    {shape::map}, &type_of<typename Map::mapped_type>::value, clear, insert, each};

/// A map from strings, ordered or not.
template <class T>
concept string_map = std::same_as<typename T::key_type, std::string> && requires {
    typename T::mapped_type;
};

template <string_map Map>
struct type_of<Map> : type_of_map<Map> {};

template <class... Alternatives>
struct type_of<std::variant<Alternatives...>> {
    using variant = std::variant<Alternatives...>;

    template <std::size_t Index>
    static void* emplace_at(variant& self) {
        if (auto* current = std::get_if<Index>(&self))
            return current;
        return &self.template emplace<Index>();
    }
    static void* emplace(void* choice, std::size_t index) {
        return emplace(*static_cast<variant*>(choice), index,
                       std::index_sequence_for<Alternatives...>());
    }
    template <std::size_t... Indices>
    static void* emplace(variant& self, std::size_t index, std::index_sequence<Indices...>) {
        constexpr void* (*emplacers[])(variant&) = {emplace_at<Indices>...};
        return emplacers[index](self);
    }
    static std::size_t index(void* choice) { return static_cast<variant*>(choice)->index(); }
    static void* get(void* choice) {
        return std::visit([](auto& alternative) -> void* { return &alternative; },
                          *static_cast<variant*>(choice));
    }

    static const std::array<const type*, sizeof...(Alternatives)> alternatives;
    static const choice_type value;
};

template <class... Alternatives>
constinit const std::array<const type*, sizeof...(Alternatives)>
    type_of<std::variant<Alternatives...>>::alternatives = {&type_of<Alternatives>::value...};

template <class... Alternatives>
constinit const choice_type type_of<std::variant<Alternatives...>>::value{
    {shape::choice}, alternatives, emplace, index, get};

} // namespace coai::json::detail
