#pragma once

#include "json/path.hpp"

#include <coai/json/type.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace coai::json::detail {

/// Appends values of described types to a text as JSON. Its functions return false after a failure;
/// then reason() and place() tell what is wrong and where.
class writing {
public:
    explicit writing(std::string& out) : out_(out) {}

    bool write(const type& type, void* from);

    const path& place() const { return place_; }
    const char* reason() const { return reason_; }

private:
    bool write_text(std::string_view text);
    bool write_number(const number_type& type, void* from);
    bool write_document(const document_type& type, void* from);
    bool write_enumeration(const enumeration_type& type, void* from);
    bool write_optional(const optional_type& type, void* from);
    bool write_array(const array_type& type, void* from);
    bool write_map(const map_type& type, void* from);
    bool write_object(const object_type& type, void* from);
    bool write_choice(const choice_type& type, void* from);

    bool write(const boost::json::value& from);
    bool write(const boost::json::array& from);
    bool write(const boost::json::object& from);
    bool write_members(const boost::json::object& from, char& separator);

    // An array or object is entered; its separator, at first the bracket, is written before each
    // element; then it is left.
    bool enter();
    void separate(char& separator);
    bool leave(char separator, char open, char close);

    bool fail(const char* reason);

    std::string& out_;
    std::size_t depth_ = 0;
    path place_;
    const char* reason_ = "";
};

} // namespace coai::json::detail
