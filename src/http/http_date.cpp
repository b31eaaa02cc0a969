#include "http/http_date.hpp"

#include "http/ascii.hpp"

#include <array>
#include <cstddef>

namespace coai::http {

namespace {

using namespace std::chrono;
using std::string_view;

constexpr std::array<string_view, 7> day_names = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                  "Thursday", "Friday", "Saturday"};
constexpr std::array<string_view, 12> month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Reads a text from left to right; every step after a failed one fails too.
class scanner {
public:
    explicit scanner(string_view text) noexcept : rest_(text) {}

    bool at_end() const noexcept { return !failed_ && rest_.empty(); }

    bool accept(string_view literal) noexcept {
        const bool found = !failed_ && rest_.starts_with(literal);
        rest_.remove_prefix(found ? literal.size() : 0);
        return found;
    }

    void expect(string_view literal) noexcept { failed_ |= !accept(literal); }

    int number(std::size_t digits) noexcept {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (rest_.empty() || !is_digit(rest_.front())) {
                failed_ = true;
                return 0;
            }
            value = value * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }

    month month_name() noexcept {
        for (unsigned i = 0; i < month_names.size(); ++i) {
            if (accept(month_names[i])) {
                return month(i + 1);
            }
        }
        failed_ = true;
        return month(1);
    }

    // The obsolete form of RFC 850 has the name in full, the others its first three letters.
    enum class day_form { none, full, abbreviated };
    day_form day_name() noexcept {
        for (const auto name : day_names) {
            if (accept(name)) {
                return day_form::full;
            }
            if (accept(name.substr(0, 3))) {
                return day_form::abbreviated;
            }
        }
        failed_ = true;
        return day_form::none;
    }

    seconds time_of_day() noexcept {
        const hours h(number(2));
        expect(":");
        const minutes m(number(2));
        expect(":");
        const seconds s(number(2));
        failed_ |= h > hours(23) || m > minutes(59) || s > seconds(60);
        return h + m + s;
    }

private:
    string_view rest_;
    bool failed_ = false;
};

year full_year(int two_digits, sys_seconds now) noexcept {
    const auto this_year = int(year_month_day(floor<days>(now)).year());
    int candidate = this_year - this_year % 100 + two_digits;
    if (candidate > this_year + 50) {
        candidate -= 100;
    }
    return year(candidate);
}

} // namespace

std::optional<sys_seconds> parse_http_date(string_view text, sys_seconds now) noexcept {
    scanner in(text);
    year_month_day date;
    seconds time{};
    const auto day_form = in.day_name();
    if (day_form == scanner::day_form::full) { // Sunday, 06-Nov-94 08:49:37 GMT
        in.expect(", ");
        const day d(static_cast<unsigned>(in.number(2)));
        in.expect("-");
        const auto m = in.month_name();
        in.expect("-");
        date = full_year(in.number(2), now) / m / d;
        in.expect(" ");
        time = in.time_of_day();
        in.expect(" GMT");
    } else if (in.accept(", ")) { // Sun, 06 Nov 1994 08:49:37 GMT
        const day d(static_cast<unsigned>(in.number(2)));
        in.expect(" ");
        const auto m = in.month_name();
        in.expect(" ");
        date = year(in.number(4)) / m / d;
        in.expect(" ");
        time = in.time_of_day();
        in.expect(" GMT");
    } else { // Sun Nov  6 08:49:37 1994
        in.expect(" ");
        const auto m = in.month_name();
        in.expect(" ");
        const day d(static_cast<unsigned>(in.number(in.accept(" ") ? 1 : 2)));
        in.expect(" ");
        time = in.time_of_day();
        in.expect(" ");
        date = year(in.number(4)) / m / d;
    }
    if (!in.at_end() || !date.ok()) {
        return std::nullopt;
    }
    return sys_days(date) + time;
}

} // namespace coai::http
