#include "api/google_options_wire.hpp"

#include "json/reset.hpp"
#include "json/wire_type.hpp"

#include <coai/json.hpp>

#include <boost/json/parse.hpp>

#include <string>
#include <vector>

namespace coai::json::detail {

namespace {

using gemini::google_options;
using gemini::safety_setting;
using gemini::thinking_config;

constexpr field thinking_config_fields[] = {
    member<&thinking_config::thinking_budget>("thinking_budget"),
    member<&thinking_config::thinking_level>("thinking_level"),
    member<&thinking_config::include_thoughts>("include_thoughts"),
};

constexpr field safety_setting_fields[] = {
    member<&safety_setting::category>("category"),
    member<&safety_setting::threshold>("threshold"),
};

constexpr field google_options_fields[] = {
    member<&google_options::cached_content>("cached_content"),
    member<&google_options::thinking_config>("thinking_config"),
    member<&google_options::safety_settings>("safety_settings"),
    member<&google_options::thought_tag_marker>("thought_tag_marker"),
};

} // namespace

constinit const object_type type_of<thinking_config>::value = wire_object(
    thinking_config_fields, extra_member<&thinking_config::extra>, empty_members::omitted);

constinit const object_type type_of<safety_setting>::value = wire_object(
    safety_setting_fields, extra_member<&safety_setting::extra>, empty_members::omitted);

constinit const object_type type_of<google_options>::value = wire_object(
    google_options_fields, extra_member<&google_options::extra>, empty_members::omitted);

} // namespace coai::json::detail

namespace coai::gemini {

namespace {

using json::detail::field;
using json::detail::object_type;
using json::detail::optional_type;
using json::detail::shape;

google_options& self(void* options) { return *static_cast<google_options*>(options); }

void* same(void* options) { return options; }

void* google(void* options) { return self(options).empty() ? nullptr : options; }

void reset_google(void* options) {
    json::detail::reset(json::detail::type_of<google_options>::value, options);
}

constexpr optional_type google_type{
    {shape::optional}, &json::detail::type_of<google_options>::value, same, google, reset_google};

constexpr field extra_body_fields[] = {
    {"google", json::detail::name_code("google"), &google_type, same, nullptr},
};

constexpr object_type extra_body_object{
    {shape::object}, extra_body_fields, google_options_wire::beside, true};

} // namespace

boost::json::object& google_options_wire::beside(void* options) { return self(options).beside_; }

void* google_options_wire::get(void* options) {
    return self(options).empty() && self(options).beside_.empty() ? nullptr : options;
}

void google_options_wire::reset(void* options) {
    reset_google(options);
    self(options).beside_.clear();
}

constinit const optional_type google_options_wire::extra_body{
    {shape::optional}, &extra_body_object, same, get, reset};

boost::json::object google_options_wire::to_json(const google_options& options) {
    std::string text;
    json::detail::encode(text, extra_body_object, &options);
    return boost::json::parse(text).as_object();
}

} // namespace coai::gemini
