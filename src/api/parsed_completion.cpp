#include <coai/chat/parsed_completion.hpp>

#include "api/code_fence.hpp"
#include "http/ascii.hpp"
#include "http/failure.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace coai::detail {

namespace {

/// Google's words get through now and then, instead of the API's or behind them.
bool is_cut(std::string_view reason) {
    return reason == "length" || http::equal_ignoring_case(reason, "max_tokens");
}

bool is_filtered(std::string_view reason) {
    constexpr std::array<std::string_view, 6> filters = {
        "safety", "recitation", "blocklist", "prohibited_content", "spii", "image_safety"};
    return reason.starts_with("content_filter") ||
           std::any_of(filters.begin(), filters.end(), [&](std::string_view filter) {
               return http::equal_ignoring_case(reason, filter);
           });
}

/// An error with what it has to say about the call.
failure output_failure(errc kind, const chat::completion& whole, std::string_view text) {
    failure failed(kind);
    failed.method = "POST";
    failed.path = "chat/completions";
    failed.attempts = whole.response.attempts;
    failed.response = whole.response;
    failed.usage = whole.usage;
    failed.keep_body(text);
    return failed;
}

std::string names_of_calls(const chat::message& answer) {
    std::string names;
    for (const chat::tool_call& call : answer.tool_calls) {
        names += names.empty() ? "" : ", ";
        if (call.function) {
            names += call.function->name;
        } else if (call.custom) {
            names += call.custom->name;
        }
    }
    return names;
}

} // namespace

std::optional<error> missing_output(const chat::completion& whole, const chat::choice& answer) {
    const std::string_view text = answer.message.text();
    const std::string_view reason = answer.finish_reason.str();
    const auto& refusal = answer.message.refusal;
    if (is_cut(reason)) {
        return make_error(output_failure(errc::output_cut, whole, text));
    }
    if (is_filtered(reason)) {
        return make_error(output_failure(errc::content_filtered, whole, text));
    }
    if (refusal && !refusal->empty()) {
        failure refused = output_failure(errc::refused, whole, *refusal);
        refused.message = "the model refused: " + *refusal;
        return make_error(std::move(refused));
    }
    if (!text.empty()) {
        return std::nullopt;
    }
    failure silent = output_failure(errc::no_output, whole, text);
    if (!answer.message.tool_calls.empty()) {
        silent.message = "the model called " + names_of_calls(answer.message);
    } else if (!reason.empty()) {
        silent.message.append("the answer has no text; its finish reason is ").append(reason);
    }
    return make_error(std::move(silent));
}

std::string_view output_text(const chat::choice& answer, bool code_fence) {
    const std::string_view text = answer.message.text();
    return code_fence ? api::without_code_fence(text) : text;
}

error unexpected_output(const chat::completion& whole, const chat::choice& answer,
                        const json::decode_error& why) {
    failure failed = output_failure(errc::unexpected_output, whole, answer.message.text());
    failed.place = why.path();
    failed.message = std::string("the answer's text: ") + why.what();
    return make_error(std::move(failed));
}

error no_answer(const chat::completion& whole) {
    failure failed = output_failure(errc::no_output, whole, {});
    failed.message = "the completion has no choices";
    return make_error(std::move(failed));
}

} // namespace coai::detail
