#pragma once

#include <cstddef>
#include <string_view>

namespace coai::api {

/// Tells whether a text that grows is a whole JSON object, array or string by now. Looks at each
/// byte once, and at brackets and quotes only: what a model writes is not always valid.
class json_text_scanner {
public:
    /// `text` begins with what it was in the call before.
    bool is_complete(std::string_view text) noexcept;

private:
    void step(char next) noexcept;

    std::size_t scanned_ = 0;
    std::size_t depth_ = 0;
    bool in_string_ = false;
    bool escaped_ = false;
    bool closed_ = false;
};

} // namespace coai::api
