#include "json/float_lists.hpp"

#include "json/float_text.hpp"
#include "json/path.hpp"
#include "json/text.hpp"

#include <coai/json/decoder.hpp>
#include <coai/json/error.hpp>
#include <coai/json/standard_types.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace coai::json::detail {

namespace {

constexpr std::string_view indentation = "        ";

bool is_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Goes through a text as far as it needs to find the lists. Its functions return false where the
/// text is not JSON; then all that follows is left in `rest`, where that will be found out.
class list_taker {
public:
    list_taker(std::string_view text, std::string_view list, std::string_view member)
        : begin_(text.data()),
          at_(begin_),
          end_(begin_ + text.size()),
          copied_(begin_),
          list_(list),
          member_(member) {}

    float_lists take() {
        skip_space();
        if (is_at('{')) {
            each_member([this](std::string_view name) {
                return is_at('[') && is_name(name, list_) ? take_elements() : skip_value();
            });
        }
        taken_.rest.append(copied_, end_);
        return std::move(taken_);
    }

private:
    bool take_elements() {
        element_ = 0;
        return each_element([this] {
            const bool passed = is_at('{') ? take_from_element() : skip_value();
            ++element_;
            return passed;
        });
    }

    bool take_from_element() {
        return each_member([this](std::string_view name) {
            return is_at('[') && is_name(name, member_) ? take_list() : skip_value();
        });
    }

    bool take_list() {
        const char* const list_begin = at_;
        std::vector<float>& values = taken_.values;
        const std::size_t first = values.size();
        ++at_;
        skip_space();
        if (is_at(']')) {
            ++at_;
        } else {
            take_numbers(first);
        }
        taken_.rest.append(copied_, list_begin);
        const std::size_t rest_offset = taken_.rest.size();
        taken_.rest += '[';
        append_integer(taken_.rest, std::uint64_t{taken_.lists.size()});
        taken_.rest += ']';
        taken_.lists.push_back({first, values.size() - first, offset_of(list_begin), offset_of(at_),
                                rest_offset, taken_.rest.size()});
        copied_ = at_;
        if (taken_.lists.size() == 1) {
            expect_more(static_cast<std::size_t>(at_ - list_begin));
        }
        return true;
    }

    void take_numbers(std::size_t first) {
        std::vector<float>& values = taken_.values;
        for (;;) {
            float value = 0;
            const char* const after = read_float(at_, end_, value);
            if (after == nullptr) {
                fail(values.size() - first, "expected a number within the range of float");
            }
            values.push_back(value);
            at_ = after;
            skip_space();
            if (is_at(',')) {
                ++at_;
                skip_space();
            } else if (is_at(']')) {
                ++at_;
                return;
            } else {
                fail(values.size() - first, "expected a comma or the end of the list");
            }
        }
    }

    /// Makes room for as many lists like the first one as the text can hold; for no more numbers
    /// than the text has bytes.
    void expect_more(std::size_t text_size) {
        const auto whole = static_cast<std::size_t>(end_ - begin_);
        taken_.values.reserve(whole / text_size * taken_.values.size());
    }

    [[noreturn]] void fail(std::size_t index, std::string_view expected) const {
        std::string reason(expected);
        if (at_ == end_) {
            reason = "the JSON text ends too early";
        } else {
            constexpr std::size_t excerpt = 24;
            const auto left = static_cast<std::size_t>(end_ - at_);
            reason += ", found ";
            append_excerpt(reason, {at_, std::min(left, excerpt)});
        }
        path place; // from the inside out
        place.prepend(index);
        place.prepend(member_);
        place.prepend(element_);
        place.prepend(list_);
        throw decode_error(place.str(), offset_of(at_), std::move(reason));
    }

    /// Calls `visit(name)` at the value of each member; the name is in quotes, as it is written.
    template <class Visit>
    bool each_member(Visit visit) {
        return each_of('}', [&] {
            const char* const name = at_;
            if (!is_at('"') || !skip_string()) {
                return false;
            }
            const std::string_view written(name, static_cast<std::size_t>(at_ - name));
            skip_space();
            if (!is_at(':')) {
                return false;
            }
            ++at_;
            skip_space();
            return visit(written);
        });
    }

    template <class Visit>
    bool each_element(Visit visit) {
        return each_of(']', visit);
    }

    template <class Visit>
    bool each_of(char close, Visit visit) {
        ++at_;
        skip_space();
        if (is_at(close)) {
            ++at_;
            return true;
        }
        for (;;) {
            if (!visit()) {
                return false;
            }
            skip_space();
            if (is_at(close)) {
                ++at_;
                return true;
            }
            if (!is_at(',')) {
                return false;
            }
            ++at_;
            skip_space();
        }
    }

    static bool is_name(std::string_view written, std::string_view name) {
        if (written.find('\\') == written.npos) {
            return written.substr(1, written.size() - 2) == name;
        }
        std::string unescaped;
        decoder strict(mode::strict);
        return !strict.decode(written, unescaped) && unescaped == name;
    }

    bool skip_value() {
        if (is_at('"')) {
            return skip_string();
        }
        std::size_t depth = 0;
        for (; at_ != end_; ++at_) {
            switch (*at_) {
            case '"':
                if (!skip_string()) {
                    return false;
                }
                --at_;
                break;
            case '{':
            case '[':
                ++depth;
                break;
            case '}':
            case ']':
                if (depth == 0) {
                    return true;
                }
                if (--depth == 0) {
                    ++at_;
                    return true;
                }
                break;
            case ',':
                if (depth == 0) {
                    return true;
                }
                break;
            default:
                break;
            }
        }
        return false;
    }

    bool skip_string() {
        for (const char* from = at_ + 1;;) {
            const auto left = static_cast<std::size_t>(end_ - from);
            const auto* const quote = static_cast<const char*>(std::memchr(from, '"', left));
            if (quote == nullptr) {
                return false;
            }
            const char* escapes = quote;
            while (escapes != from && escapes[-1] == '\\') {
                --escapes;
            }
            from = quote + 1;
            if ((quote - escapes) % 2 == 0) {
                at_ = from;
                return true;
            }
        }
    }

    void skip_space() noexcept {
        while (at_ != end_ && is_space(*at_)) {
            ++at_;
            const auto left = static_cast<std::size_t>(end_ - at_);
            if (left >= indentation.size() &&
                std::memcmp(at_, indentation.data(), indentation.size()) == 0) {
                at_ += indentation.size();
            }
        }
    }

    bool is_at(char c) const noexcept { return at_ != end_ && *at_ == c; }
    std::size_t offset_of(const char* place) const noexcept {
        return static_cast<std::size_t>(place - begin_);
    }

    const char* begin_;
    const char* at_;
    const char* end_;
    /// Up to where the text is in `rest` or was taken.
    const char* copied_;
    std::string_view list_;
    std::string_view member_;
    std::size_t element_ = 0;
    float_lists taken_;
};

} // namespace

std::size_t float_lists::offset_in_text(std::size_t offset_in_rest) const noexcept {
    const auto behind = std::upper_bound(
        lists.begin(), lists.end(), offset_in_rest,
        [](std::size_t offset, const list& one) { return offset < one.rest_offset; });
    if (behind == lists.begin()) {
        return offset_in_rest;
    }
    const list& before = *(behind - 1);
    return offset_in_rest < before.rest_end_offset
               ? before.offset
               : before.end_offset + (offset_in_rest - before.rest_end_offset);
}

float_lists take_float_lists(std::string_view text, std::string_view list,
                             std::string_view member) {
    return list_taker(text, list, member).take();
}

} // namespace coai::json::detail
