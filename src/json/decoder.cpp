#include <coai/json/decoder.hpp>

#include "json/reading.hpp"
#include "json/tape.hpp"

#include <utility>

namespace coai::json {

struct decoder::state {
    state(mode strictness, std::size_t max_depth) : source(max_depth), values(strictness) {}

    detail::tape source;
    detail::reading values;
};

decoder::decoder(mode strictness, std::size_t max_depth)
    : state_(std::make_unique<state>(strictness, max_depth)) {}

decoder::decoder(decoder&&) noexcept = default;
decoder& decoder::operator=(decoder&&) noexcept = default;
decoder::~decoder() = default;

std::optional<decode_error> decoder::decode(std::string_view text, const detail::type& type,
                                            void* to) {
    auto& [source, values] = *state_;
    std::optional<decode_error> result;
    if (auto error = source.parse(text))
        result.emplace(std::string(), error->offset, std::move(error->reason));
    else if (!values.read(type, to, source.root()))
        result.emplace(values.error(source));
    source.trim();
    return result;
}

} // namespace coai::json
