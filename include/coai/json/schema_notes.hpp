#pragma once

#include <cstddef>
#include <iterator>
#include <span>
#include <string_view>

namespace coai {

/// What a JSON schema says about one member of a struct, or one value of an enumeration.
struct member_description {
    constexpr member_description(std::string_view member, std::string_view what_it_is)
        : name(member), text(what_it_is) {}

    std::string_view name;
    std::string_view text;
};

/// What JSON schemas, and so the models that follow them, are told about a type. Specialise it for
/// a described struct or enumeration before the type is first used with the codec; every member of
/// the specialisation may be left out:
///
///     template <>
///     struct coai::descriptions<get_weather> {
///         static constexpr std::string_view name = "weather_query";  // in place of the type's own
///         static constexpr std::string_view type = "A place and a unit.";
///         static constexpr coai::member_description members[] = {
///             {"location", "The city and state, e.g. Chicago, IL"},
///         };
///     };
///
/// A description of a member that does not exist does not compile.
template <class T>
struct descriptions {};

} // namespace coai

namespace coai::json::detail {

/// What a table says for JSON schemas; nothing that the codec needs.
struct schema_notes {
    /// As the compiler writes it: `shop::order`, `page<item>`.
    std::string_view type_name;
    std::string_view description;
    std::span<const member_description> members;
};

template <class T>
constexpr const char* signature() {
    return __PRETTY_FUNCTION__;
}

/// The name of T as g++ and clang write it at the end of a signature: "… [with T = event]".
template <class T>
constexpr std::string_view type_name() {
    std::string_view name = signature<T>();
    constexpr std::string_view before = "T = ";
    name.remove_prefix(name.find(before) + before.size());
    name.remove_suffix(1);
    return name;
}

template <class T>
constexpr schema_notes make_schema_notes() {
    schema_notes notes{type_name<T>(), {}, {}};
    if constexpr (requires { descriptions<T>::name; })
        notes.type_name = descriptions<T>::name;
    if constexpr (requires { descriptions<T>::type; })
        notes.description = descriptions<T>::type;
    if constexpr (requires { descriptions<T>::members; })
        notes.members = descriptions<T>::members;
    return notes;
}

template <class T>
inline constexpr schema_notes schema_notes_of = make_schema_notes<T>();

/// Whether every description of T is of one of these names, and none is described twice.
template <class T, class Names>
constexpr bool descriptions_fit(const Names& names) {
    if constexpr (requires { descriptions<T>::members; }) {
        const auto& described = descriptions<T>::members;
        for (std::size_t at = 0; at < std::size(described); ++at) {
            bool known = false;
            for (const std::string_view name : names)
                known = known || name == described[at].name;
            for (std::size_t before = 0; before < at; ++before)
                known = known && described[before].name != described[at].name;
            if (!known)
                return false;
        }
    }
    return true;
}

} // namespace coai::json::detail
