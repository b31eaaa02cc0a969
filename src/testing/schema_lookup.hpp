#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace coai::testing {

/// The number under `key`, or `otherwise` where there is none.
double number_member(const boost::json::object& schema, std::string_view key, double otherwise);
std::size_t size_member(const boost::json::object& schema, std::string_view key,
                        std::size_t otherwise);

/// Whether the schema's `required` has this name.
bool is_required(const boost::json::object& schema, std::string_view name);

/// The type that values of the schema have; of several, the first one that is not "null". Empty
/// where the schema says nothing of it.
std::string_view type_in(const boost::json::object& schema);
/// Whether a null follows the schema's `type`.
bool takes_null(const boost::json::object& schema);

/// What a schema says in several places: references within it, alternatives, conjunctions.
class schema_lookup {
public:
    explicit schema_lookup(const boost::json::object& root) : root_(root) {}

    /// What "$ref" leads to, if that is in the same schema; null otherwise.
    const boost::json::object* referred(const boost::json::object& schema) const;

    /// The schemas under `anyOf` or `oneOf`.
    static std::vector<const boost::json::object*> alternatives(const boost::json::object& schema);

    /// The schema with those under its `allOf` put into it.
    boost::json::object merged(const boost::json::object& schema) const;

    /// Whether a value of at most that many levels, itself not counted, follows the schema.
    bool has_value(const boost::json::object& schema, unsigned levels) const;

private:
    const boost::json::object& root_;
};

} // namespace coai::testing
