#include "json/reading.hpp"

#include "json/description.hpp"
#include "json/document.hpp"
#include "json/field_set.hpp"
#include "json/match.hpp"
#include "json/number.hpp"
#include "json/reset.hpp"

#include <coai/json/name_code.hpp>
#include <coai/json/raw.hpp>

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace coai::json::detail {

namespace {

// A number or boolean as the text it would have had as a string.
std::optional<std::string_view> scalar_text(const token& from) {
    switch (from.what) {
    case token::kind::boolean:
        return from.boolean ? "true" : "false";
    case token::kind::integer:
    case token::kind::unsigned_integer:
    case token::kind::real:
        return from.str();
    default:
        return std::nullopt;
    }
}

bool takes_null(const type& type) {
    switch (type.kind) {
    case shape::optional:
    case shape::raw:
        return true;
    case shape::document:
        return static_cast<const document_type&>(type).holds == document_type::content::any;
    case shape::choice:
        for (const detail::type* alternative : static_cast<const choice_type&>(type).alternatives) {
            if (takes_null(*alternative))
                return true;
        }
        return false;
    default:
        return false;
    }
}

class field_finder {
public:
    explicit field_finder(std::span<const field> fields) : fields_(fields) {}

    // The field's position, or the number of fields. Members mostly come in their described order,
    // so the search begins where the last one ended.
    std::size_t find(std::string_view name) {
        const std::uint64_t code = name_code(name);
        const std::size_t index = next_ < fields_.size() && has_name(fields_[next_], name, code)
                                      ? next_
                                      : search(name, code);
        if (index < fields_.size())
            next_ = index + 1;
        return index;
    }

private:
    static bool has_name(const field& member, std::string_view name, std::uint64_t code) {
        return member.code == code && member.name.size() == name.size() &&
               (name.size() <= 8 || member.name == name);
    }

    std::size_t search(std::string_view name, std::uint64_t code) const {
        std::size_t index = next_;
        for (std::size_t left = fields_.size(); left > 0; --left, ++index) {
            if (index >= fields_.size())
                index = 0;
            if (has_name(fields_[index], name, code))
                return index;
        }
        return fields_.size();
    }

    std::span<const field> fields_;
    std::size_t next_ = 0;
};

} // namespace

bool reading::read(const type& type, void* to, const token& from, bool json_text) {
    if (from.what == token::kind::null && lenient_ && !takes_null(type)) {
        reset(type, to);
        return true;
    }
    switch (type.kind) {
    case shape::boolean:
        if (from.what != token::kind::boolean)
            return misfit(type, from);
        *static_cast<bool*>(to) = from.boolean;
        return true;
    case shape::integer:
    case shape::unsigned_integer:
    case shape::real:
        return store_number(static_cast<const number_type&>(type), to, from, lenient_) ||
               misfit(type, from);
    case shape::string:
        return read_string(type, *static_cast<std::string*>(to), from, json_text);
    case shape::raw: {
        std::string& text = static_cast<raw*>(to)->text_;
        text.clear();
        append_token(text, from);
        return true;
    }
    case shape::document:
        return read_document(static_cast<const document_type&>(type), to, from);
    case shape::enumeration:
        return read_enumeration(static_cast<const enumeration_type&>(type), to, from);
    case shape::optional:
        return read_optional(static_cast<const optional_type&>(type), to, from, json_text);
    case shape::array:
        return read_array(static_cast<const array_type&>(type), to, from);
    case shape::map:
        return read_map(static_cast<const map_type&>(type), to, from);
    case shape::object:
        return read_object(static_cast<const object_type&>(type), to, from);
    case shape::choice:
        return read_choice(static_cast<const choice_type&>(type), to, from);
    }
    return misfit(type, from);
}

bool reading::read_string(const type& type, std::string& to, const token& from, bool json_text) {
    if (from.what == token::kind::string) {
        to.assign(from.str());
        return true;
    }
    if (!lenient_)
        return misfit(type, from);
    if (const auto text = scalar_text(from)) {
        to.assign(*text);
        return true;
    }
    if (!json_text)
        return misfit(type, from);
    to.clear();
    append_token(to, from);
    return true;
}

bool reading::read_document(const document_type& type, void* to, const token& from) {
    switch (type.holds) {
    case document_type::content::object:
        if (from.what != token::kind::object)
            return misfit(type, from);
        *static_cast<boost::json::object*>(to) =
            std::move(to_document(from, documents_).get_object());
        return true;
    case document_type::content::array:
        if (from.what != token::kind::array)
            return misfit(type, from);
        *static_cast<boost::json::array*>(to) =
            std::move(to_document(from, documents_).get_array());
        return true;
    default:
        *static_cast<boost::json::value*>(to) = to_document(from, documents_);
        return true;
    }
}

bool reading::read_enumeration(const enumeration_type& type, void* to, const token& from) {
    std::optional<std::string_view> text;
    if (from.what == token::kind::string)
        text = from.str();
    else if (lenient_)
        text = scalar_text(from);
    return (text && type.assign(to, *text)) || misfit(type, from);
}

bool reading::read_optional(const optional_type& type, void* to, const token& from,
                            bool json_text) {
    if (from.what == token::kind::null && !takes_null(*type.element)) {
        type.reset(to);
        return true;
    }
    return read(*type.element, type.engage(to), from, json_text);
}

bool reading::read_array(const array_type& type, void* to, const token& from) {
    if (from.what != token::kind::array || from.size != type.fixed_size.value_or(from.size))
        return misfit(type, from);
    if (!type.fixed_size)
        type.resize(to, from.size);

    auto* element = type.data != nullptr ? static_cast<std::byte*>(type.data(to)) : nullptr;
    std::size_t index = 0;
    for (const token* next = &from + 1; next != from.next(); next = next->next()) {
        bool bit = false;
        void* const target = type.data != nullptr ? static_cast<void*>(element) : &bit;
        if (!read(*type.element, target, *next)) {
            path_.prepend(index);
            return false;
        }
        if (type.data == nullptr)
            type.set_bit(to, index, bit);
        element += type.stride;
        ++index;
    }
    return true;
}

bool reading::read_map(const map_type& type, void* to, const token& from) {
    if (from.what != token::kind::object)
        return misfit(type, from);
    type.clear(to);
    for (const token* key = &from + 1; key != from.next(); key = key[1].next()) {
        if (!read(*type.element, type.insert(to, key->str()), key[1])) {
            path_.prepend(key->str());
            return false;
        }
    }
    return true;
}

bool reading::read_object(const object_type& type, void* to, const token& from) {
    if (from.what != token::kind::object)
        return misfit(type, from);

    boost::json::object* const extra = type.extra != nullptr ? &type.extra(to) : nullptr;
    if (extra != nullptr && !extra->empty())
        extra->clear();
    const auto keep = [&](std::string_view name, const token& value) {
        extra->insert_or_assign(name, to_document(value, documents_));
    };

    field_set seen;
    field_set done; // of those seen, the ones that were read
    field_finder fields(type.fields);
    const token* const end = from.next();
    for (const token* key = &from + 1; key != end; key = key[1].next()) {
        const token& value = key[1];
        const std::size_t index = fields.find(key->str());
        if (index == type.fields.size()) {
            if (extra != nullptr)
                keep(key->str(), value);
            continue;
        }
        const field& member = type.fields[index];

        // The last of several members with one name counts.
        if (seen.contains(index)) {
            done.erase(index);
            if (extra != nullptr)
                extra->erase(member.name);
        }
        seen.insert(index);
        // Most of what there is to read.
        if (value.what == token::kind::string && member.value->kind == shape::string) {
            static_cast<std::string*>(member.access(to))->assign(value.text, value.size);
            done.insert(index);
            continue;
        }
        if (value.what == token::kind::null && lenient_ && !takes_null(*member.value))
            continue;
        if (read(*member.value, member.access(to), value, member.json_text)) {
            done.insert(index);
        } else if (!lenient_) {
            path_.prepend(member.name);
            return false;
        } else if (extra != nullptr) {
            keep(member.name, value);
        }
    }

    const std::size_t size = type.fields.size();
    for (std::size_t index = done.next_absent(0, size); index < size;
         index = done.next_absent(index + 1, size)) {
        if (!lenient_ && type.fields[index].required())
            return missing(from, type.fields[index].name);
        reset_member(type.fields[index], to);
    }
    return true;
}

bool reading::read_choice(const choice_type& type, void* to, const token& from) {
    const auto index = select_alternative(type, from);
    if (!index)
        return misfit(type, from);
    if (!read(*type.alternatives[*index], type.emplace(to, *index), from))
        return false;
    if (type.finish != nullptr)
        type.finish(to);
    return true;
}

bool reading::misfit(const type& wanted, const token& found) {
    wanted_ = &wanted;
    found_ = &found;
    path_.clear();
    return false;
}

bool reading::missing(const token& object, std::string_view member) {
    wanted_ = nullptr;
    found_ = &object;
    path_.clear();
    path_.prepend(member);
    return false;
}

decode_error reading::error(const tape& source) const {
    std::string reason = "a required member is missing";
    if (wanted_ != nullptr)
        reason = "expected " + describe(*wanted_) + ", found " + describe(*found_);
    return decode_error(path_.str(), source.offset_of(*found_), std::move(reason));
}

} // namespace coai::json::detail
