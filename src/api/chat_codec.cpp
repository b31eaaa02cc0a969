#include "api/chat_codec.hpp"

#include "api/google_options.hpp"
#include "api/thoughts.hpp"
#include "api/tool_call_id.hpp"
#include "http/failure.hpp"

#include <coai/json.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>

namespace coai::api {

namespace {

// What did not fit its member, or came under a name that is not the API's, was left in `extra` by
// the codec, and stays there: it goes back to the wire as it came.

/// SambaNova sends fractions of a second.
void read_fractional_time(std::int64_t& created, const boost::json::object& extra) {
    const auto* const value = extra.if_contains("created");
    constexpr double year_9999 = 253'402'300'800.0;
    if (value != nullptr && value->is_double() && value->get_double() >= 0 &&
        value->get_double() < year_9999)
        created = static_cast<std::int64_t>(value->get_double());
}

/// Gemini's batch files, in 2025, had protobuf's names for what has two words.
void read_camel_case(chat::choice& choice) {
    const auto* const reason = choice.extra.if_contains("finishReason");
    if (choice.finish_reason.empty() && reason != nullptr && reason->is_string())
        choice.finish_reason = std::string_view(reason->get_string());
}

void read_camel_case(usage& counts) {
    const auto read = [&](std::int64_t& count, std::string_view name) {
        const auto* const value = counts.extra.if_contains(name);
        if (count == 0 && value != nullptr && value->is_int64())
            count = value->get_int64();
    };
    read(counts.prompt_tokens, "promptTokens");
    read(counts.completion_tokens, "completionTokens");
    read(counts.total_tokens, "totalTokens");
}

template <class Choice>
void number_choices(std::vector<Choice>& choices) {
    for (std::size_t position = 0; position < choices.size(); ++position) {
        if (choices[position].index < 0)
            choices[position].index = static_cast<int>(position);
    }
}

template <class Answer>
void decode(json::decoder& decoder, std::string_view text, Answer& into) {
    if (const auto error = decoder.decode(text, into))
        throw json::decode_error(*error);
    read_fractional_time(into.created, into.extra);
    number_choices(into.choices);
}

} // namespace

void check_request(const chat::request& request) {
    if (request.model.empty()) {
        coai::detail::throw_usage_error(errc::invalid_request, "model", "a request needs a model");
    }
    if (request.messages.empty()) {
        coai::detail::throw_usage_error(errc::invalid_request, "messages",
                                        "a request needs at least one message");
    }
    check_google_options(request);
}

chat::completion decode_completion(std::string_view body, const thought_tags& tags) {
    json::decoder decoder;
    chat::completion result;
    decode(decoder, body, result);
    for (auto& choice : result.choices) {
        complete_tool_call_ids(choice.message.tool_calls);
        read_camel_case(choice);
        split_thoughts(choice.message, tags);
    }
    if (result.usage)
        read_camel_case(*result.usage);
    return result;
}

void decode_chunk(json::decoder& decoder, std::string_view data, chat::chunk& into) {
    decode(decoder, data, into);
}

} // namespace coai::api
