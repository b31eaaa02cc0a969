#include "http/html_text.hpp"

#include "http/ascii.hpp"
#include "http/find_ignoring_case.hpp"
#include "http/utf8_prefix.hpp"

#include <array>
#include <utility>

namespace coai::http {

namespace {

constexpr auto npos = std::string_view::npos;

// Enough for any page that a gateway answers with.
constexpr std::size_t max_page = 64 * 1024;

bool is_space(char c) noexcept { return is_blank(c) || is_control(c); }

bool begins_tag(std::string_view text, std::string_view name) {
    return text.size() > name.size() && equal_ignoring_case(text.substr(0, name.size()), name) &&
           (text[name.size()] == '>' || is_space(text[name.size()]));
}

// The end of what `text` begins with: a comment, an element whose content is no text, a tag. The
// whole text if it has no end.
std::size_t end_of_markup(std::string_view text) {
    std::string_view closing = ">";
    if (text.starts_with("<!--")) {
        closing = "-->";
    } else if (begins_tag(text, "<script")) {
        closing = "</script>";
    } else if (begins_tag(text, "<style")) {
        closing = "</style>";
    }
    const auto found = find_ignoring_case(text, closing);
    return found == npos ? text.size() : found + closing.size();
}

// Takes a character reference off the front of `text`, which begins with '&'.
char take_character(std::string_view& text) {
    constexpr std::array<std::pair<std::string_view, char>, 7> references{{
        {"&amp;", '&'},
        {"&lt;", '<'},
        {"&gt;", '>'},
        {"&quot;", '"'},
        {"&#39;", '\''},
        {"&apos;", '\''},
        {"&nbsp;", ' '},
    }};
    for (const auto& [name, character] : references) {
        if (text.starts_with(name)) {
            text.remove_prefix(name.size());
            return character;
        }
    }
    text.remove_prefix(1);
    return '&';
}

std::string without_markup(std::string_view text, std::size_t limit) {
    std::string out;
    bool gap = false;
    while (!text.empty() && out.size() <= limit) {
        char c = text.front();
        if (c == '<') {
            text.remove_prefix(end_of_markup(text));
            c = ' ';
        } else if (c == '&') {
            c = take_character(text);
        } else {
            text.remove_prefix(1);
        }
        if (is_space(c)) {
            gap = true;
            continue;
        }
        if (gap && !out.empty()) {
            out += ' ';
        }
        gap = false;
        out += c;
    }
    out.resize(utf8_prefix(out, limit).size());
    return out;
}

std::string_view title_of(std::string_view page) {
    for (auto begin = find_ignoring_case(page, "<title"); begin != npos;
         begin = find_ignoring_case(page, "<title", begin + 1)) {
        if (!begins_tag(page.substr(begin), "<title")) {
            continue;
        }
        const auto text = page.find('>', begin);
        const auto end = find_ignoring_case(page, "</title", begin);
        return text < end && end != npos ? page.substr(text + 1, end - text - 1) : "";
    }
    return {};
}

} // namespace

std::string html_text(std::string_view page, std::size_t limit) {
    page = page.substr(0, max_page);
    if (auto title = without_markup(title_of(page), limit); !title.empty()) {
        return title;
    }
    return without_markup(page, limit);
}

} // namespace coai::http
