#include "testing/chat_answer.hpp"

#include "http/ascii.hpp"
#include "http/utf8_prefix.hpp"
#include "testing/prose.hpp"
#include "testing/schema_sample.hpp"
#include "testing/seeded_random.hpp"
#include "testing/thought_signing.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr std::size_t default_chunk_size = 16;
constexpr std::size_t shortest_telling_word = 4;
/// When the emulator's answers were made, give or take a day: a clock would make them differ.
constexpr std::int64_t epoch = 1'760'000'000;

std::string random_text(seeded_random& random, std::size_t size) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string text;
    for (std::size_t i = 0; i < size; ++i)
        text += alphabet[random.below(alphabet.size())];
    return text;
}

bool contains_ignoring_case(std::string_view text, std::string_view word) {
    const auto same = [](char a, char b) { return http::ascii_lower(a) == http::ascii_lower(b); };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

/// Whether the text mentions the function, by name or by a word of it: "get_weather" in "What's the
/// weather like?".
bool mentions(std::string_view text, std::string_view name) {
    if (contains_ignoring_case(text, name))
        return true;
    while (!name.empty()) {
        const std::string_view word = name.substr(0, name.find('_'));
        if (word.size() >= shortest_telling_word && contains_ignoring_case(text, word))
            return true;
        name.remove_prefix(std::min(word.size() + 1, name.size()));
    }
    return false;
}

/// The functions that the model calls for its answer.
std::vector<const chat_function*> functions_to_call(const chat_call& call) {
    std::vector<const chat_function*> chosen;
    if (call.tool_choice == "none" || call.last_turn().role != "user")
        return chosen;
    for (const chat_function& function : call.functions) {
        if (call.tool_choice == "named" || mentions(call.last_turn().text, function.name))
            chosen.push_back(&function);
    }
    if (chosen.empty() && call.tool_choice == "required")
        chosen.push_back(&call.functions.front());
    if (chosen.size() > 1 && !call.parallel_calls)
        chosen.resize(1);
    return chosen;
}

/// Ids as the generations of models make them; 2.0 makes none.
std::string call_id(std::string_view model, dialect shape, seeded_random& random) {
    if (shape == dialect::openai)
        return "call_" + random_text(random, 24);
    if (model.starts_with("gemini-2.0"))
        return {};
    if (model.starts_with("gemini-2.5"))
        return "function-call-" + std::to_string(random.next());
    return random_text(random, 8);
}

std::vector<chat_tool_call> make_calls(const chat_call& call, dialect shape,
                                       seeded_random& random) {
    std::vector<chat_tool_call> calls;
    for (const chat_function* function : functions_to_call(call)) {
        chat_tool_call& made = calls.emplace_back();
        made.id = call_id(call.short_model(), shape, random);
        made.name = function->name;
        json::value arguments =
            sample_of_schema(function->parameters, call.last_turn().text, random.next());
        if (!arguments.is_object())
            arguments = json::object();
        made.arguments = json::serialize(arguments);
        if (calls.size() == 1 && shape == dialect::gemini)
            made.signature = sign_thought(made.name, random);
    }
    return calls;
}

std::string fixed_text(const emulator_options& options) {
    if (options.reply_chunks == 0)
        return options.reply_text;
    std::string_view unit = "lorem ipsum dolor sit amet ";
    if (!options.reply_text.empty())
        unit = options.reply_text;
    const std::size_t size = options.reply_chunks * chunk_size_of(options);
    std::string text;
    text.reserve(size + unit.size());
    while (text.size() < size)
        text += unit;
    text.resize(size);
    return text;
}

/// A text that uses what the functions returned.
std::string report_results(const chat_call& call) {
    std::string text;
    const auto is_result = [](const chat_turn& turn) { return turn.role == "tool"; };
    const auto first = std::find_if_not(call.turns.rbegin(), call.turns.rend(), is_result).base();
    for (auto turn = first; turn != call.turns.end(); ++turn)
        text += "According to " + turn->function + ": " + turn->text + ". ";
    return text + "Is there anything else you would like to know?";
}

std::string_view topic_of(const chat_call& call) {
    const chat_turn* question = call.last_user_turn();
    return question ? std::string_view(question->text) : "";
}

/// What the model notices about the images and recordings that it was sent.
std::string impressions(const chat_call& call) {
    std::string text;
    if (const chat_turn* question = call.last_user_turn()) {
        for (const chat_medium& medium : question->media) {
            if (!medium.impression.empty())
                text += medium.impression + ' ';
        }
    }
    return text;
}

std::string make_text(const chat_call& call, const emulator_options& options,
                      seeded_random& random) {
    if (std::string fixed = fixed_text(options); !fixed.empty())
        return fixed;
    const std::string_view topic = topic_of(call);
    if (call.json_schema) {
        json::object any;
        any["answer"] = write_answer(topic, random.next());
        return json::serialize(call.json_schema->empty()
                                   ? json::value(any)
                                   : sample_of_schema(*call.json_schema, topic, random.next()));
    }
    if (call.last_turn().role == "tool")
        return report_results(call);
    return impressions(call) + write_answer(topic, random.next());
}

void obey_limits(chat_choice& choice, const chat_call& call) {
    for (const std::string& stop : call.stops)
        choice.text.resize(std::min(choice.text.find(stop), choice.text.size()));
    const auto size = static_cast<std::int64_t>(choice.text.size());
    if (call.max_tokens && *call.max_tokens < size && *call.max_tokens * 4 < size) {
        const auto limit = static_cast<std::size_t>(*call.max_tokens * 4);
        choice.text.resize(http::utf8_prefix(choice.text, limit).size());
        choice.finish_reason = "length";
    }
}

std::string answer_id(dialect shape, seeded_random& random) {
    return shape == dialect::openai ? "chatcmpl-" + random_text(random, 29)
                                    : random_text(random, 23);
}

} // namespace

