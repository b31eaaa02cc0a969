#pragma once

#include <coai/json/name_code.hpp>
#include <coai/json/type.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>

namespace coai::json::detail {

template <class Pointer>
struct member_pointer;

template <class Member, class Owner>
struct member_pointer<Member Owner::*> {
    using member = Member;
    using owner = Owner;
};

/// What an object of the type is before anything was read into it.
template <std::default_initializable T>
const T& defaults() {
    static const T value{};
    return value;
}

/// What is empty is left as it is if it is to be empty: the usual case, and cheaper than copying.
/// Of a struct's own empty() nothing is known.
template <class T>
void reset_to(T& value, const T& other) {
    constexpr bool is_struct = std::same_as<decltype(type_of<T>::value), const object_type>;
    if constexpr (!is_struct && requires { value.empty(); }) {
        if (value.empty() && other.empty())
            return;
    } else if constexpr (!is_struct && requires { value.has_value(); }) {
        if (!value.has_value() && !other.has_value())
            return;
    }
    value = other;
}

/// The field of a data member. `Owner` is named for a member inherited from a base.
template <auto Pointer, class Owner = typename member_pointer<decltype(Pointer)>::owner>
constexpr field member(std::string_view name) {
    using value_type = typename member_pointer<decltype(Pointer)>::member;

    field result{name, name_code(name), &type_of<value_type>::value,
                 +[](void* object) -> void* { return &(static_cast<Owner*>(object)->*Pointer); },
                 nullptr};
    if constexpr (std::default_initializable<Owner>) {
        result.reset = [](void* object) {
            reset_to(static_cast<Owner*>(object)->*Pointer, defaults<Owner>().*Pointer);
        };
    }
    return result;
}

} // namespace coai::json::detail
