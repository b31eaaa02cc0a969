#pragma once

#include "api/recordings.hpp"

#include <coai/batches.hpp>
#include <coai/embeddings.hpp>
#include <coai/files.hpp>
#include <coai/json.hpp>
#include <coai/usage.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <openssl/evp.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Values of the public API as JSON in the form in which they came, and what came in the form that
// can be compared with these.

namespace replay {

namespace json = boost::json;

template <class T>
json::value as_json(const T& value) {
    return recordings::parse(coai::json::serialize(value));
}

inline void add(json::object& to, std::string_view name, const std::string& text) {
    if (!text.empty())
        to[name] = text;
}

inline json::value as_json(const coai::files::file& file) {
    json::object made = file.extra;
    add(made, "id", file.id);
    add(made, "filename", file.filename);
    made["bytes"] = file.bytes;
    add(made, "purpose", file.purpose);
    add(made, "state", std::string(file.state.str()));
    add(made, "error", file.error);
    made["created_at"] = file.created_at;
    made["expires_at"] = file.expires_at;
    return made;
}

inline std::string our_word_for(std::string_view status) {
    if (status == "processed")
        return "active";
    if (status == "error")
        return "failed";
    const bool is_under_way = status == "uploaded" || status == "pending" || status == "running";
    return is_under_way ? "processing" : std::string(status);
}

/// A file of OpenAI's, with our names for what it tells in others; and nobody needs to be told what
/// it is. What is no text remains also where it was, for then it is unknown.
inline json::value as_compared_file(json::value came) {
    if (!came.is_object())
        return came;
    json::object& file = came.get_object();
    const auto rename = [&](const char* name, const char* ours) {
        const json::value value = file.contains(name) ? file.at(name) : json::value();
        if (value.is_string())
            file.erase(name);
        file[ours] = value;
    };
    rename("status", "state");
    rename("status_details", "error");
    if (json::value& state = file.at("state"); state.is_string())
        state = our_word_for(std::string(state.get_string()));
    if (file.contains("object") && file.at("object").is_string())
        file.erase("object");
    return came;
}

inline json::value as_json(const coai::files::removal& gone) {
    json::object made = gone.extra;
    add(made, "id", gone.id);
    if (gone.deleted)
        made["deleted"] = true;
    return made;
}

inline json::value as_json(const coai::embeddings::embedding_list& list) {
    json::object made = list.extra;
    add(made, "object", list.object);
    add(made, "model", list.model);
    if (list.usage)
        made["usage"] = as_json(*list.usage);
    json::array& data = made["data"].emplace_array();
    for (std::size_t index = 0; index < list.size(); ++index) {
        json::object each = list.vector_extra.empty() ? json::object() : list.vector_extra[index];
        json::array& vector = each["embedding"].emplace_array();
        for (const float element : list[index])
            vector.emplace_back(static_cast<double>(element));
        data.push_back(std::move(each));
    }
    return made;
}

/// The floats in base64, decoded by OpenSSL.
inline json::array floats_in(std::string_view text) {
    std::vector<unsigned char> bytes(text.size());
    const int size =
        EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                        static_cast<int>(text.size()));
    json::array vector;
    for (int at = 0; at + 4 <= size; at += 4) {
        float element = 0;
        std::memcpy(&element, bytes.data() + at, sizeof element);
        vector.emplace_back(static_cast<double>(element));
    }
    return vector;
}

/// A list of embeddings with floats, in whatever form they came. What only says where and what a
/// vector is, is in our list by its order.
inline json::value as_compared_embeddings(json::value came) {
    json::value* const data = came.is_object() ? came.get_object().if_contains("data") : nullptr;
    if (data == nullptr || !data->is_array())
        return came;
    for (json::value& each : data->get_array()) {
        if (!each.is_object())
            continue;
        json::object& element = each.get_object();
        if (element.contains("object") && element.at("object").is_string())
            element.erase("object");
        if (element.contains("index") && element.at("index").is_int64())
            element.erase("index");
        json::value* const vector = element.if_contains("embedding");
        if (vector != nullptr && vector->is_string())
            *vector = floats_in(vector->get_string());
        else if (vector != nullptr && vector->is_array())
            for (json::value& number : vector->get_array())
                if (number.is_number())
                    number = static_cast<double>(number.to_number<float>());
    }
    return came;
}

inline json::value as_json(const coai::batches::result& result) {
    json::object made = result.extra;
    add(made, "id", result.id);
    add(made, "custom_id", result.custom_id);
    if (!made.contains("response")) // of which it then has what is unknown
        made["response"].emplace_object();
    if (!made["response"].is_object())
        return made;
    json::object& response = made["response"].get_object();
    response["status_code"] = result.status_code;
    add(response, "request_id", result.request_id);
    response["body"] = recordings::parse(result.body.text());
    return made;
}

} // namespace replay
