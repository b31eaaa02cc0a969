#include "json/match.hpp"

#include "json/number.hpp"

#include <algorithm>

namespace coai::json::detail {

namespace {

enum class depth : unsigned char { value, members };

bool matches(const type& wanted, const token& from, depth look);

bool kind_matches(const type& wanted, const token& from) {
    switch (wanted.kind) {
    case shape::string:
    case shape::enumeration:
        return from.what == token::kind::string;
    case shape::array:
        return from.what == token::kind::array;
    case shape::map:
    case shape::object:
        return from.what == token::kind::object;
    case shape::optional:
        return kind_matches(*static_cast<const optional_type&>(wanted).element, from);
    default:
        return false;
    }
}

bool document_matches(const document_type& wanted, const token& from) {
    switch (wanted.holds) {
    case document_type::content::object:
        return from.what == token::kind::object;
    case document_type::content::array:
        return from.what == token::kind::array;
    default:
        return true;
    }
}

bool enumeration_matches(const enumeration_type& wanted, const token& from) {
    if (from.what != token::kind::string)
        return false;
    if (wanted.open)
        return true;
    for (std::size_t index = 0; wanted.name(index).data() != nullptr; ++index) {
        if (wanted.name(index) == from.str())
            return true;
    }
    return false;
}

bool array_matches(const array_type& wanted, const token& from, depth look) {
    if (from.what != token::kind::array || from.size != wanted.fixed_size.value_or(from.size))
        return false;
    return look == depth::value || from.size == 0 || matches(*wanted.element, (&from)[1], look);
}

bool has_member(const token& object, const field& wanted) {
    for (const token* key = &object + 1; key != object.next(); key = key[1].next()) {
        if (key->str() == wanted.name && matches(*wanted.value, key[1], depth::value))
            return true;
    }
    return false;
}

bool object_matches(const object_type& wanted, const token& from, depth look) {
    if (from.what != token::kind::object)
        return false;
    return look == depth::value || std::ranges::all_of(wanted.fields, [&](const field& member) {
               return !member.required() || has_member(from, member);
           });
}

bool matches(const type& wanted, const token& from, depth look) {
    switch (wanted.kind) {
    case shape::boolean:
        return from.what == token::kind::boolean;
    case shape::integer:
    case shape::unsigned_integer:
    case shape::real:
        return is_number(static_cast<const number_type&>(wanted), from);
    case shape::string:
        return from.what == token::kind::string;
    case shape::raw:
        return true;
    case shape::document:
        return document_matches(static_cast<const document_type&>(wanted), from);
    case shape::enumeration:
        return enumeration_matches(static_cast<const enumeration_type&>(wanted), from);
    case shape::optional:
        return from.what == token::kind::null ||
               matches(*static_cast<const optional_type&>(wanted).element, from, look);
    case shape::array:
        return array_matches(static_cast<const array_type&>(wanted), from, look);
    case shape::map:
        return from.what == token::kind::object;
    case shape::object:
        return object_matches(static_cast<const object_type&>(wanted), from, look);
    case shape::choice:
        return std::ranges::any_of(
            static_cast<const choice_type&>(wanted).alternatives,
            [&](const type* alternative) { return matches(*alternative, from, look); });
    }
    return false;
}

template <class Predicate>
std::optional<std::size_t> find_alternative(const choice_type& choice, Predicate matching) {
    for (std::size_t index = 0; index < choice.alternatives.size(); ++index) {
        if (matching(*choice.alternatives[index]))
            return index;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::size_t> select_alternative(const choice_type& choice, const token& from) {
    const auto fitting = find_alternative(choice, [&](const type& alternative) {
        return matches(alternative, from, depth::members);
    });
    if (fitting)
        return fitting;
    return find_alternative(
        choice, [&](const type& alternative) { return kind_matches(alternative, from); });
}

} // namespace coai::json::detail
