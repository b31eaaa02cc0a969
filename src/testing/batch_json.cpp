#include "testing/batch_json.hpp"

#include "testing/request_error.hpp"

#include <algorithm>
#include <utility>

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr std::int64_t seconds_per_day = 86'400;

json::object counts_json(const stored_batch& batch) {
    json::object counts;
    counts["total"] = batch.total;
    counts["completed"] = batch.completed;
    counts["failed"] = batch.failed;
    return counts;
}

json::value errors_json(const stored_batch& batch) {
    if (batch.errors.empty())
        return nullptr;
    json::object list;
    list["object"] = "list";
    list["data"] = batch.errors;
    return list;
}

/// A result file is there when the batch is done, not before.
json::value file_json(const stored_batch& batch, const std::string& id) {
    if (batch.status != "completed")
        return nullptr;
    if (!id.empty())
        return json::value(id);
    return batch.shape == dialect::gemini ? json::value("") : json::value(nullptr);
}

void drop_nulls(json::object& object) {
    for (json::object::iterator member = object.begin(); member != object.end();) {
        if (member->value().is_null())
            member = object.erase(member);
        else
            ++member;
    }
}

} // namespace

json::object to_json(const stored_batch& batch) {
    json::object object;
    object["id"] = batch.id;
    object["object"] = "batch";
    object["endpoint"] = batch.endpoint;
    object["errors"] = errors_json(batch);
    object["input_file_id"] = batch.input_file_id;
    object["completion_window"] = batch.completion_window;
    object["status"] = batch.status;
    object["output_file_id"] = file_json(batch, batch.output_file_id);
    object["error_file_id"] = file_json(batch, batch.error_file_id);
    object["created_at"] = batch.created_at;
    object["expires_at"] = batch.created_at + seconds_per_day;
    for (const char* name : {"in_progress_at", "finalizing_at", "completed_at", "failed_at",
                             "expired_at", "cancelling_at", "cancelled_at"}) {
        const json::value* time = batch.times.if_contains(name);
        object[name] = time ? *time : json::value(nullptr);
    }
    object["request_counts"] = counts_json(batch);
    object["metadata"] = batch.metadata;
    if (batch.shape == dialect::gemini)
        drop_nulls(object);
    return object;
}

json::object batch_page(const std::vector<stored_batch>& batches, dialect shape,
                        const std::string& after, std::size_t limit) {
    std::vector<const stored_batch*> all;
    for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
        if (batch->shape == shape)
            all.push_back(&*batch);
    }
    std::size_t begin = 0;
    if (!after.empty()) {
        while (begin < all.size() && all[begin]->id != after)
            ++begin;
        if (begin++ == all.size())
            throw request_error(404, "No batch found with id '" + after + "'.", {}, "after");
    }
    const std::size_t end = std::min(all.size(), begin + limit);
    json::array data;
    for (std::size_t i = begin; i < end; ++i)
        data.push_back(to_json(*all[i]));

    json::object page;
    page["object"] = "list";
    if (shape == dialect::openai) {
        page["first_id"] = begin == end ? json::value(nullptr) : json::value(all[begin]->id);
        page["last_id"] = begin == end ? json::value(nullptr) : json::value(all[end - 1]->id);
    }
    page["data"] = std::move(data);
    if (shape == dialect::openai || end < all.size())
        page["has_more"] = end < all.size();
    return page;
}

} // namespace coai::testing
