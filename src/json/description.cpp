#include "json/description.hpp"

#include "json/text.hpp"

#include <utility>

namespace coai::json::detail {

namespace {

std::string describe_bits(std::string text, const type& wanted) {
    const auto& number = static_cast<const number_type&>(wanted);
    return std::move(text) + " of " + std::to_string(number.bytes * 8) + " bits";
}

std::string describe_names(const enumeration_type& wanted) {
    std::string result = "one of ";
    for (std::size_t index = 0; wanted.name(index).data() != nullptr; ++index) {
        if (index > 0)
            result += ", ";
        append_string(result, wanted.name(index));
    }
    return result;
}

std::string describe_alternatives(const choice_type& wanted) {
    std::string result;
    for (const type* alternative : wanted.alternatives) {
        if (!result.empty())
            result += " or ";
        result += describe(*alternative);
    }
    return result;
}

std::string describe_document(const document_type& wanted) {
    switch (wanted.holds) {
    case document_type::content::object:
        return "an object";
    case document_type::content::array:
        return "an array";
    default:
        return "any value";
    }
}

std::string describe_array(const array_type& wanted) {
    if (!wanted.fixed_size)
        return "an array";
    return "an array of " + std::to_string(*wanted.fixed_size) + " elements";
}

} // namespace

std::string describe(const type& wanted) {
    switch (wanted.kind) {
    case shape::boolean:
        return "true or false";
    case shape::integer:
        return describe_bits("an integer", wanted);
    case shape::unsigned_integer:
        return describe_bits("an unsigned integer", wanted);
    case shape::real:
        return "a number";
    case shape::string:
        return "a string";
    case shape::raw:
        return "any value";
    case shape::document:
        return describe_document(static_cast<const document_type&>(wanted));
    case shape::enumeration: {
        const auto& enumeration = static_cast<const enumeration_type&>(wanted);
        return enumeration.open ? "a string" : describe_names(enumeration);
    }
    case shape::optional:
        return describe(*static_cast<const optional_type&>(wanted).element) + " or null";
    case shape::array:
        return describe_array(static_cast<const array_type&>(wanted));
    case shape::map:
    case shape::object:
        return "an object";
    case shape::choice:
        return describe_alternatives(static_cast<const choice_type&>(wanted));
    }
    return {};
}

std::string describe(const token& found) {
    switch (found.what) {
    case token::kind::null:
        return "null";
    case token::kind::boolean:
        return found.boolean ? "true" : "false";
    case token::kind::integer:
    case token::kind::unsigned_integer:
    case token::kind::real:
        return "the number " + std::string(found.str().substr(0, 60));
    case token::kind::string: {
        std::string result = "the string ";
        append_excerpt(result, found.str());
        return result;
    }
    case token::kind::array:
        return "an array of " + std::to_string(found.size) + " elements";
    case token::kind::object:
        return "an object";
    }
    return {};
}

} // namespace coai::json::detail
