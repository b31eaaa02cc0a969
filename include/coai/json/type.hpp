#pragma once

#include <boost/json/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// The tables that describe C++ types to the JSON codec. One table per type, built at compile time;
/// the codec and the JSON schema emitter walk them and are no templates themselves.
///
/// Tables serve both directions, so their functions take pointers to non-const objects; the encoder
/// only reads through them.
namespace coai::json::detail {

struct schema_notes;

/// What a C++ type looks like in JSON, and which table below describes it.
enum class shape : unsigned char {
    boolean,          ///< bool, table: type
    integer,          ///< a signed integer, table: number_type
    unsigned_integer, ///< an unsigned integer, table: number_type
    real,             ///< float or double, table: number_type
    string,           ///< std::string, table: type
    raw,              ///< json::raw, table: type
    document,         ///< boost::json::value, object or array, table: document_type
    enumeration,      ///< a closed or open enumeration, table: enumeration_type
    optional,         ///< std::optional, table: optional_type
    array,            ///< std::vector or std::array, table: array_type
    map,              ///< string keys to values of one type, table: map_type
    object,           ///< a struct, table: object_type
    choice,           ///< std::variant, table: choice_type
};

struct type {
    shape kind;
};

struct number_type : type {
    std::size_t bytes;
};

struct document_type : type {
    enum class content : unsigned char { any, object, array };
    content holds;
};

struct enumeration_type : type {
    /// An open enumeration takes every string, not only those in `name`.
    bool open;
    /// False if `text` is not a value of the enumeration, which is then unchanged.
    bool (*assign)(void* to, std::string_view text);
    void (*reset)(void* to);
    /// The text of the value; its data() is null if the value has none.
    std::string_view (*text)(void* from);
    /// The names in their described order; data() is null past the last one.
    std::string_view (*name)(std::size_t index);
    const schema_notes* notes = nullptr;
};

struct optional_type : type {
    const type* element;
    /// The element, made first if there is none.
    void* (*engage)(void* optional);
    /// The element, or null.
    void* (*get)(void* optional);
    void (*reset)(void* optional);
};

struct array_type : type {
    const type* element;
    std::size_t stride;
    /// The number of elements if it cannot change; `resize` is null then.
    std::optional<std::size_t> fixed_size;
    std::size_t (*size)(void* array);
    /// Elements that stay keep their storage.
    void (*resize)(void* array, std::size_t size);
    /// The first element; the others follow at `stride`. Null for std::vector<bool>, which has
    /// bits.
    void* (*data)(void* array);
    bool (*get_bit)(void* array, std::size_t index);
    void (*set_bit)(void* array, std::size_t index, bool bit);
};

struct map_type : type {
    const type* element;
    void (*clear)(void* map);
    /// The value under `key`, inserted first if there is none.
    void* (*insert)(void* map, std::string_view key);
    /// Calls `visit` for each entry until it returns false.
    using visitor = bool (*)(void* context, std::string_view key, void* value);
    void (*each)(void* map, void* context, visitor visit);
};

/// A data member of a struct.
struct field {
    /// On the wire; written as it is, so without characters that need escapes.
    std::string_view name;
    std::uint64_t code; ///< Of the name, see name_code().
    const type* value;
    void* (*access)(void* object);
    /// Gives the member its value in a default-constructed object; null if there is no such object.
    void (*reset)(void* object);
    bool written_empty = false; ///< Written even if it is empty and its type omits empty members.
    bool json_text = false;     ///< A string that also takes an array or object, as its JSON text.

    constexpr bool required() const { return value->kind != shape::optional; }
};

struct object_type : type {
    static constexpr std::size_t max_fields = 128;

    std::span<const field> fields;
    /// Where members go that have no field or do not fit theirs; null if such members are dropped.
    boost::json::object& (*extra)(void* object) = nullptr;
    /// Empty strings, arrays, maps, open enumerations and documents are not written.
    bool omit_empty = false;
    const schema_notes* notes = nullptr;
};

struct choice_type : type {
    std::span<const type* const> alternatives;
    /// The alternative, made first unless it is the current one already.
    void* (*emplace)(void* choice, std::size_t index);
    /// Past the last alternative if the variant is valueless.
    std::size_t (*index)(void* choice);
    void* (*get)(void* choice);
    /// Called after an alternative was read, for types that derive something from it.
    void (*finish)(void* choice) = nullptr;
};

/// `type_of<T>::value` is the table of T. Specialised for the standard types in standard_types.hpp
/// and for described types in described.hpp. A type whose table lives in a source file declares
/// `template <> struct type_of<T> { static const object_type value; };` beside its definition.
template <class T>
struct type_of;

} // namespace coai::json::detail

namespace coai::json {

/// A type the codec can read and write. If it should hold for your struct and does not: describe
/// the struct with BOOST_DESCRIBE_STRUCT, and include <coai/json.hpp>.
template <class T>
concept codable = requires {
    detail::type_of<T>::value;
};

} // namespace coai::json
