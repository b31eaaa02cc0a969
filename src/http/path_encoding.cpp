#include "http/path_encoding.hpp"

#include "http/ascii.hpp"
#include "http/failure.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/grammar/hexdig_chars.hpp>
#include <boost/url/rfc/pchars.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>
#include <cstddef>

namespace coai::http {

namespace {

namespace urls = boost::urls;

constexpr auto path_characters = urls::pchars + '/';
constexpr auto query_characters = urls::pchars + '/' + '?';

[[noreturn]] void refuse(std::string_view what, std::string_view why) {
    detail::throw_usage_error(errc::invalid_request, what,
                              std::string("the ").append(what).append(why));
}

void refuse_control_characters(std::string_view text, std::string_view what) {
    if (std::any_of(text.begin(), text.end(), [](char c) { return c == '\t' || is_control(c); })) {
        refuse(what, " contains a control character");
    }
}

template <typename CharSet>
void append_encoded(std::string& out, std::string_view text, const CharSet& kept) {
    const urls::string_view view(text.data(), text.size());
    const auto begin = out.size();
    out.resize(begin + urls::encoded_size(view, kept));
    urls::encode(out.data() + begin, out.size() - begin, view, kept);
}

bool begins_with_escape(std::string_view text) {
    return text.size() >= 3 && text[0] == '%' && urls::grammar::hexdig_chars(text[1]) &&
           urls::grammar::hexdig_chars(text[2]);
}

// Leaves escapes as they are, so that text may come encoded or not.
template <typename CharSet>
void append_once_encoded(std::string& out, std::string_view text, const CharSet& kept) {
    while (!text.empty()) {
        // Mostly all of it.
        const auto plain = std::find_if_not(text.begin(), text.end(), kept) - text.begin();
        out += text.substr(0, static_cast<std::size_t>(plain));
        text.remove_prefix(static_cast<std::size_t>(plain));
        if (text.empty()) {
            break;
        }
        const std::size_t length = begins_with_escape(text) ? 3 : 1;
        if (length == 3) {
            out += text.substr(0, length);
        } else {
            append_encoded(out, text.substr(0, length), kept);
        }
        text.remove_prefix(length);
    }
}

bool is_dot_segment(std::string_view segment) {
    std::size_t dots = 0;
    while (!segment.empty()) {
        if (segment.front() == '.') {
            segment.remove_prefix(1);
        } else if (equal_ignoring_case(segment.substr(0, 3), "%2e")) {
            segment.remove_prefix(3);
        } else {
            return false;
        }
        ++dots;
    }
    return dots == 1 || dots == 2;
}

template <typename Visitor>
void for_each_segment(std::string_view path, Visitor visit) {
    for (;;) {
        const auto slash = path.find('/');
        visit(path.substr(0, slash));
        if (slash == std::string_view::npos) {
            return;
        }
        path.remove_prefix(slash + 1);
    }
}

void check_segment(std::string_view segment, std::string_view what) {
    if (segment.empty()) {
        refuse(what, " is empty or has an empty part between slashes");
    }
    if (is_dot_segment(segment)) {
        refuse(what, " contains a dot segment");
    }
    refuse_control_characters(segment, what);
}

} // namespace

bool has_dot_segment(std::string_view path) {
    bool found = false;
    for_each_segment(path,
                     [&](std::string_view segment) { found = found || is_dot_segment(segment); });
    return found;
}

void append_path(std::string& out, std::string_view path) {
    refuse_control_characters(path, "path");
    if (path.find('#') != std::string_view::npos) {
        refuse("path", " contains a fragment (#)");
    }
    if (has_dot_segment(path)) {
        refuse("path", " contains a dot segment");
    }
    append_once_encoded(out, path, path_characters);
}

std::string encode_query(std::string_view query) {
    refuse_control_characters(query, "path");
    if (query.find('#') != std::string_view::npos) {
        refuse("path", " contains a fragment (#)");
    }
    std::string out;
    append_once_encoded(out, query, query_characters);
    return out;
}

std::string encode_query_parameter(std::string_view name, std::string_view value) {
    std::string out;
    append_encoded(out, name, urls::unreserved_chars);
    out += '=';
    append_encoded(out, value, urls::unreserved_chars);
    return out;
}

std::string encode_path_segment(std::string_view text) {
    check_segment(text, "path");
    std::string out;
    append_encoded(out, text, urls::pchars);
    return out;
}

std::string encode_id(std::string_view id, bool keep_slashes) {
    std::string out;
    if (keep_slashes) {
        for_each_segment(id, [](std::string_view segment) { check_segment(segment, "id"); });
        append_encoded(out, id, path_characters);
    } else {
        check_segment(id, "id");
        append_encoded(out, id, urls::pchars);
    }
    return out;
}

} // namespace coai::http
