#pragma once

#include <coai/json/error.hpp>
#include <coai/json/type.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace coai::json {

/// What is asked of JSON that does not match the type it is read into.
enum class mode : unsigned char {
    /// For servers' answers. A missing or null member has its default value; integers come as 3.0
    /// and
    /// "3" too; a string takes a number or a boolean. What still does not fit its member, or has no
    /// member, goes to the object's `extra` member if it has one.
    lenient,
    /// For the user's own types. A member that is no optional must be there, not null, and of its
    /// type
    /// (3.0 is an integer); unknown members are ignored.
    strict,
};

/// Reads JSON texts into values of codable types, one after the other. It keeps its memory from one
/// text to the next, as do the strings and vectors of a value that is read into again: reading the
/// chunks of a stream into the same object allocates nothing once these have grown.
///
/// In both modes: the text is one JSON value in UTF-8 between optional white space (RFC 8259),
/// shorter than 4 GiB; of members with the same name the last one counts; a number must fit its
/// type.
///
/// Not safe to use from two threads at once. A moved-from decoder can only be assigned to or
/// destroyed.
class decoder {
public:
    static constexpr std::size_t default_max_depth = 64;

    /// Arrays and objects nested deeper than `max_depth` are refused. Reading recurses, so a large
    /// limit needs a large stack.
    explicit decoder(mode strictness = mode::lenient, std::size_t max_depth = default_max_depth);
    decoder(decoder&&) noexcept;
    decoder& operator=(decoder&&) noexcept;
    ~decoder();

    /// Reads `text` into `to`. Members that are not in the text get their default value. On error
    /// returns what is wrong: `to` is unchanged if the text is not JSON, and otherwise valid but
    /// unspecified. Throws only what allocating throws.
    template <codable T>
    [[nodiscard]] std::optional<decode_error> decode(std::string_view text, T& to) {
        return decode(text, detail::type_of<T>::value, &to);
    }

private:
    std::optional<decode_error> decode(std::string_view text, const detail::type& type, void* to);

    struct state;
    std::unique_ptr<state> state_;
};

} // namespace coai::json
