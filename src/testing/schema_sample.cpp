#include "testing/schema_sample.hpp"

#include "http/json_member.hpp"
#include "testing/prose.hpp"
#include "testing/schema_lookup.hpp"
#include "testing/seeded_random.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace coai::testing {

namespace json = boost::json;

namespace {

/// From here on values are as short as their schemas allow, so that recursive ones come to an end.
constexpr unsigned deepest = 8;
constexpr std::size_t most_values = 1000;
/// Only schemas without any value, or whose values must be nested deeper, come that far.
constexpr unsigned give_up = 64;

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> format_samples = {{
    {"date", "2025-06-14"},
    {"date-time", "2025-06-14T09:30:00Z"},
    {"time", "09:30:00Z"},
    {"duration", "PT1H30M"},
    {"email", "someone@example.com"},
    {"hostname", "example.com"},
    {"uri", "https://example.com/"},
    {"uuid", "6fa2c1b4-2d1e-4a57-9c55-0d1f5a3b7e10"},
    {"ipv4", "192.0.2.1"},
    {"ipv6", "2001:db8::1"},
}};

bool begins_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }

std::size_t character_count(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

/// The first `count` characters.
std::string_view characters(std::string_view text, std::size_t count) {
    std::size_t end = 0;
    while (end < text.size() && (count > 0 || !begins_character(text[end]))) {
        count -= begins_character(text[end]) ? 1 : 0;
        ++end;
    }
    return text.substr(0, end);
}

class sampler {
public:
    sampler(const json::object& root, std::string_view topic, std::uint64_t seed)
        : lookup_(root), words_(telling_words(topic)), random_(seed) {
        if (words_.empty())
            words_ = {"example"};
    }

    json::value sample(const json::object& schema, unsigned depth) {
        ++values_;
        if (const json::value* constant = schema.if_contains("const"))
            return *constant;
        if (const json::value* choices = schema.if_contains("enum");
            choices && choices->is_array() && !choices->get_array().empty()) {
            const json::array& list = choices->get_array();
            return list[random_.below(list.size())];
        }
        if (depth > give_up)
            return nullptr;
        if (const json::object* target = lookup_.referred(schema))
            return sample(*target, depth + 1);
        if (schema.contains("allOf"))
            return sample(lookup_.merged(schema), depth + 1);
        if (const auto choices = schema_lookup::alternatives(schema); !choices.empty())
            return sample(choose(choices, depth), depth + 1);
        return sample_type(type_in(schema), schema, depth);
    }

private:
    bool must_be_short(unsigned depth) const { return depth >= deepest || values_ > most_values; }

    /// Where anything goes it is a word.
    json::value sample_any(const json::value* schema, unsigned depth) {
        const json::object* rules = schema ? schema->if_object() : nullptr;
        return rules ? sample(*rules, depth) : json::value(word());
    }

    json::value sample_type(std::string_view type, const json::object& schema, unsigned depth) {
        const bool nests = type == "object" || type == "array";
        if (type == "null" || (nests && must_be_short(depth) && takes_null(schema)))
            return nullptr;
        if (type == "object")
            return sample_object(schema, depth);
        if (type == "array")
            return sample_array(schema, depth);
        if (type == "integer")
            return sample_integer(schema);
        if (type == "number")
            return sample_number(schema);
        if (type == "boolean")
            return random_.below(2) == 0;
        return sample_string(schema);
    }

    /// Any of the alternatives but null, or the one that comes to an end first.
    const json::object& choose(std::vector<const json::object*> choices, unsigned depth) {
        for (unsigned levels = 0; must_be_short(depth) && levels < deepest; ++levels) {
            for (const json::object* choice : choices) {
                if (lookup_.has_value(*choice, levels))
                    return *choice;
            }
        }
        const json::object* first = choices.front();
        std::erase_if(choices, [](const json::object* choice) {
            return http::string_member(*choice, "type") == "null";
        });
        return choices.empty() ? *first : *choices[random_.below(choices.size())];
    }

    json::value sample_object(const json::object& schema, unsigned depth) {
        json::object object;
        if (const json::value* properties = schema.if_contains("properties");
            properties && properties->is_object()) {
            for (const auto& property : properties->get_object()) {
                if (!must_be_short(depth) || is_required(schema, property.key()))
                    object[property.key()] = sample_any(&property.value(), depth + 1);
            }
        }
        add_further_members(object, schema, depth);
        return object;
    }

    /// What the properties do not name: a map's entries, and members that are required all the
    /// same.
    void add_further_members(json::object& object, const json::object& schema, unsigned depth) {
        const json::value* further = schema.if_contains("additionalProperties");
        if (const json::value* required = schema.if_contains("required");
            required && required->is_array()) {
            for (const json::value& name : required->get_array()) {
                if (name.is_string() && !object.contains(name.get_string()))
                    object[name.get_string()] = sample_any(further, depth + 1);
            }
        }
        const bool is_map = object.empty() && further && further->is_object();
        const std::size_t wanted = is_map && !must_be_short(depth) ? 1 + random_.below(2) : 0;
        const std::size_t least = size_member(schema, "minProperties", 0);
        const std::size_t most = size_member(schema, "maxProperties", std::max(least, wanted));
        for (std::size_t number = 1; object.size() < std::min(std::max(least, wanted), most);
             ++number) {
            std::string name(word());
            if (object.contains(name))
                name += '_' + std::to_string(number);
            object[name] = sample_any(further, depth + 1);
        }
    }

    json::value sample_array(const json::object& schema, unsigned depth) {
        json::array list;
        const json::value* first = schema.if_contains("prefixItems");
        const json::array* prefix = first ? first->if_array() : nullptr;
        const std::size_t least = size_member(schema, "minItems", prefix ? prefix->size() : 0);
        const json::value* items = schema.if_contains("items");
        const bool only_prefix = items && *items == false;
        const std::size_t most =
            size_member(schema, "maxItems", only_prefix ? least : std::max<std::size_t>(least, 3));
        const std::size_t wanted = must_be_short(depth) ? 0 : 1 + random_.below(2);
        const std::size_t count = std::min(std::max(least, wanted), most);
        for (std::size_t i = 0; i < count; ++i) {
            const bool in_prefix = prefix && i < prefix->size();
            list.push_back(sample_any(in_prefix ? &(*prefix)[i] : items, depth + 1));
        }
        return list;
    }

    json::value sample_integer(const json::object& schema) {
        const auto [low, high] = range_of(schema, 1);
        const double step = std::max(number_member(schema, "multipleOf", 1), 1.0);
        const double first = std::ceil(low / step) * step;
        const double choices = std::clamp((std::floor(high) - first) / step + 1, 1.0, 100.0);
        const std::size_t chosen = random_.below(static_cast<std::size_t>(choices));
        return static_cast<std::int64_t>(first + static_cast<double>(chosen) * step);
    }

    json::value sample_number(const json::object& schema) {
        const auto [low, high] = range_of(schema, 0.25);
        return low + (high - low) * static_cast<double>(random_.below(5)) / 4;
    }

    /// The least and the greatest number to use: 1 and 10 where the schema has nothing against it.
    /// `step` is what keeps off an exclusive bound.
    static std::pair<double, double> range_of(const json::object& schema, double step) {
        constexpr double none = 1e15; // far beyond any bound, and exact
        constexpr double usual_low = 1;
        constexpr double usual_high = 10;
        double low = std::max(number_member(schema, "minimum", -none),
                              number_member(schema, "exclusiveMinimum", -none) + step);
        double high = std::min(number_member(schema, "maximum", none),
                               number_member(schema, "exclusiveMaximum", none) - step);
        if (low <= usual_low && high >= usual_high)
            return {usual_low, usual_high};
        if (low < 1 - none)
            low = std::min(usual_low, high);
        if (high > none - 2)
            high = low + (usual_high - usual_low);
        return {low, high};
    }

    json::value sample_string(const json::object& schema) {
        const std::string_view format = http::string_member(schema, "format");
        for (const auto& [name, text] : format_samples) {
            if (name == format)
                return json::string(text);
        }
        std::string text(word());
        const std::size_t least = size_member(schema, "minLength", 0);
        while (character_count(text) < least)
            text.append(" ").append(word());
        const std::size_t most = size_member(schema, "maxLength", text.size());
        return json::string(characters(text, most));
    }

    std::string_view word() { return words_[random_.below(words_.size())]; }

    schema_lookup lookup_;
    std::vector<std::string_view> words_;
    seeded_random random_;
    std::size_t values_ = 0;
};

} // namespace

json::value sample_of_schema(const json::object& schema, std::string_view topic,
                             std::uint64_t seed) {
    return sampler(schema, topic, seed).sample(schema, 0);
}

} // namespace coai::testing
