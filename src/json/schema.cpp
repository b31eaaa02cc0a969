#include "json/description.hpp"
#include "json/schema_name.hpp"
#include "json/struct_uses.hpp"
#include "json/text.hpp"

#include <coai/json/error.hpp>
#include <coai/json/schema_notes.hpp>
#include <coai/schema.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coai::json::detail {

namespace {

using boost::json::array;
using boost::json::object;

/// What is written where it is used doubles with every level that uses a struct twice.
constexpr std::size_t max_values = 10'000;

std::string_view name_of(schema_dialect dialect) {
    switch (dialect) {
    case schema_dialect::openai_strict:
        return "openai_strict";
    case schema_dialect::gemini:
        return "gemini";
    case schema_dialect::plain:
        break;
    }
    return "plain";
}

object of_type(std::string_view name, std::string_view description) {
    object schema;
    schema["type"] = name;
    if (!description.empty())
        schema["description"] = description;
    return schema;
}

/// One of the schemas, without those that are there twice.
object any_of(std::vector<object> schemas, std::string_view description) {
    array alternatives;
    for (object& schema : schemas) {
        if (std::ranges::find(alternatives, boost::json::value(schema)) == alternatives.end())
            alternatives.push_back(std::move(schema));
    }
    object result;
    if (alternatives.size() == 1)
        result = std::move(alternatives.front().get_object());
    else
        result["anyOf"] = std::move(alternatives);
    if (!description.empty())
        result["description"] = description;
    return result;
}

/// The schema of what follows `schema` or is null.
object or_null(object schema) {
    const object null{{"type", "null"}};
    if (auto* alternatives = schema.if_contains("anyOf")) {
        array& list = alternatives->get_array();
        if (std::ranges::find(list, boost::json::value(null)) == list.end())
            list.push_back(null);
        return schema;
    }
    const auto* type = schema.if_contains("type");
    if (type == nullptr && !schema.contains("$ref"))
        return schema; // takes anything
    if (type != nullptr && type->is_array())
        return schema; // takes null already
    const bool plain_scalar =
        type != nullptr && *type != "object" && *type != "array" && !schema.contains("enum");
    if (plain_scalar) {
        schema["type"] = array{*type, "null"};
        return schema;
    }
    object result;
    boost::json::value description;
    if (auto* own = schema.if_contains("description")) {
        description = std::move(*own);
        schema.erase("description");
    }
    result["anyOf"] = array{std::move(schema), null};
    if (!description.is_null())
        result["description"] = std::move(description);
    return result;
}

std::string_view description_in(const schema_notes* notes) {
    return notes != nullptr ? notes->description : std::string_view();
}

std::string_view description_of_member(const schema_notes* notes, std::string_view name) {
    if (notes == nullptr)
        return {};
    const auto found = std::ranges::find(notes->members, name, &member_description::name);
    return found != notes->members.end() ? found->text : std::string_view();
}

/// What is to be said of an enumeration: its description, the values of an open one, which takes
/// others too, and the descriptions of values.
std::string describe_values(const enumeration_type& type, std::string_view description) {
    std::string text(description.empty() ? description_in(type.notes) : description);
    if (type.open) {
        text += text.empty() ? "Such as " : " Such as ";
        for (std::size_t index = 0; type.name(index).data() != nullptr; ++index) {
            text += index > 0 ? ", " : "";
            append_string(text, type.name(index));
        }
        text += '.';
    }
    if (type.notes != nullptr) {
        for (const member_description& each : type.notes->members) {
            text += text.empty() ? "" : "\n";
            text.append(each.name).append(": ").append(each.text);
        }
    }
    return text;
}

class schema_writer {
public:
    schema_writer(const type& root, schema_dialect dialect)
        : root_(root), dialect_(dialect), uses_(root) {}

