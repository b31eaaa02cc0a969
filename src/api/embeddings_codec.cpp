#include "api/embeddings_codec.hpp"

#include "api/request_body.hpp"
#include "http/base64.hpp"
#include "http/failure.hpp"
#include "json/float_lists.hpp"
#include "json/wire_type.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <variant>

namespace coai::embeddings {

struct input_wire {
    using variant = json::detail::type_of<input::value_type>;

    static input::value_type& value_of(void* choice) { return static_cast<input*>(choice)->value_; }
    static void* emplace(void* choice, std::size_t index) {
        return variant::emplace(&value_of(choice), index);
    }
    static std::size_t index(void* choice) { return value_of(choice).index(); }
    static void* get(void* choice) { return variant::get(&value_of(choice)); }
};

} // namespace coai::embeddings

namespace coai::api {

namespace {

/// A vector as the server wrote it: in base64, or as a list of numbers, of which only the position
/// among all lists is left.
using written_vector = std::variant<std::string, std::array<std::uint64_t, 1>>;

struct element {
    std::string object;
    std::optional<std::int64_t> index;
    written_vector embedding;
    boost::json::object extra;
};

struct reply {
    std::string object;
    std::vector<element> data;
    std::string model;
    std::optional<coai::usage> usage;
    boost::json::object extra;
};

} // namespace

} // namespace coai::api

namespace coai::json::detail {

namespace {

using api::element;
using api::reply;
using embeddings::input_wire;
using embeddings::request;

constexpr field request_fields[] = {
    member<&request::model>("model"),
    member<&request::input>("input"),
    member<&request::dimensions>("dimensions"),
    member<&request::encoding_format>("encoding_format"),
    member<&request::end_user>("user"),
};

constexpr field element_fields[] = {
    member<&element::object>("object"),
    member<&element::index>("index"),
    member<&element::embedding>("embedding"),
};

} // namespace

template <>
struct type_of<element> {
    static constexpr object_type value = wire_object(element_fields, extra_member<&element::extra>);
};

namespace {

constexpr field reply_fields[] = {
    member<&reply::object>("object"),
    member<&reply::data>("data"),
    member<&reply::model>("model"),
    member<&reply::usage>("usage"),
};

} // namespace

constinit const choice_type type_of<embeddings::input>::value{{shape::choice},
                                                              input_wire::variant::alternatives,
                                                              input_wire::emplace,
                                                              input_wire::index,
                                                              input_wire::get};

constinit const object_type type_of<request>::value =
    wire_object(request_fields, extra_member<&request::extra>, empty_members::omitted);

template <>
struct type_of<reply> {
    static constexpr object_type value = wire_object(reply_fields, extra_member<&reply::extra>);
};

} // namespace coai::json::detail

namespace coai::api {

namespace {

using json::decode_error;
using json::detail::float_lists;

std::string place_of(std::size_t position) {
    return "data[" + std::to_string(position) + "].embedding";
}

/// Floats in their IEEE form, the lowest byte first.
std::optional<std::vector<float>> decode_floats(std::string_view base64) {
    http::error_code error;
    const std::vector<std::byte> bytes =
        http::decode_base64(base64, std::numeric_limits<std::size_t>::max(), error);
    if (error || bytes.size() % sizeof(float) != 0) {
        return std::nullopt;
    }
    std::vector<float> values(bytes.size() / sizeof(float));
    for (std::size_t index = 0; index < values.size(); ++index) {
        std::uint32_t bits = 0;
        for (std::size_t byte = 0; byte < sizeof(float); ++byte) {
            bits |= std::to_integer<std::uint32_t>(bytes[index * sizeof(float) + byte])
                    << (8 * byte);
        }
        values[index] = std::bit_cast<float>(bits);
    }
    return values;
}

/// The position of each vector's input. A vector without an index has its own position, or, where
/// that is another's, the first that is free: of a list in disorder, index 0 is left out, too.
std::vector<std::size_t> order_of(const std::vector<element>& data) {
    std::vector<std::size_t> order(data.size());
    std::vector<bool> taken(data.size());
    for (std::size_t position = 0; position < data.size(); ++position) {
        if (!data[position].index) {
            continue;
        }
        const auto index = static_cast<std::uint64_t>(*data[position].index);
        if (index >= data.size() || taken[index]) {
            throw decode_error("data[" + std::to_string(position) + "].index", 0,
                               "not the index of one vector among " + std::to_string(data.size()));
        }
        taken[index] = true;
        order[position] = index;
    }
    std::size_t first_free = 0;
    for (std::size_t position = 0; position < data.size(); ++position) {
        if (data[position].index) {
            continue;
        }
        while (taken[first_free]) {
            ++first_free;
        }
        order[position] = taken[position] ? first_free : position;
        taken[order[position]] = true;
    }
    return order;
}

/// Whether the lists are the vectors as they are, in their order and without anything between.
bool are_in_place(const std::vector<element>& data, const std::vector<std::size_t>& order) {
    for (std::size_t position = 0; position < data.size(); ++position) {
        const auto* const list = std::get_if<1>(&data[position].embedding);
        if (list == nullptr || list->front() != position || order[position] != position) {
            return false;
        }
    }
    return true;
}

/// One behind the other, the vectors of a reply that are of one length.
class assembly {
public:
    assembly(reply& from, float_lists& lists) : data_(from.data), lists_(lists) {
        base64_.resize(data_.size());
        for (std::size_t position = 0; position < data_.size(); ++position) {
            const std::size_t size = size_of(position);
            if (size == 0) {
                fail(position, "a vector without elements");
            }
            if (position > 0 && size != dimension_) {
                fail(position, "a vector of " + std::to_string(size) +
                                   " elements, where the first has " + std::to_string(dimension_));
            }
            dimension_ = size;
        }
    }

