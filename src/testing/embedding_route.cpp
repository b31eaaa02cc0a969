#include "testing/embedding_route.hpp"

#include "http/base64.hpp"
#include "testing/embedding_call.hpp"
#include "testing/embedding_model.hpp"
#include "testing/router.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>

// Gemini's shape: no index of the first vector and no usage; the digits of a double. OpenAI's:
// index and usage; the digits of a float. Both pretty-printed; as text, not from a tree of values,
// since there are millions of numbers.

namespace coai::testing {

namespace {

template <class Real>
void append_real(std::string& out, Real value) {
    std::array<char, 512> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                   std::chars_format::fixed);
    out.append(digits.data(), end.ptr);
}

void append_list(std::string& out, const std::vector<double>& vector, dialect shape) {
    std::string_view separator = "[";
    for (const double element : vector) {
        out += separator;
        separator = ",";
        out += "\n        ";
        if (shape == dialect::gemini)
            append_real(out, element);
        else
            append_real(out, static_cast<float>(element));
    }
    out += "\n      ]";
}

/// The floats' bytes, the lowest first.
std::string float_bytes(const std::vector<double>& vector) {
    std::string bytes;
    for (const double element : vector) {
        const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(element));
        for (unsigned shift = 0; shift < 32; shift += 8)
            bytes += static_cast<char>((bits >> shift) & 0xFFU);
    }
    return bytes;
}

void append_vector(std::string& out, const embedding_call& call, std::size_t index, dialect shape) {
    out += index == 0 ? "\n    {" : ",\n    {";
    out += "\n      \"object\": \"embedding\",";
    if (shape == dialect::openai || index > 0)
        out += "\n      \"index\": " + std::to_string(index) + ',';
    out += "\n      \"embedding\": ";
    const std::vector<double> vector = embed(call.inputs[index], call.dimension);
    if (call.base64)
        out += '"' + http::encode_base64(float_bytes(vector)) + '"';
    else
        append_list(out, vector, shape);
    out += "\n    }";
}

reply embed_inputs(const exchange& request) {
    const embedding_call call =
        read_embedding_call(request.asked.body, request.shape, request.options);
    std::string body = "{\n  \"object\": \"list\",\n  \"data\": [";
    for (std::size_t index = 0; index < call.inputs.size(); ++index)
        append_vector(body, call, index, request.shape);
    body += "\n  ],\n  \"model\": " + boost::json::serialize(boost::json::string(call.model));
    if (request.shape == dialect::openai) {
        const std::string tokens = std::to_string(call.tokens);
        body += ",\n  \"usage\": {\n    \"prompt_tokens\": " + tokens +
                ",\n    \"total_tokens\": " + tokens + "\n  }";
    }
    return reply::whole(200, "application/json", body + "\n}\n");
}

} // namespace

void add_embedding_route(router& routes) {
    routes.add_compatible("POST", "embeddings", embed_inputs);
}

} // namespace coai::testing
