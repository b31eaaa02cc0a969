#include "testing/thinking.hpp"

#include "http/ascii.hpp"
#include "http/json_member.hpp"
#include "testing/google_extension.hpp"
#include "testing/request_error.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <limits>
#include <optional>

namespace coai::testing {

namespace json = boost::json;
using http::string_member;

namespace {

/// What a budget of -1, or none, amounts to.
constexpr std::int64_t dynamic_budget = 8192;

/// What a generation of models can do.
struct ability {
    std::string_view models;
    /// The bounds of the budget; none means that the model does not think.
    std::int64_t least = 0;
    std::int64_t most = 0;
    bool can_be_off = true;
    std::int64_t usual = dynamic_budget;
    /// Words with a space after each; none where only budgets are understood.
    std::string_view levels{};
};

// The first that the model's name begins with.
constexpr ability abilities[] = {
    {"gemini-2.5-pro", 128, 32'768, false},
    {"gemini-2.5-flash-lite", 512, 24'576, true, 0},
    {"gemini-2.5-flash", 1, 24'576, true},
    {"gemini-3-flash", 1, 32'768, false, dynamic_budget, "minimal low medium high "},
    {"gemini-3", 128, 32'768, false, dynamic_budget, "low high "},
    {"", 0, 0, true, 0},
};

const ability& ability_of(std::string_view model) {
    return *std::find_if(std::begin(abilities), std::end(abilities),
                         [&](const ability& each) { return model.starts_with(each.models); });
}

/// The budget that a word for it stands for; nothing for a word that means none.
std::optional<std::int64_t> budget_of(std::string_view word) {
    if (word == "minimal" || word == "low")
        return 1024;
    if (word == "medium")
        return 8192;
    if (word == "high")
        return 24'576;
    return std::nullopt;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), http::ascii_lower);
    return result;
}

/// Gemini's reading of a request.
class planner {
public:
    planner(const json::object& payload, std::string_view model)
        : model_(model),
          can_(ability_of(model)),
          effort_(string_member(payload, "reasoning_effort")) {
        if (const json::object* google = google_extension(payload)) {
            config_ = http::object_member(*google, "thinking_config");
            if (const auto marker = string_member(*google, "thought_tag_marker"); !marker.empty())
                plan_.tag = marker;
        }
    }

    thinking_plan plan() {
        plan_.budget = can_.usual;
        if (config_)
            read_config();
        if (!effort_.empty())
            read_effort();
        return std::move(plan_);
    }

private:
    void read_config() {
        const json::value* budget = config_->if_contains("thinking_budget");
        const bool has_budget = budget && !budget->is_null();
        const std::string level = lower(string_member(*config_, "thinking_level"));
        if (!effort_.empty() && (has_budget || !level.empty()))
            throw request_error(400, "Expected one of either `reasoning_effort` or custom "
                                     "`thinking_config`; found both.");
        if (has_budget && !level.empty())
            throw request_error(400,
                                "You can only set only one of thinking budget and thinking level.");
        plan_.include_thoughts = http::flag_member(*config_, "include_thoughts", false);
        const bool wants_thinking = has_budget || !level.empty() || plan_.include_thoughts;
        if (can_.most == 0 && wants_thinking)
            throw request_error(400, "Thinking is not enabled for models/" + std::string(model_));
        if (has_budget)
            set_budget(*budget);
        if (!level.empty())
            set_level(level);
    }

    void set_budget(const json::value& wanted) {
        json::error_code too_large;
        auto budget = wanted.to_number<std::int64_t>(too_large);
        if (too_large)
            budget = std::numeric_limits<std::int64_t>::max();
        if (budget == -1)
            plan_.budget = dynamic_budget;
        else if (budget == 0)
            turn_off();
        else if (budget < can_.least || budget > can_.most)
            throw request_error(400, "The thinking budget " + std::to_string(budget) +
                                         " is invalid. Please choose a value between " +
                                         std::to_string(can_.least) + " and " +
                                         std::to_string(can_.most) + '.');
        else
            plan_.budget = budget;
    }

    void set_level(const std::string& level) {
        const auto budget = budget_of(level);
        if (!budget)
            throw request_error(400, "Invalid value at 'extra_body.google.thinking_config."
                                     "thinking_level' (type.googleapis.com/google.ai."
                                     "generativelanguage.v1main.ThinkingConfig.ThinkingLevel), \"" +
                                         level + '"');
        if (can_.levels.empty())
            throw request_error(400, "Thinking level is not supported for this model.");
        if (can_.levels.find(level + ' ') == std::string_view::npos)
            throw request_error(400,
                                "Thinking level " + level + " is not supported for this model.");
        plan_.budget = *budget;
    }

    void read_effort() {
        const auto budget = budget_of(effort_);
        if (!budget && effort_ != "none")
            throw request_error(400, "Invalid reasoning_effort \"" + std::string(effort_) +
                                         "\". Expected one of none, minimal, low, medium, high.");
        if (can_.most == 0)
            return;
        if (budget)
            plan_.budget = *budget;
        else
            turn_off();
    }

    void turn_off() {
        if (!can_.can_be_off)
            throw request_error(400,
                                "Budget 0 is invalid. This model only works in thinking mode.");
        plan_.budget = 0;
    }

    std::string_view model_;
    const ability& can_;
    std::string_view effort_;
    const json::object* config_ = nullptr;
    thinking_plan plan_;
};

} // namespace

thinking_plan plan_thinking(const json::object& payload, std::string_view model, dialect shape) {
    if (shape == dialect::gemini)
        return planner(payload, model).plan();
    // A server of OpenAI's shape knows the effort alone.
    const std::string_view effort = string_member(payload, "reasoning_effort");
    const ability& can = ability_of(model);
    thinking_plan plan;
    if (can.most > 0 && effort != "none")
        plan.budget = budget_of(effort).value_or(can.usual);
    return plan;
}

std::int64_t thinking_tokens(const thinking_plan& plan, seeded_random& random) {
    if (plan.budget == 0)
        return 0;
    constexpr std::int64_t share = 32;
    const auto most = static_cast<std::size_t>(std::max<std::int64_t>(plan.budget / share, 1));
    return std::min(plan.budget, static_cast<std::int64_t>(20 + random.below(most)));
}

} // namespace coai::testing
