#include "json/tape.hpp"

// The one place where Boost.JSON's parser is instantiated with a handler of ours.
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <functional>

namespace coai::json::detail {

namespace {

constexpr std::size_t first_tokens = 64;
constexpr std::size_t kept_tokens = 1U << 15;
constexpr std::size_t kept_characters = 1U << 18;

boost::json::parse_options options(std::size_t max_depth) {
    boost::json::parse_options result;
    result.max_depth = max_depth;
    return result;
}

// Boost.JSON 1.81 may be off by the last bit. A decimal of up to 15 digits is a 53-bit integer over
// a power of ten that is exact, so one correctly rounded division has given the nearest double.
bool is_exact(std::string_view text) {
    return text.size() <= 16 && text.find_first_of("eE") == text.npos;
}

} // namespace

void tape_writer::start(std::string_view text) {
    input_ = text;
    next_ = tokens_.data();
    open_.clear();
    unescaped_.clear();
    string_begin_ = 0;
}

void tape_writer::trim() {
    if (tokens_.size() > kept_tokens) {
        std::vector<token>().swap(tokens_);
        limit_ = nullptr;
    }
    if (unescaped_.capacity() > kept_characters)
        std::string().swap(unescaped_);
}

void tape_writer::grow() {
    const std::size_t used = count();
    tokens_.resize(std::max(first_tokens, 2 * used));
    next_ = tokens_.data() + used;
    limit_ = tokens_.data() + tokens_.size();
}

bool tape_writer::open(token::kind what) {
    open_.push_back(count());
    push(what, {});
    return true;
}

bool tape_writer::close(std::size_t size) {
    token& container = tokens_[open_.back()];
    container.extent = count() - open_.back();
    container.size = static_cast<std::uint32_t>(size);
    open_.pop_back();
    return true;
}

bool tape_writer::append(text_view part) {
    // Unescaped text is never longer than escaped text: tokens may point into the buffer.
    unescaped_.reserve(input_.size());
    unescaped_.append(part.data(), part.size());
    return true;
}

bool tape_writer::string(text_view part) {
    const std::less<const char*> before;
    const bool in_input =
        !before(part.data(), input_.data()) && before(part.data(), input_.data() + input_.size());
    if (in_input && unescaped_.size() == string_begin_) {
        push(token::kind::string, part);
        return true;
    }
    append(part);
    push(token::kind::string,
         text_view(unescaped_.data() + string_begin_, unescaped_.size() - string_begin_));
    string_begin_ = unescaped_.size();
    return true;
}

bool tape_writer::on_int64(std::int64_t value, text_view text, error_code&) {
    push(token::kind::integer, text).integer = value;
    return true;
}

bool tape_writer::on_uint64(std::uint64_t value, text_view text, error_code&) {
    push(token::kind::unsigned_integer, text).unsigned_integer = value;
    return true;
}

bool tape_writer::on_double(double value, text_view text, error_code&) {
    // Out of range leaves `value` as Boost.JSON rounded it, to infinity or zero.
    if (!is_exact(text))
        std::from_chars(text.data(), text.data() + text.size(), value);
    push(token::kind::real, text).real = value;
    return true;
}

bool tape_writer::on_bool(bool value, error_code&) {
    push(token::kind::boolean, {}).boolean = value;
    return true;
}

bool tape_writer::on_null(error_code&) {
    push(token::kind::null, {});
    return true;
}

tape::tape(std::size_t max_depth) : parser_(options(max_depth)), max_depth_(max_depth) {}

std::optional<tape::syntax_error> tape::parse(std::string_view text) {
    if (text.size() > UINT32_MAX)
        return syntax_error{0, "the text is 4 GiB or longer"};

    text_ = text;
    parser_.handler().start(text);
    parser_.reset();
    boost::json::error_code error;
    const std::size_t read = parser_.write_some(false, text.data(), text.size(), error);

    if (error == boost::json::error::too_deep)
        return syntax_error{read, "nested deeper than " + std::to_string(max_depth_) + " levels"};
    if (error == boost::json::error::incomplete)
        return syntax_error{read, "the JSON text ends too early"};
    if (error)
        return syntax_error{read, "not JSON: " + error.message()};
    if (read != text.size())
        return syntax_error{read, "more text after the JSON value"};
    return std::nullopt;
}

std::size_t tape::offset_of(const token& wanted) const {
    auto before = static_cast<std::size_t>(&wanted - &root());
    std::size_t at = 0;
    while (true) {
        at = text_.find_first_not_of(" \t\r\n,:]}", at);
        if (before-- == 0)
            return at;
        if (text_[at] == '"') {
            ++at;
            while (text_[at] != '"')
                at += text_[at] == '\\' ? 2 : 1;
            ++at;
        } else if (text_[at] == '[' || text_[at] == '{') {
            ++at;
        } else {
            at = text_.find_first_of(" \t\r\n,:]}", at);
        }
    }
}

} // namespace coai::json::detail
