#include "api/json_text_scanner.hpp"

namespace coai::api {

bool json_text_scanner::is_complete(std::string_view text) noexcept {
    for (; scanned_ < text.size(); ++scanned_)
        step(text[scanned_]);
    return closed_;
}

void json_text_scanner::step(char next) noexcept {
    if (in_string_) {
        if (escaped_)
            escaped_ = false;
        else if (next == '\\')
            escaped_ = true;
        else if (next == '"')
            in_string_ = false;
    } else if (next == '"') {
        in_string_ = true;
    } else if (next == '{' || next == '[') {
        ++depth_;
    } else if ((next == '}' || next == ']') && depth_ > 0) {
        --depth_;
    } else {
        return;
    }
    closed_ = depth_ == 0 && !in_string_;
}

} // namespace coai::api