std::int64_t chat_choice::tokens() const noexcept {
    std::int64_t count = count_tokens(text);
    for (const chat_tool_call& call : calls)
        count += count_tokens(call.name) + count_tokens(call.arguments);
    return count;
}

std::size_t chunk_size_of(const emulator_options& options) noexcept {
    const bool fixed_count = options.reply_chunks > 0 && options.chunk_size == 0;
    return fixed_count ? default_chunk_size : options.chunk_size;
}

chat_answer answer_chat(const chat_call& call, dialect shape, const emulator_options& options) {
    seeded_random random(call.seed);
    chat_answer answer;
    answer.id = answer_id(shape, random);
    answer.created = epoch + static_cast<std::int64_t>(random.below(86'400));
    answer.model = call.model;
    answer.thinking_tokens = thinking_tokens(call.thinking, random);
    answer.thought_tag = call.thinking.tag;
    answer.cached_tokens = call.cached_tokens;
    answer.prompt_tokens = call.cached_tokens;
    for (const chat_turn& turn : call.turns)
        answer.prompt_tokens += turn.tokens;
    for (std::size_t i = 0; i < call.choices; ++i) {
        chat_choice& choice = answer.choices.emplace_back();
        if (call.thinking.include_thoughts && answer.thinking_tokens > 0)
            choice.thoughts = write_thoughts(topic_of(call), call.seed + i);
        choice.calls = make_calls(call, shape, random);
        if (choice.calls.empty()) {
            choice.text = make_text(call, options, random);
            obey_limits(choice, call);
            if (shape == dialect::gemini && call.short_model().starts_with("gemini-3"))
                choice.signature = sign_thought("", random);
        } else {
            choice.finish_reason = "tool_calls";
        }
        answer.completion_tokens += choice.tokens();
    }
    return answer;
}

} // namespace coai::testing
