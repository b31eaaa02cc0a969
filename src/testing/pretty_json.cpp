#include "testing/pretty_json.hpp"

#include <boost/json/serialize.hpp>

#include <cstddef>

namespace coai::testing {

namespace json = boost::json;

namespace {

void begin_line(std::string& out, std::size_t depth) {
    out += '\n';
    out.append(2 * depth, ' ');
}

void print(std::string& out, const json::value& value, std::size_t depth);

void print(std::string& out, const json::object& object, std::size_t depth) {
    std::string_view separator = "{";
    for (const auto& member : object) {
        out += separator;
        separator = ",";
        begin_line(out, depth + 1);
        out += json::serialize(member.key());
        out += ": ";
        print(out, member.value(), depth + 1);
    }
    begin_line(out, depth);
    out += '}';
}

void print(std::string& out, const json::array& array, std::size_t depth) {
    std::string_view separator = "[";
    for (const json::value& element : array) {
        out += separator;
        separator = ",";
        begin_line(out, depth + 1);
        print(out, element, depth + 1);
    }
    begin_line(out, depth);
    out += ']';
}

void print(std::string& out, const json::value& value, std::size_t depth) {
    if (const json::object* object = value.if_object(); object && !object->empty())
        print(out, *object, depth);
    else if (const json::array* array = value.if_array(); array && !array->empty())
        print(out, *array, depth);
    else
        out += json::serialize(value);
}

} // namespace

std::string pretty_json(const json::value& value) {
    std::string out;
    print(out, value, 0);
    return out;
}

} // namespace coai::testing
