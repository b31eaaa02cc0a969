#pragma once

#include "testing/spooled_bytes.hpp"

#include <coai/headers.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace coai::testing {

/// A request as it came over a connection.
struct request {
    std::string method;
    std::string target;
    /// 0 or 1: the minor version of HTTP/1.
    unsigned version_minor = 1;
    coai::headers headers;
    std::string body;
    /// The body instead, if it is a form: that of a file may be large.
    std::shared_ptr<spooled_bytes> form;
    /// Whether the body is all there, and not cut off by a fault.
    bool complete = true;
    /// Whether the client wants the connection kept.
    bool keep_alive = true;

    /// The target without its query.
    std::string_view path() const noexcept {
        return std::string_view(target).substr(0, target.find('?'));
    }
    /// What follows the question mark.
    std::string_view query() const noexcept {
        const std::size_t mark = target.find('?');
        return mark == std::string::npos ? std::string_view()
                                         : std::string_view(target).substr(mark + 1);
    }
};

} // namespace coai::testing
