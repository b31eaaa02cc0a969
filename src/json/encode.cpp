#include <coai/json.hpp>

#include "json/writing.hpp"

namespace coai::json::detail {

void encode(std::string& out, const type& type, const void* value) {
    const std::size_t size = out.size();
    writing text(out);
    // The tables' functions serve reading too, hence the pointer; writing changes nothing.
    if (!text.write(type, const_cast<void*>(value))) {
        out.resize(size);
        throw encode_error(text.place().str(), std::string("cannot write ") + text.reason());
    }
}

} // namespace coai::json::detail
