#pragma once

#include "json/path.hpp"
#include "json/tape.hpp"

#include <coai/json/decoder.hpp>
#include <coai/json/error.hpp>
#include <coai/json/type.hpp>

#include <boost/json/value_stack.hpp>

namespace coai::json::detail {

/// Reads values of described types from a tape.
class reading {
public:
    explicit reading(mode strictness) : lenient_(strictness == mode::lenient) {}

    /// False if the value does not fit its type; error() tells why, and `to` is unspecified.
    bool read(const type& type, void* to, const token& from) { return read(type, to, from, false); }

    decode_error error(const tape& source) const;

private:
    bool read(const type& type, void* to, const token& from, bool json_text);
    bool read_string(const type& type, std::string& to, const token& from, bool json_text);
    bool read_document(const document_type& type, void* to, const token& from);
    bool read_enumeration(const enumeration_type& type, void* to, const token& from);
    bool read_optional(const optional_type& type, void* to, const token& from, bool json_text);
    bool read_array(const array_type& type, void* to, const token& from);
    bool read_map(const map_type& type, void* to, const token& from);
    bool read_object(const object_type& type, void* to, const token& from);
    bool read_choice(const choice_type& type, void* to, const token& from);

    bool misfit(const type& wanted, const token& found);
    bool missing(const token& object, std::string_view member);

    bool lenient_;
    boost::json::value_stack documents_;

    // What the last call that returned false ran into; `wanted_` is null if a member was missing.
    const type* wanted_ = nullptr;
    const token* found_ = nullptr;
    path path_;
};

} // namespace coai::json::detail
