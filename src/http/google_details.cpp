#include "http/google_details.hpp"

#include "http/duration_text.hpp"
#include "http/json_member.hpp"

#include <boost/json/array.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace coai::http {

namespace {

namespace json = boost::json;

// Calls `visit` with each detail of the type, until it returns true.
template <typename Visitor>
void for_each_detail(const json::value& details, std::string_view type, Visitor visit) {
    const auto* list = details.if_array();
    if (list == nullptr) {
        return;
    }
    for (const auto& element : *list) {
        const auto* detail = element.if_object();
        if (detail != nullptr && string_member(*detail, "@type").ends_with(type) &&
            visit(*detail)) {
            return;
        }
    }
}

// A Quota is named by `quotaId`; older services fill in the metric or the subject only.
std::string_view quota_name(const json::object& violation) {
    for (const std::string_view key : {"quotaId", "quotaMetric", "subject"}) {
        if (const auto name = string_member(violation, key); !name.empty()) {
            return name;
        }
    }
    return {};
}

void read_quotas(const json::object& quota_failure, std::vector<std::string>& quota_ids) {
    const auto* violations = quota_failure.if_contains("violations");
    if (violations == nullptr || !violations->is_array()) {
        return;
    }
    for (const auto& element : violations->get_array()) {
        const auto* violation = element.if_object();
        const auto name = violation != nullptr ? quota_name(*violation) : std::string_view();
        if (!name.empty()) {
            quota_ids.emplace_back(name);
        }
    }
}

// protobuf's Duration is a string in JSON; its two members are seen from other printers.
std::optional<std::chrono::milliseconds> read_duration(const json::value& value) {
    if (const auto* text = value.if_string()) {
        if (const auto duration = parse_duration(view(*text))) {
            return duration;
        }
        const auto seconds = parse_number(view(*text));
        return seconds ? to_duration(*seconds, 1e3) : std::nullopt;
    }
    if (value.is_number()) {
        return to_duration(value.to_number<double>(), 1e3);
    }
    const auto* object = value.if_object();
    const auto* seconds = object != nullptr ? object->if_contains("seconds") : nullptr;
    return seconds != nullptr && !seconds->is_object() ? read_duration(*seconds) : std::nullopt;
}

} // namespace

void read_google_details(error_object& object) {
    for_each_detail(object.details, "google.rpc.ErrorInfo", [&](const json::object& detail) {
        object.reason = string_member(detail, "reason");
        return !object.reason.empty();
    });
    for_each_detail(object.details, "google.rpc.QuotaFailure", [&](const json::object& detail) {
        read_quotas(detail, object.quota_ids);
        return false;
    });
}

std::optional<std::chrono::milliseconds> retry_delay(const json::value& details) {
    std::optional<std::chrono::milliseconds> delay;
    for_each_detail(details, "google.rpc.RetryInfo", [&](const json::object& detail) {
        if (const auto* value = detail.if_contains("retryDelay")) {
            delay = read_duration(*value);
        }
        return delay.has_value();
    });
    return delay;
}

} // namespace coai::http