    std::size_t dimension() const noexcept { return dimension_; }

    std::vector<float> values(const std::vector<std::size_t>& order) {
        if (lists_.lists.size() == data_.size() && are_in_place(data_, order)) {
            return std::move(lists_.values);
        }
        std::vector<float> all(data_.size() * dimension_);
        for (std::size_t position = 0; position < data_.size(); ++position) {
            const std::span<const float> vector = vector_at(position);
            std::copy(vector.begin(), vector.end(),
                      all.begin() + static_cast<std::ptrdiff_t>(order[position] * dimension_));
        }
        return all;
    }

private:
    std::size_t size_of(std::size_t position) {
        if (const auto* const text = std::get_if<std::string>(&data_[position].embedding)) {
            std::optional<std::vector<float>> decoded = decode_floats(*text);
            if (text->empty() || !decoded) {
                fail(position, "neither a list of numbers nor floats in base64");
            }
            base64_[position] = std::move(*decoded);
        }
        return vector_at(position).size();
    }

    std::span<const float> vector_at(std::size_t position) const {
        const auto* const number = std::get_if<1>(&data_[position].embedding);
        if (number == nullptr) {
            return base64_[position];
        }
        const float_lists::list& list = lists_.lists.at(number->front());
        return std::span<const float>(lists_.values).subspan(list.begin, list.size);
    }

    [[noreturn]] void fail(std::size_t position, std::string reason) const {
        const auto* const number = std::get_if<1>(&data_[position].embedding);
        const std::size_t offset = number != nullptr ? lists_.lists.at(number->front()).offset : 0;
        throw decode_error(place_of(position), offset, std::move(reason));
    }

    std::vector<element>& data_;
    float_lists& lists_;
    std::vector<std::vector<float>> base64_;
    std::size_t dimension_ = 0;
};

std::vector<boost::json::object> ordered_extra(std::vector<element>& data,
                                               const std::vector<std::size_t>& order) {
    std::vector<boost::json::object> extra;
    const auto says_more = [](const element& one) { return !one.extra.empty(); };
    if (std::any_of(data.begin(), data.end(), says_more)) {
        extra.resize(data.size());
        for (std::size_t position = 0; position < data.size(); ++position) {
            extra[order[position]] = std::move(data[position].extra);
        }
    }
    return extra;
}

} // namespace

std::string encode_embeddings_request(const embeddings::request& request,
                                      const boost::json::object& extra_body) {
    if (request.model.empty()) {
        detail::throw_usage_error(errc::invalid_request, "model", "a request needs a model");
    }
    if (request.input.empty()) {
        detail::throw_usage_error(errc::invalid_request, "input",
                                  "a request needs something to embed");
    }
    return encode_body(request, extra_body);
}

embeddings::embedding_list decode_embeddings(std::string_view body) {
    float_lists lists = json::detail::take_float_lists(body, "data", "embedding");
    reply read;
    json::decoder decoder;
    if (const auto bad = decoder.decode(lists.rest, read)) {
        throw decode_error(bad->path(), lists.offset_in_text(bad->offset()), bad->reason());
    }
    if (read.data.empty()) {
        throw decode_error("data", 0, "no vectors");
    }
    const std::vector<std::size_t> order = order_of(read.data);
    assembly vectors(read, lists);

    embeddings::embedding_list result;
    result.dimension = vectors.dimension();
    result.values = vectors.values(order);
    result.vector_extra = ordered_extra(read.data, order);
    result.object = std::move(read.object);
    result.model = std::move(read.model);
    result.usage = std::move(read.usage);
    result.extra = std::move(read.extra);
    return result;
}

} // namespace coai::api
