#include "testing/schema_check.hpp"

#include "http/json_member.hpp"
#include "testing/payload_check.hpp"
#include "testing/request_error.hpp"
#include "testing/schema_lookup.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <cstddef>
#include <vector>

namespace coai::testing {

namespace json = boost::json;

namespace {

bool is_before_2_5(std::string_view model) {
    return model.starts_with("gemini-1") || model.starts_with("gemini-2.0");
}

/// Finds what a schema's protobuf message has no field for.
class field_search {
public:
    void search(const json::value& value, const std::string& place) {
        const json::object* schema = value.if_object();
        if (!schema)
            return;
        for (const std::string_view name : {"$defs", "$ref", "additionalProperties"}) {
            const json::value* const member = schema->if_contains(name);
            // Gemini's page itself closes objects for gemini-2.0-flash: its code with zod does
            // that.
            const bool closes = name == "additionalProperties" && member && *member == false;
            if (member && !closes)
                found.push_back({place, std::string(name)});
        }
        if (const json::value* items = schema->if_contains("items"))
            search(*items, place + ".items");
        if (const json::value* choices = schema->if_contains("anyOf");
            choices && choices->is_array())
            search_all(choices->get_array(), place + ".any_of");
        const json::value* properties = schema->if_contains("properties");
        if (!properties || !properties->is_object())
            return;
        // A map is a list of entries to protobuf.
        std::size_t index = 0;
        for (const auto& property : properties->get_object())
            search(property.value(), place + ".properties[" + std::to_string(index++) + "].value");
    }

    std::vector<unknown_member> found;

private:
    void search_all(const json::array& schemas, const std::string& place) {
        for (std::size_t i = 0; i < schemas.size(); ++i)
            search(schemas[i], place + '[' + std::to_string(i) + ']');
    }
};

class strict_check {
public:
    explicit strict_check(const schema_owner& owner) : owner_(owner) {}

    void check_root(const json::object& schema) const {
        const std::string_view type = http::string_member(schema, "type");
        if (type != "object")
            refuse("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"" +
                   std::string(type.empty() ? "None" : type) + "\"'.");
        check(schema, {});
    }

private:
    using context = std::vector<std::string>;

    [[noreturn]] void refuse(const std::string& what) const {
        throw request_error(400,
                            "Invalid schema for " + std::string(owner_.kind) + " '" + owner_.name +
                                "': " + what,
                            owner_.code, owner_.param);
    }

    [[noreturn]] void refuse(const context& at, const std::string& what) const {
        std::string steps;
        for (const std::string& step : at)
            steps += (steps.empty() ? "'" : ", '") + step + '\'';
        refuse("In context=(" + steps + "), " + what);
    }

    void check(const json::value& value, const context& at) const {
        const json::object* schema = value.if_object();
        if (!schema)
            return;
        if (schema->contains("$ref")) {
            for (const auto& keyword : *schema) {
                if (keyword.key() != "$ref")
                    refuse(at, "$ref cannot have keywords {'" + std::string(keyword.key()) + "'}.");
            }
        }
        if (type_in(*schema) == "object")
            check_object(*schema, at);
        for (const std::string_view keyword : {"properties", "$defs"}) {
            const json::value* schemas = schema->if_contains(keyword);
            if (!schemas || !schemas->is_object())
                continue;
            for (const auto& each : schemas->get_object())
                check(each.value(), below(at, {std::string(keyword), std::string(each.key())}));
        }
        if (const json::value* items = schema->if_contains("items"))
            check(*items, below(at, {"items"}));
        const json::value* choices = schema->if_contains("anyOf");
        const json::array* list = choices ? choices->if_array() : nullptr;
        for (std::size_t i = 0; list && i < list->size(); ++i)
            check((*list)[i], below(at, {"anyOf", std::to_string(i)}));
    }

    void check_object(const json::object& schema, const context& at) const {
        const json::value* further = schema.if_contains("additionalProperties");
        if (!further || *further != false)
            refuse(at, "'additionalProperties' is required to be supplied and to be false.");
        const json::value* properties = schema.if_contains("properties");
        if (!properties || !properties->is_object())
            return;
        for (const auto& property : properties->get_object()) {
            if (!is_required(schema, property.key()))
                refuse(at, "'required' is required to be supplied and to be an array including "
                           "every key in properties. Missing '" +
                               std::string(property.key()) + "'.");
        }
    }

    static context below(context at, const context& steps) {
        at.insert(at.end(), steps.begin(), steps.end());
        return at;
    }

    const schema_owner& owner_;
};

} // namespace

void check_gemini_schema(const json::object& schema, std::string_view short_model,
                         const std::string& place) {
    if (!is_before_2_5(short_model))
        return;
    field_search search;
    search.search(schema, place);
    if (!search.found.empty())
        throw unknown_members_error(search.found);
}

void check_strict_schema(const json::object& schema, const schema_owner& owner) {
    strict_check(owner).check_root(schema);
}

} // namespace coai::testing
