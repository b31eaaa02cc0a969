// Base URLs, paths and ids: what is not refused can stand in a request's first line, below the path
// that was meant.

#include "fuzz/input.hpp"

#include "http/base_url.hpp"
#include "http/path_encoding.hpp"

#include <coai/error.hpp>

#include <string>

namespace {

using namespace coai;

void check_text(std::string_view text) {
    for (const char c : text) {
        fuzz::require(c > ' ' && c < 0x7f && c != '#', "only what may stand in a request line");
    }
}

void check_path(std::string_view target, std::string_view below) {
    check_text(target);
    fuzz::require(target.starts_with('/') && target.starts_with(below), "it is below the base");
    std::string_view path = target.substr(0, target.find('?'));
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::string_view segment = path.substr(0, path.find('/'));
        fuzz::require(segment != "." && segment != ".." && segment != "%2e%2e" &&
                          segment != "%2E%2E" && segment != "%2e" && segment != "%2E",
                      "no segment leads elsewhere");
        path.remove_prefix(segment.size());
    }
}

template <class Use>
void unless_refused(Use use) {
    try {
        use();
    } catch (const usage_error&) { // which is the other way to be right
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input made(data, size);
    const std::string_view all = made.text();
    const std::size_t end = all.find('\n');
    const std::string_view first = all.substr(0, end);
    const std::string_view second = end == all.npos ? "" : all.substr(end + 1);

    http::base_url base = http::parse_base_url("https://example.com/v1");
    unless_refused([&] {
        base = http::parse_base_url(first);
        fuzz::require(!base.host.empty() && base.port != 0, "a URL names a host and a port");
        check_text(base.host);
        check_text(base.authority);
        check_text(base.path);
        check_text(base.query);
    });
    unless_refused([&] { check_path(base.target(second, {}, {{"a b", "c&d"}}), base.path); });
    unless_refused([&] { check_path("/" + http::encode_id(second, true), ""); });
    unless_refused([&] {
        const std::string segment = http::encode_path_segment(second);
        check_path("/" + segment, "");
        fuzz::require(segment.find('/') == segment.npos, "a segment is one");
    });
    check_text(http::encode_query_parameter(first, second));
    return 0;
}