    object write() {
        const bool is_struct = root_.kind == shape::object;
        if (strict() && !is_struct)
            refuse("a root that is " + describe(root_), "put it into a struct");
        object schema =
            is_struct ? write_struct(static_cast<const object_type&>(root_), {}) : value(root_, {});
        if (!definitions_.empty()) {
            object definitions;
            for (auto& [name, definition] : definitions_)
                definitions[name] = std::move(definition);
            schema["$defs"] = std::move(definitions);
        }
        return schema;
    }

private:
    bool strict() const { return dialect_ == schema_dialect::openai_strict; }

    [[noreturn]] void refuse(std::string_view what, std::string_view advice = {}) const {
        std::string reason(what);
        reason.append(" cannot be expressed in the schema dialect ").append(name_of(dialect_));
        reason.append(advice.empty() ? "" : "; ").append(advice);
        throw schema_error(path_, std::move(reason));
    }

    void require_plain(std::string_view what, std::string_view advice = {}) const {
        if (dialect_ != schema_dialect::plain)
            refuse(what, advice);
    }

    /// Goes one step down in `path_` and writes the schema there.
    object below(std::string_view step, const type& at, std::string_view description) {
        const std::size_t size = path_.size();
        path_ += step;
        object schema = value(at, description);
        path_.resize(size);
        return schema;
    }

    /// @param description Where not empty, said in place of the type's own.
    object value(const type& wanted, std::string_view description) {
        if (++values_ > max_values)
            refuse("a type of more than " + std::to_string(max_values) + " values");
        switch (wanted.kind) {
        case shape::boolean:
            return of_type("boolean", description);
        case shape::integer:
        case shape::unsigned_integer:
            return write_integer(static_cast<const number_type&>(wanted), description);
        case shape::real:
            return of_type("number", description);
        case shape::string:
            return of_type("string", description);
        case shape::raw:
            return write_document(document_type::content::any, description);
        case shape::document:
            return write_document(static_cast<const document_type&>(wanted).holds, description);
        case shape::enumeration:
            return write_enumeration(static_cast<const enumeration_type&>(wanted), description);
        case shape::optional:
            return or_null(value(*static_cast<const optional_type&>(wanted).element, description));
        case shape::array:
            return write_array(static_cast<const array_type&>(wanted), description);
        case shape::map:
            return write_map(static_cast<const map_type&>(wanted), description);
        case shape::object:
            return use_struct(static_cast<const object_type&>(wanted), description);
        case shape::choice:
            return write_choice(static_cast<const choice_type&>(wanted), description);
        }
        return {};
    }

    static object write_integer(const number_type& type, std::string_view description) {
        object schema = of_type("integer", description);
        const bool has_sign = type.kind == shape::integer;
        const std::size_t bits = type.bytes * 8 - (has_sign ? 1 : 0);
        const bool narrow = type.bytes < sizeof(std::int64_t);
        const std::int64_t beyond = narrow ? std::int64_t{1} << bits : 0;
        if (narrow || !has_sign)
            schema["minimum"] = has_sign ? -beyond : 0;
        if (narrow)
            schema["maximum"] = beyond - 1;
        return schema;
    }

    object write_document(document_type::content holds, std::string_view description) {
        switch (holds) {
        case document_type::content::object:
            require_plain("an object with any members");
            return of_type("object", description);
        case document_type::content::array:
            require_plain("an array of any values");
            return of_type("array", description);
        case document_type::content::any:
            break;
        }
        require_plain("any value");
        object schema;
        if (!description.empty())
            schema["description"] = description;
        return schema;
    }

    object write_enumeration(const enumeration_type& type, std::string_view description) {
        object schema = of_type("string", describe_values(type, description));
        if (type.open)
            return schema;
        array names;
        for (std::size_t index = 0; type.name(index).data() != nullptr; ++index)
            names.emplace_back(type.name(index));
        if (names.empty())
            refuse("an enumeration without values");
        schema["enum"] = std::move(names);
        return schema;
    }

