#include "testing/image_route.hpp"

#include "http/base64.hpp"
#include "testing/chat_call.hpp"
#include "testing/image_call.hpp"
#include "testing/picture.hpp"
#include "testing/pretty_json.hpp"
#include "testing/requested_model.hpp"
#include "testing/router.hpp"
#include "testing/seeded_random.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <string>
#include <utility>

// Gemini's shape: pictures and no more. OpenAI's: the time, and of GPT models what was chosen and
// what it cost.

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr std::int64_t created = 1'760'000'000;
constexpr std::int64_t tokens_of_picture = 1056;

json::object picture_json(const image_call& call, std::size_t which, dialect shape) {
    json::object picture;
    if (call.inlined)
        picture["b64_json"] = http::encode_base64(
            encode_png(draw_picture(call.prompt, which, call.width, call.height)));
    else
        picture["url"] =
            "https://pictures.invalid/" + std::to_string(text_hash(call.prompt) + which) + ".png";
    if (shape == dialect::openai && short_model(call.model).starts_with("dall-e-3"))
        picture["revised_prompt"] = "A picture in plain colours: " + call.prompt;
    return picture;
}

json::object usage_json(const image_call& call) {
    const std::int64_t input = count_tokens(call.prompt);
    const std::int64_t output = tokens_of_picture * static_cast<std::int64_t>(call.count);
    json::object usage;
    usage["input_tokens"] = input;
    usage["input_tokens_details"] = {{"image_tokens", 0}, {"text_tokens", input}};
    usage["output_tokens"] = output;
    usage["output_tokens_details"] = {{"image_tokens", output}, {"text_tokens", 0}};
    usage["total_tokens"] = input + output;
    return usage;
}

std::string or_else(const std::string& chosen, std::string_view otherwise) {
    return std::string(chosen.empty() || chosen == "auto" ? otherwise : chosen);
}

void add_choices(json::object& body, const image_call& call) {
    body["background"] = or_else(call.background, "opaque");
    body["output_format"] = "png";
    body["quality"] = or_else(call.quality, "medium");
    body["size"] = std::to_string(call.width) + 'x' + std::to_string(call.height);
    body["usage"] = usage_json(call);
}

reply generate_images(const exchange& request) {
    const image_call call = read_image_call(request.asked.body, request.shape, request.options);
    json::array data;
    for (std::size_t which = 0; which < call.count; ++which)
        data.push_back(picture_json(call, which, request.shape));
    json::object body;
    if (request.shape == dialect::openai)
        body["created"] = created;
    if (!data.empty() || request.shape == dialect::openai) // protobuf leaves out an empty list
        body["data"] = std::move(data);
    if (request.shape == dialect::openai && short_model(call.model).starts_with("gpt-"))
        add_choices(body, call);
    return reply::whole(200, "application/json", pretty_json(body) + '\n');
}

} // namespace

void add_image_route(router& routes) {
    routes.add_compatible("POST", "images/generations", generate_images);
}

} // namespace coai::testing
