#include "testing/schema_sample.hpp"

#include "http/json_member.hpp"
#include "http/utf8_prefix.hpp"
#include "testing/prose.hpp"
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

/// Below this, recursive schemas get their shortest values.
constexpr unsigned deepest = 8;

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> format_samples = {{
    {"date", "2025-06-14"},
    {"date-time", "2025-06-14T09:30:00Z"},
    {"time", "09:30:00Z"},
    {"email", "someone@example.com"},
    {"uri", "https://example.com/"},
    {"uuid", "6fa2c1b4-2d1e-4a57-9c55-0d1f5a3b7e10"},
    {"ipv4", "192.0.2.1"},
}};

double number_member(const json::object& schema, std::string_view key, double otherwise) {
    const json::value* value = schema.if_contains(key);
    return value && value->is_number() ? value->to_number<double>() : otherwise;
}

std::size_t size_member(const json::object& schema, std::string_view key, std::size_t otherwise) {
    const double size = number_member(schema, key, -1);
    return size < 0 ? otherwise : static_cast<std::size_t>(size);
}

class sampler {
public:
    sampler(const json::object& root, std::string_view topic, std::uint64_t seed)
        : root_(root), words_(telling_words(topic)), random_(seed) {
        if (words_.empty())
            words_ = {"example"};
    }

    json::value sample(const json::object& schema, unsigned depth) {
        if (const json::value* constant = schema.if_contains("const"))
            return *constant;
        if (const json::value* choices = schema.if_contains("enum");
            choices && choices->is_array() && !choices->get_array().empty()) {
            const json::array& list = choices->get_array();
            return list[random_.below(list.size())];
        }
        if (const json::object* target = referred(schema); target && depth < deepest * 2)
            return sample(*target, depth + 1);
        for (const char* keyword : {"anyOf", "oneOf", "allOf"}) {
            if (const json::object* choice = first_of(schema, keyword))
                return sample(*choice, depth + 1);
        }
        return sample_type(type_of(schema), schema, depth);
    }

private:
    json::value sample_type(std::string_view type, const json::object& schema, unsigned depth) {
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
        if (type == "null")
            return nullptr;
        return sample_string(schema);
    }

    static std::string_view type_of(const json::object& schema) {
        const json::value* type = schema.if_contains("type");
        const json::array* types = type ? type->if_array() : nullptr;
        for (std::size_t i = 0; types && i < types->size(); ++i) {
            const json::string* name = (*types)[i].if_string();
            if (name && *name != "null")
                return http::view(*name);
        }
        if (!type && schema.contains("properties"))
            return "object";
        return http::string_member(schema, "type");
    }

    /// What a "$ref" to somewhere in the same schema leads to; null if there is none.
    const json::object* referred(const json::object& schema) const {
        std::string_view path = http::string_member(schema, "$ref");
        if (!path.starts_with('#'))
            return nullptr;
        const json::object* target = &root_;
        path.remove_prefix(1);
        while (target && !path.empty()) {
            path.remove_prefix(1);
            const std::string_view step = path.substr(0, path.find('/'));
            const json::value* member = target->if_contains(step);
            target = member ? member->if_object() : nullptr;
            path.remove_prefix(step.size());
        }
        return target;
    }

    /// The first alternative, but not null where there is another.
    static const json::object* first_of(const json::object& schema, std::string_view keyword) {
        const json::value* value = schema.if_contains(keyword);
        const json::array* choices = value ? value->if_array() : nullptr;
        const json::object* first = nullptr;
        for (std::size_t i = 0; choices && i < choices->size(); ++i) {
            const json::object* choice = (*choices)[i].if_object();
            if (choice && http::string_member(*choice, "type") != "null")
                return choice;
            first = choice;
        }
        return first;
    }

    json::value sample_object(const json::object& schema, unsigned depth) {
        json::object object;
        const json::value* properties = schema.if_contains("properties");
        if (!properties || !properties->is_object())
            return object;
        for (const auto& property : properties->get_object()) {
            const bool wanted = depth < deepest || is_required(schema, property.key());
            if (const json::object* rules = property.value().if_object(); rules && wanted)
                object[property.key()] = sample(*rules, depth + 1);
        }
        return object;
    }

    static bool is_required(const json::object& schema, std::string_view name) {
        const json::value* required = schema.if_contains("required");
        const json::array* names = required ? required->if_array() : nullptr;
        return names && std::any_of(names->begin(), names->end(), [&](const json::value& entry) {
                   return entry.is_string() && http::view(entry.get_string()) == name;
               });
    }

    json::value sample_array(const json::object& schema, unsigned depth) {
        json::array list;
        const std::size_t least = size_member(schema, "minItems", 0);
        const std::size_t most = size_member(schema, "maxItems", std::max<std::size_t>(least, 3));
        const std::size_t wanted = depth < deepest ? 1 + random_.below(2) : 0;
        const std::size_t count = std::min(std::max(least, wanted), most);
        const json::value* items = schema.if_contains("items");
        const json::object* rules = items ? items->if_object() : nullptr;
        for (std::size_t i = 0; i < count; ++i)
            list.push_back(rules ? sample(*rules, depth + 1) : json::value(word()));
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

    /// The least and the greatest number to use; `step` is what keeps off an exclusive bound.
    static std::pair<double, double> range_of(const json::object& schema, double step) {
        constexpr double none = 1e15; // far beyond any bound, and exact
        constexpr double usual_width = 9;
        double low = std::max(number_member(schema, "minimum", -none),
                              number_member(schema, "exclusiveMinimum", -none) + step);
        double high = std::min(number_member(schema, "maximum", none),
                               number_member(schema, "exclusiveMaximum", none) - step);
        if (low < 1 - none)
            low = std::min(1.0, high);
        if (high > none - 2)
            high = low + usual_width;
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
        while (text.size() < least)
            text.append(" ").append(word());
        const std::size_t most = size_member(schema, "maxLength", text.size());
        return json::string(http::utf8_prefix(text, most));
    }

    std::string_view word() { return words_[random_.below(words_.size())]; }

    const json::object& root_;
    std::vector<std::string_view> words_;
    seeded_random random_;
};

} // namespace

json::value sample_of_schema(const json::object& schema, std::string_view topic,
                             std::uint64_t seed) {
    return sampler(schema, topic, seed).sample(schema, 0);
}

} // namespace coai::testing
