#include "json/writing.hpp"

#include "json/number.hpp"
#include "json/text.hpp"

#include <coai/json/raw.hpp>

namespace coai::json::detail {

namespace {

constexpr std::size_t max_depth = 256;

bool is_empty_document(const document_type& type, void* from) {
    switch (type.holds) {
    case document_type::content::object:
        return static_cast<boost::json::object*>(from)->empty();
    case document_type::content::array:
        return static_cast<boost::json::array*>(from)->empty();
    default:
        return static_cast<boost::json::value*>(from)->is_null();
    }
}

bool is_empty_map(const map_type& type, void* from) {
    bool empty = true;
    type.each(from, &empty, [](void* result, std::string_view, void*) {
        return *static_cast<bool*>(result) = false;
    });
    return empty;
}

bool is_empty(const type& type, void* from) {
    switch (type.kind) {
    case shape::string:
        return static_cast<std::string*>(from)->empty();
    case shape::document:
        return is_empty_document(static_cast<const document_type&>(type), from);
    case shape::enumeration: {
        const auto& enumeration = static_cast<const enumeration_type&>(type);
        return enumeration.open && enumeration.text(from).empty();
    }
    case shape::array:
        return static_cast<const array_type&>(type).size(from) == 0;
    case shape::map:
        return is_empty_map(static_cast<const map_type&>(type), from);
    default:
        return false;
    }
}

bool is_written(const object_type& type, const field& member, void* value) {
    if (member.value->kind == shape::optional)
        return static_cast<const optional_type&>(*member.value).get(value) != nullptr;
    return !type.omit_empty || member.written_empty || !is_empty(*member.value, value);
}

} // namespace

bool writing::write(const type& type, void* from) {
    switch (type.kind) {
    case shape::boolean:
        out_ += *static_cast<bool*>(from) ? "true" : "false";
        return true;
    case shape::integer:
    case shape::unsigned_integer:
    case shape::real:
        return write_number(static_cast<const number_type&>(type), from);
    case shape::string:
        return write_text(*static_cast<std::string*>(from));
    case shape::raw:
        out_ += static_cast<raw*>(from)->text();
        return true;
    case shape::document:
        return write_document(static_cast<const document_type&>(type), from);
    case shape::enumeration:
        return write_enumeration(static_cast<const enumeration_type&>(type), from);
    case shape::optional:
        return write_optional(static_cast<const optional_type&>(type), from);
    case shape::array:
        return write_array(static_cast<const array_type&>(type), from);
    case shape::map:
        return write_map(static_cast<const map_type&>(type), from);
    case shape::object:
        return write_object(static_cast<const object_type&>(type), from);
    case shape::choice:
        return write_choice(static_cast<const choice_type&>(type), from);
    }
    return true;
}

bool writing::write_text(std::string_view text) {
    return append_string(out_, text) || fail("text that is not UTF-8");
}

bool writing::write_number(const number_type& type, void* from) {
    if (type.kind == shape::integer) {
        append_integer(out_, load_integer(type, from));
        return true;
    }
    if (type.kind == shape::unsigned_integer) {
        append_integer(out_, load_unsigned_integer(type, from));
        return true;
    }
    // Each in its own type: the shortest text of a float is not that of the same value as a double.
    const bool appended = type.bytes == sizeof(float)
                              ? append_real(out_, *static_cast<float*>(from))
                              : append_real(out_, *static_cast<double*>(from));
    return appended || fail("a number that is not finite");
}

bool writing::write_document(const document_type& type, void* from) {
    switch (type.holds) {
    case document_type::content::object:
        return write(*static_cast<boost::json::object*>(from));
    case document_type::content::array:
        return write(*static_cast<boost::json::array*>(from));
    default:
        return write(*static_cast<boost::json::value*>(from));
    }
}

bool writing::write_enumeration(const enumeration_type& type, void* from) {
    const std::string_view text = type.text(from);
    if (text.data() == nullptr)
        return fail("a value of an enumeration that has no name");
    return write_text(text);
}

bool writing::write_optional(const optional_type& type, void* from) {
    if (void* const element = type.get(from))
        return write(*type.element, element);
    out_ += "null";
    return true;
}

bool writing::write_array(const array_type& type, void* from) {
    if (!enter())
        return false;
    char separator = '[';
    const std::size_t size = type.size(from);
    auto* element = type.data != nullptr ? static_cast<std::byte*>(type.data(from)) : nullptr;
    for (std::size_t index = 0; index < size; ++index) {
        separate(separator);
        bool bit = type.data == nullptr && type.get_bit(from, index);
        void* const value = type.data != nullptr ? static_cast<void*>(element) : &bit;
        if (!write(*type.element, value)) {
            place_.prepend(index);
            return false;
        }
        element += type.stride;
    }
    return leave(separator, '[', ']');
}

bool writing::write_map(const map_type& type, void* from) {
    struct entries {
        writing& self;
        const detail::type& element;
        char separator = '{';
        bool written = true;

        bool write(std::string_view key, void* value) {
            self.separate(separator);
            written = self.write_text(key);
            if (written) {
                self.out_ += ':';
                written = self.write(element, value);
            }
            if (!written)
                self.place_.prepend(key);
            return written;
        }
    };

    if (!enter())
        return false;
    entries all{*this, *type.element};
    type.each(from, &all, [](void* context, std::string_view key, void* value) {
        return static_cast<entries*>(context)->write(key, value);
    });
    return all.written && leave(all.separator, '{', '}');
}

bool writing::write_object(const object_type& type, void* from) {
    if (!enter())
        return false;
    const boost::json::object* const extra =
        type.extra != nullptr && !type.extra(from).empty() ? &type.extra(from) : nullptr;

    char separator = '{';
    for (const field& member : type.fields) {
        void* const value = member.access(from);
        // What a server sent in the member's place was kept in `extra`, and goes back from there.
        if (!is_written(type, member, value) || (extra != nullptr && extra->contains(member.name)))
            continue;
        separate(separator);
        out_ += '"';
        out_ += member.name;
        out_ += "\":";
        if (!write(*member.value, value)) {
            place_.prepend(member.name);
            return false;
        }
    }
    if (extra != nullptr && !write_members(*extra, separator))
        return false;
    return leave(separator, '{', '}');
}

bool writing::write_choice(const choice_type& type, void* from) {
    const std::size_t index = type.index(from);
    if (index >= type.alternatives.size())
        return fail("a variant without a value");
    return write(*type.alternatives[index], type.get(from));
}

bool writing::write(const boost::json::value& from) {
    switch (from.kind()) {
    case boost::json::kind::null:
        out_ += "null";
        return true;
    case boost::json::kind::bool_:
        out_ += from.get_bool() ? "true" : "false";
        return true;
    case boost::json::kind::int64:
        append_integer(out_, from.get_int64());
        return true;
    case boost::json::kind::uint64:
        append_integer(out_, from.get_uint64());
        return true;
    case boost::json::kind::double_: {
        const std::size_t begin = out_.size();
        if (!append_real(out_, from.get_double()))
            return fail("a number that is not finite");
        // So that it is read back as a double.
        if (out_.find_first_of(".e", begin) == out_.npos)
            out_ += ".0";
        return true;
    }
    case boost::json::kind::string:
        return write_text(from.get_string());
    case boost::json::kind::array:
        return write(from.get_array());
    case boost::json::kind::object:
        return write(from.get_object());
    }
    return true;
}

bool writing::write(const boost::json::array& from) {
    if (!enter())
        return false;
    char separator = '[';
    std::size_t index = 0;
    for (const boost::json::value& element : from) {
        separate(separator);
        if (!write(element)) {
            place_.prepend(index);
            return false;
        }
        ++index;
    }
    return leave(separator, '[', ']');
}

bool writing::write(const boost::json::object& from) {
    char separator = '{';
    return enter() && write_members(from, separator) && leave(separator, '{', '}');
}

bool writing::write_members(const boost::json::object& from, char& separator) {
    for (const auto& [key, value] : from) {
        separate(separator);
        bool written = write_text(key);
        if (written) {
            out_ += ':';
            written = write(value);
        }
        if (!written) {
            place_.prepend(key);
            return false;
        }
    }
    return true;
}

bool writing::enter() {
    return ++depth_ <= max_depth || fail("a value nested deeper than 256 levels");
}

void writing::separate(char& separator) {
    out_ += separator;
    separator = ',';
}

bool writing::leave(char separator, char open, char close) {
    --depth_;
    if (separator == open)
        out_ += open;
    out_ += close;
    return true;
}

bool writing::fail(const char* reason) {
    reason_ = reason;
    return false;
}

} // namespace coai::json::detail
