#pragma once

#include <coai/chat/completion.hpp>
#include <coai/error.hpp>
#include <coai/json/decoder.hpp>
#include <coai/json/type.hpp>
#include <coai/result.hpp>

#include <boost/system/result.hpp>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace coai::detail {

/// Why an answer has no text that could be read, if it has none.
std::optional<error> missing_output(const chat::completion& whole, const chat::choice& answer);

std::string_view output_text(const chat::choice& answer, bool code_fence);

/// The error of an answer whose text does not fit the type.
error unexpected_output(const chat::completion& whole, const chat::choice& answer,
                        const json::decode_error& why);

/// The error of a completion without answers.
error no_answer(const chat::completion& whole);

template <json::codable T>
result<T> read_output(const chat::completion& whole, const chat::choice& answer, bool code_fence) {
    if (auto missing = missing_output(whole, answer))
        return result<T>(boost::system::in_place_error, std::move(*missing));
    result<T> read(boost::system::in_place_value);
    json::decoder strict(json::mode::strict);
    if (const auto wrong = strict.decode(output_text(answer, code_fence), *read))
        return result<T>(boost::system::in_place_error, unexpected_output(whole, answer, *wrong));
    return read;
}

} // namespace coai::detail

namespace coai::chat {

/// A completion whose answers were read as a T.
///
/// @code
/// const auto completion = co_await client.chat.completions.parse<calendar_event>(request);
/// std::cout << completion.value().name << '\n';
/// @endcode
template <json::codable T>
class parsed_completion : public completion {
public:
    parsed_completion() {}

    /// Reads the answers of a completion.
    /// @param code_fence See parse_options.
    explicit parsed_completion(completion whole, bool code_fence = false)
        : completion(std::move(whole)) {
        parsed.reserve(choices.size());
        for (const choice& answer : choices)
            parsed.push_back(detail::read_output<T>(*this, answer, code_fence));
    }

    /// What became of each of `choices`, in their order: the value, or an output_error whose kind()
    /// is errc::refused, output_cut, content_filtered, no_output (the model called tools, for
    /// example), or unexpected_output.
    std::vector<result<T>> parsed;

    /// Whether the first answer is a T.
    bool has_value() const noexcept { return !parsed.empty() && parsed.front().has_value(); }
    explicit operator bool() const noexcept { return has_value(); }

    /// The first answer.
    /// @throws output_error, with the model's words and what the call cost, if it is no T.
    /// @{
    const T& value() const& {
        require_answer();
        return parsed.front().value();
    }
    T value() && {
        require_answer();
        return std::move(parsed.front()).value();
    }
    /// @}

    /// What value() throws, as a value; no failure if it throws nothing. error::as<output_error>()
    /// has what only that class tells.
    coai::error error() const {
        return parsed.empty() ? detail::no_answer(*this) : parsed.front().error();
    }

private:
    void require_answer() const {
        if (parsed.empty())
            throw_exception_from_error(detail::no_answer(*this), BOOST_CURRENT_LOCATION);
    }
};

} // namespace coai::chat
