#include "json/reset.hpp"

#include <coai/json/raw.hpp>

#include <boost/json/value.hpp>

#include <cstring>
#include <string>

namespace coai::json::detail {

namespace {

void reset_document(const document_type& document, void* value) {
    switch (document.holds) {
    case document_type::content::object:
        static_cast<boost::json::object*>(value)->clear();
        break;
    case document_type::content::array:
        static_cast<boost::json::array*>(value)->clear();
        break;
    default:
        *static_cast<boost::json::value*>(value) = nullptr;
    }
}

void reset_array(const array_type& array, void* value) {
    if (!array.fixed_size) {
        array.resize(value, 0);
        return;
    }
    auto* element = static_cast<std::byte*>(array.data(value));
    for (std::size_t index = 0; index < *array.fixed_size; ++index)
        reset(*array.element, element + index * array.stride);
}

void reset_object(const object_type& object, void* value) {
    for (const field& member : object.fields)
        reset_member(member, value);
    if (object.extra != nullptr)
        object.extra(value).clear();
}

} // namespace

void reset(const type& type, void* value) {
    switch (type.kind) {
    case shape::boolean:
        *static_cast<bool*>(value) = false;
        break;
    case shape::integer:
    case shape::unsigned_integer:
    case shape::real:
        std::memset(value, 0, static_cast<const number_type&>(type).bytes);
        break;
    case shape::string:
        static_cast<std::string*>(value)->clear();
        break;
    case shape::raw:
        *static_cast<raw*>(value) = raw();
        break;
    case shape::document:
        reset_document(static_cast<const document_type&>(type), value);
        break;
    case shape::enumeration:
        static_cast<const enumeration_type&>(type).reset(value);
        break;
    case shape::optional:
        static_cast<const optional_type&>(type).reset(value);
        break;
    case shape::array:
        reset_array(static_cast<const array_type&>(type), value);
        break;
    case shape::map:
        static_cast<const map_type&>(type).clear(value);
        break;
    case shape::object:
        reset_object(static_cast<const object_type&>(type), value);
        break;
    case shape::choice: {
        const auto& choice = static_cast<const choice_type&>(type);
        reset(*choice.alternatives.front(), choice.emplace(value, 0));
        break;
    }
    }
}

void reset_member(const field& member, void* object) {
    if (member.reset != nullptr)
        member.reset(object);
    else
        reset(*member.value, member.access(object));
}

} // namespace coai::json::detail
