#include "json/schema_name.hpp"

#include <coai/json/schema_notes.hpp>
#include <coai/schema.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace coai::json::detail {

namespace {

constexpr std::size_t longest = 64;

bool is_allowed(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

std::string without(std::string text, std::string_view part) {
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at))
        text.erase(at, part.size());
    return text;
}

/// What follows the last "::" that is in no brackets, as of template arguments and of a function's
/// parameters.
std::string_view last_component(std::string_view name) {
    int brackets = 0;
    std::size_t begin = 0;
    for (std::size_t index = 0; index + 1 < name.size(); ++index) {
        const char c = name[index];
        if (c == '<' || c == '(')
            ++brackets;
        else if (c == '>' || c == ')')
            --brackets;
        else if (brackets == 0 && c == ':' && name[index + 1] == ':')
            begin = index + 2;
    }
    return name.substr(begin);
}

std::string cut(std::string name) {
    name.resize(std::min(name.size(), longest));
    while (name.ends_with('_'))
        name.pop_back();
    return name;
}

std::string base_name(const type& named) {
    const schema_notes* notes = nullptr;
    if (named.kind == shape::object)
        notes = static_cast<const object_type&>(named).notes;
    else if (named.kind == shape::enumeration)
        notes = static_cast<const enumeration_type&>(named).notes;
    else if (named.kind == shape::optional)
        return base_name(*static_cast<const optional_type&>(named).element);
    else if (named.kind == shape::array)
        return base_name(*static_cast<const array_type&>(named).element) + "_list";
    else if (named.kind == shape::map)
        return base_name(*static_cast<const map_type&>(named).element) + "_map";

    std::string name = notes != nullptr ? plain_name(notes->type_name) : std::string();
    return name.empty() ? "value" : name;
}

} // namespace

std::string plain_name(std::string_view type_name) {
    std::string name;
    std::size_t component = 0; // where in `name` the current component begins
    // As g++ and clang write it.
    const std::string spelled =
        without(without(std::string(type_name), "{anonymous}::"), "(anonymous namespace)::");
    const std::string_view wanted = last_component(spelled);
    for (std::size_t index = 0; index < wanted.size(); ++index) {
        if (is_allowed(wanted[index])) {
            name += wanted[index];
        } else if (wanted.substr(index).starts_with("::")) {
            name.resize(component);
            ++index;
        } else {
            if (!name.empty() && !name.ends_with('_'))
                name += '_';
            component = name.size();
        }
    }
    return cut(std::move(name));
}

std::string make_schema_name(const type& described) { return cut(base_name(described)); }

} // namespace coai::json::detail
