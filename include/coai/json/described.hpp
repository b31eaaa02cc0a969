#pragma once

#include <coai/json/member.hpp>
#include <coai/json/schema_notes.hpp>
#include <coai/json/standard_types.hpp>
#include <coai/json/type.hpp>
#include <coai/open_enum.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

// The codec's tables for types described with BOOST_DESCRIBE_STRUCT, BOOST_DESCRIBE_CLASS and
// BOOST_DESCRIBE_ENUM, inherited members first.

namespace coai {

namespace detail {

template <class E, template <class...> class List, class... Descriptors>
constexpr std::array<enum_name<E>, sizeof...(Descriptors)> described_names(List<Descriptors...>) {
    return {{{Descriptors::value, Descriptors::name}...}};
}

} // namespace detail

template <class E>
requires boost::describe::has_describe_enumerators<E>::value struct enum_names<E> {
    static constexpr auto entries =
        detail::described_names<E>(boost::describe::describe_enumerators<E>());
};

namespace json::detail {

template <class T, template <class...> class List, class... Descriptors>
constexpr std::array<field, sizeof...(Descriptors)> described_fields(List<Descriptors...>) {
    return {{member<Descriptors::pointer, T>(Descriptors::name)...}};
}

template <template <class...> class List, class... Descriptors>
constexpr std::array<std::string_view, sizeof...(Descriptors)>
described_member_names(List<Descriptors...>) {
    return {Descriptors::name...};
}

// The members are not in the constrained specialisation, because Clang 14 finds no out-of-class
// definitions there.
template <class T>
struct type_of_described {
    using members = boost::describe::describe_members<T, boost::describe::mod_any_access |
                                                             boost::describe::mod_inherited>;
    static constexpr std::size_t size = boost::mp11::mp_size<members>::value;
    static_assert(size <= object_type::max_fields);
    static_assert(descriptions_fit<T>(described_member_names(members())),
                  "descriptions<T> names a member that T does not have, or one twice");

    static const std::array<field, size> fields;
    static const object_type value;
};

template <class T>
constinit const std::array<field, type_of_described<T>::size>
    type_of_described<T>::fields = described_fields<T>(members());

template <class T>
constinit const object_type type_of_described<T>::value{
    {shape::object}, fields, nullptr, false, &schema_notes_of<T>};

template <class T>
concept described_struct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <described_struct T>
struct type_of<T> : type_of_described<T> {};

} // namespace json::detail

} // namespace coai
