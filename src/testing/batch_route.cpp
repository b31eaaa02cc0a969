#include "testing/batch_route.hpp"

#include "http/json_member.hpp"
#include "http/whole_number.hpp"
#include "testing/batch_json.hpp"
#include "testing/batch_run.hpp"
#include "testing/payload_check.hpp"
#include "testing/pretty_json.hpp"
#include "testing/query.hpp"
#include "testing/router.hpp"
#include "testing/seeded_random.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace coai::testing {

namespace json = boost::json;

namespace {

/// When the emulator's batches are made: a clock would make its answers differ.
constexpr std::int64_t epoch = 1'760'000'000;
constexpr std::size_t gemini_id_size = 36;
constexpr std::size_t default_page = 20;
constexpr std::size_t largest_page = 100;

constexpr std::string_view openai_base = "/v1/";
constexpr std::string_view gemini_prefix = "batches/";
constexpr std::string_view cancel_action = "/cancel";

constexpr member_rule expiry_rules[] = {{"anchor", json_kind::text},
                                        {"seconds", json_kind::integer}};

constexpr member_rule batch_rules[] = {
    {"input_file_id", json_kind::text},
    {"endpoint", json_kind::text},
    {"completion_window", json_kind::text},
    {"metadata", json_kind::object, {}, known_by::openai},
    {"output_expires_after", json_kind::object, expiry_rules, known_by::openai},
};

reply answer_with(const json::object& body) {
    return reply::whole(200, "application/json", pretty_json(body) + '\n');
}

bool is_gemini(const exchange& request) { return request.shape == dialect::gemini; }

[[noreturn]] void refuse(const exchange& request, const std::string& member,
                         const std::string& value, std::string_view supported) {
    if (is_gemini(request))
        throw request_error(400, "* CreateBatchRequest." + member + ": \"" + value +
                                     "\" is not one of " + std::string(supported) + '\n');
    throw request_error(400,
                        "Invalid value: '" + value +
                            "'. Supported values are: " + std::string(supported) + '.',
                        "invalid_value", member);
}

std::string required(const exchange& request, const json::object& payload,
                     const std::string& member) {
    std::string value(http::string_member(payload, member));
    if (!value.empty())
        return value;
    if (is_gemini(request))
        throw request_error(400, "* CreateBatchRequest." + member + ": " + member +
                                     " is not specified\n");
    throw request_error(400, "Missing required parameter: '" + member + "'.",
                        "missing_required_parameter", member);
}

void check_input_file(const exchange& request, const std::string& id) {
    const auto file = request.state.files.find(id);
    if (!file && is_gemini(request))
        throw request_error(403, "You do not have permission to access the File " +
                                     id.substr(id.find('/') + 1) + " or it may not exist.");
    if (!file)
        throw request_error(400, "Invalid 'input_file_id': no such File object: " + id + '.',
                            "invalid_value", "input_file_id");
    if (!is_gemini(request) && file->purpose != "batch")
        throw request_error(400,
                            "Invalid file purpose '" + file->purpose +
                                "': the input file of a batch needs the purpose 'batch'.",
                            "invalid_value", "input_file_id");
}

std::string new_id(dialect shape, std::uint64_t number) {
    constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
    constexpr std::size_t hex_digits = 16;
    seeded_random random(number);
    const bool gemini = shape == dialect::gemini;
    std::string id(gemini ? gemini_prefix : "batch_");
    for (std::size_t i = 0; i < (gemini ? gemini_id_size : 2 * hex_digits); ++i)
        id += alphabet[random.below(gemini ? alphabet.size() : hex_digits)];
    return id;
}

reply create_batch(const exchange& request) {
    const json::object payload = parse_payload(request.asked.body, request.shape);
    check_payload(payload, batch_rules, request.shape);
    stored_batch made;
    made.shape = request.shape;
    made.input_file_id = required(request, payload, "input_file_id");
    made.endpoint = required(request, payload, "endpoint");
    if (made.endpoint != "/v1/chat/completions" && made.endpoint != "/v1/embeddings")
        refuse(request, "endpoint", made.endpoint, "'/v1/chat/completions' and '/v1/embeddings'");
    made.completion_window = required(request, payload, "completion_window");
    if (made.completion_window != "24h")
        refuse(request, "completion_window", made.completion_window, "'24h'");
    check_input_file(request, made.input_file_id);
    if (const json::value* metadata = payload.if_contains("metadata"))
        made.metadata = *metadata;

    const std::uint64_t number = request.state.files.next_number();
    made.id = new_id(request.shape, number);
    made.created_at = epoch + static_cast<std::int64_t>(number);
    made.status = "validating";
    request.state.batches.add(made);
    return answer_with(to_json(made));
}

request_error no_such_batch(const exchange& request, const std::string& id) {
    if (is_gemini(request))
        return request_error(404, "Requested entity was not found.");
    return request_error(404, "No batch found with id '" + id + "'.", {}, "batch_id");
}

/// Gemini takes the id with and without its prefix.
std::string id_in(const exchange& request, std::string_view text) {
    std::string id(text);
    if (is_gemini(request) && !id.starts_with(gemini_prefix))
        id.insert(0, gemini_prefix);
    return id;
}

void enter(stored_batch& batch, const std::string& status) {
    batch.status = status;
    batch.times[status + "_at"] =
        batch.created_at + static_cast<std::int64_t>(batch.times.size()) + 1;
}

/// Answers the body of a line as the emulator answers a request for the batch's endpoint.
reply execute(const exchange& request, const std::string& endpoint, std::string body) {
    testing::request asked;
    asked.method = "POST";
    asked.target = endpoint;
    if (is_gemini(request))
        asked.target = "/v1beta/openai/" + endpoint.substr(openai_base.size());
    asked.headers.add("authorization", "Bearer " + request.options.api_key);
    asked.body = std::move(body);
    return request.routes.handle(asked);
}

void advance(const exchange& request, stored_batch& batch) {
    if (batch.status == "validating") {
        check_batch(batch, request.state.files);
        enter(batch, batch.errors.empty() ? "in_progress" : "failed");
    } else if (batch.status == "in_progress") {
        const auto answer = [&](std::string body) {
            return execute(request, batch.endpoint, std::move(body));
        };
        run_batch(batch, request.state.files, answer);
        enter(batch, "finalizing");
    } else if (batch.status == "finalizing") {
        enter(batch, "completed");
    } else if (batch.status == "cancelling") {
        enter(batch, "cancelled");
    }
}

reply retrieve_batch(const exchange& request) {
    const std::string id = id_in(request, request.rest);
    const auto one_step = [&](stored_batch& batch) { advance(request, batch); };
    const auto batch = request.state.batches.update(id, one_step);
    if (!batch)
        throw no_such_batch(request, id);
    return answer_with(to_json(*batch));
}

reply cancel_batch(const exchange& request) {
    std::string_view rest = request.rest;
    if (!rest.ends_with(cancel_action))
        throw request_error(404, "Method not found: POST " + std::string(request.asked.path()));
    rest.remove_suffix(cancel_action.size());
    const std::string id = id_in(request, rest);
    const auto end = [&](stored_batch& batch) {
        constexpr std::array<std::string_view, 3> cancellable = {"validating", "in_progress",
                                                                 "finalizing"};
        if (std::find(cancellable.begin(), cancellable.end(), batch.status) == cancellable.end())
            throw request_error(is_gemini(request) ? 400 : 409,
                                "Cannot cancel a batch with status '" + batch.status + "'.");
        enter(batch, "cancelling");
    };
    const auto batch = request.state.batches.update(id, end);
    if (!batch)
        throw no_such_batch(request, id);
    return answer_with(to_json(*batch));
}

std::size_t page_size(const exchange& request) {
    const std::string text = query_parameter(request.asked.query(), "limit").value_or("");
    if (text.empty())
        return default_page;
    const auto size = http::parse_whole_number(text);
    if (!size || *size < 1 || *size > largest_page)
        refuse(request, "limit", text, "1 to 100");
    return static_cast<std::size_t>(*size);
}

reply list_batches(const exchange& request) {
    return answer_with(batch_page(request.state.batches.list(), request.shape,
                                  query_parameter(request.asked.query(), "after").value_or(""),
                                  page_size(request)));
}

} // namespace

void add_batch_routes(router& routes) {
    routes.add_compatible("POST", "batches", create_batch);
    routes.add_compatible("GET", "batches", list_batches);
    routes.add_compatible("GET", "batches/*", retrieve_batch);
    routes.add_compatible("POST", "batches/*", cancel_batch);
}

} // namespace coai::testing
