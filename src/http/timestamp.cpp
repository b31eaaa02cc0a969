#include "http/timestamp.hpp"

#include "http/ascii.hpp"

namespace coai::http {

namespace {

/// Takes the parts of a timestamp from the front of a text; once one is missing, it stays so.
class timestamp_reader {
public:
    explicit timestamp_reader(std::string_view text) noexcept : rest_(text) {}

    int digits(std::size_t count) noexcept {
        int value = 0;
        for (; count > 0; --count) {
            if (rest_.empty() || !is_digit(rest_.front())) {
                good_ = false;
                return 0;
            }
            value = value * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }

    bool skip(std::string_view any_of) noexcept {
        if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }

    void expect(std::string_view any_of) noexcept { good_ = skip(any_of) && good_; }

    bool starts_with(char c) const noexcept { return rest_.starts_with(c); }
    bool complete() const noexcept { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

std::chrono::minutes read_offset(timestamp_reader& reader) noexcept {
    if (reader.skip("Zz")) {
        return {};
    }
    const int sign = reader.starts_with('-') ? -1 : 1;
    reader.expect("+-");
    const std::chrono::hours hours(reader.digits(2));
    reader.expect(":");
    return sign * (hours + std::chrono::minutes(reader.digits(2)));
}

} // namespace

std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text) noexcept {
    timestamp_reader reader(text);
    const std::chrono::year year(reader.digits(4));
    reader.expect("-");
    const std::chrono::month month(static_cast<unsigned>(reader.digits(2)));
    reader.expect("-");
    const std::chrono::day day(static_cast<unsigned>(reader.digits(2)));
    reader.expect("Tt ");
    const std::chrono::hours hours(reader.digits(2));
    reader.expect(":");
    const std::chrono::minutes minutes(reader.digits(2));
    reader.expect(":");
    const std::chrono::seconds seconds(reader.digits(2));
    if (reader.skip(".")) {
        while (reader.skip("0123456789")) {
        }
    }
    const std::chrono::minutes offset = read_offset(reader);
    const std::chrono::year_month_day date(year, month, day);
    if (!reader.complete() || !date.ok() || hours.count() > 23 || minutes.count() > 59 ||
        seconds.count() > 60) {
        return std::nullopt;
    }
    return std::chrono::sys_days(date) + hours + minutes + seconds - offset;
}

} // namespace coai::http
