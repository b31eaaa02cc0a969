#include <coai/json/raw.hpp>

#include "json/tape.hpp"

#include <coai/json/decoder.hpp>

#include <utility>

namespace coai::json {

raw::raw(std::string text) : text_(std::move(text)) {
    detail::tape source(decoder::default_max_depth);
    if (auto error = source.parse(text_))
        throw decode_error(std::string(), error->offset, std::move(error->reason));
}

} // namespace coai::json