    object write_array(const array_type& type, std::string_view description) {
        object schema = of_type("array", description);
        schema["items"] = below("[]", *type.element, {});
        if (type.fixed_size) {
            schema["minItems"] = *type.fixed_size;
            schema["maxItems"] = *type.fixed_size;
        }
        return schema;
    }

    object write_map(const map_type& type, std::string_view description) {
        require_plain("a map", "a vector of structs with a key and a value can");
        object schema = of_type("object", description);
        schema["additionalProperties"] = below("[]", *type.element, {});
        return schema;
    }

    object write_choice(const choice_type& type, std::string_view description) {
        std::vector<object> alternatives;
        for (const detail::type* alternative : type.alternatives)
            alternatives.push_back(value(*alternative, {}));
        return any_of(std::move(alternatives), description);
    }

    object write_struct(const object_type& type, std::string_view description) {
        object schema =
            of_type("object", description.empty() ? description_in(type.notes) : description);
        object properties;
        array required;
        for (const field& member : type.fields) {
            properties[member.name] = write_member(member, type.notes);
            if (member.required() || strict())
                required.emplace_back(member.name);
        }
        schema["properties"] = std::move(properties);
        if (!required.empty() || strict())
            schema["required"] = std::move(required);
        if (strict())
            schema["additionalProperties"] = false;
        return schema;
    }

    object write_member(const field& member, const schema_notes* notes) {
        const type* wanted = member.value;
        if (dialect_ == schema_dialect::plain) {
            while (wanted->kind == shape::optional) // absence says it
                wanted = static_cast<const optional_type*>(wanted)->element;
        }
        std::string step(path_.empty() ? "" : ".");
        step += member.name;
        return below(step, *wanted, description_of_member(notes, member.name));
    }

    object use_struct(const object_type& type, std::string_view description) {
        if (dialect_ == schema_dialect::gemini)
            return write_in_place(type, description);
        return uses_.is_repeated(type) ? refer_to(type, description)
                                       : write_struct(type, description);
    }

    object write_in_place(const object_type& type, std::string_view description) {
        if (std::ranges::find(around_, &type) != around_.end() || &type == &root_)
            refuse("a struct that contains itself");
        around_.push_back(&type);
        object schema = write_struct(type, description);
        around_.pop_back();
        return schema;
    }

    object refer_to(const object_type& type, std::string_view description) {
        object schema;
        schema["$ref"] = "#/$defs/" + definition_of(type);
        // OpenAI allows nothing beside a reference.
        if (strict() && !description.empty()) {
            object wrapped;
            wrapped["anyOf"] = array{std::move(schema)};
            schema = std::move(wrapped);
        }
        if (!description.empty())
            schema["description"] = description;
        return schema;
    }

    /// The name of the struct's definition, which is made where there is none yet.
    std::string definition_of(const object_type& type) {
        if (const auto known = names_.find(&type); known != names_.end())
            return known->second;
        std::string name = unused_name(make_schema_name(type));
        names_.emplace(&type, name);
        const std::size_t place = definitions_.size();
        definitions_.emplace_back(name, object());
        object definition = write_struct(type, {});
        definitions_[place].second = std::move(definition);
        return name;
    }

    std::string unused_name(const std::string& wanted) const {
        std::string name = wanted;
        const auto is_taken = [&](const auto& definition) { return definition.first == name; };
        for (int number = 2; std::ranges::any_of(definitions_, is_taken); ++number)
            name = wanted + '_' + std::to_string(number);
        return name;
    }

    const type& root_;
    schema_dialect dialect_;
    struct_uses uses_;
    std::string path_;
    std::size_t values_ = 0;
    /// The structs that are being written, from the outermost to the innermost below the root.
    std::vector<const object_type*> around_;
    std::map<const object_type*, std::string> names_;
    std::vector<std::pair<std::string, object>> definitions_;
};

} // namespace

object make_schema(const type& described, schema_dialect dialect) {
    return schema_writer(described, dialect).write();
}

} // namespace coai::json::detail
