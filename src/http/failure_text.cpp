#include "http/failure_text.hpp"

#include "http/ascii.hpp"
#include "http/errc_name.hpp"
#include "http/utf8_prefix.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>

namespace coai::http {

namespace {

constexpr std::size_t max_words = 500;
constexpr std::size_t max_token = 100;

// Appends at most `limit` bytes as one line: runs of white space and control characters become one
// space.
void append_line(std::string& out, std::string_view text, std::size_t limit) {
    const auto kept = utf8_prefix(text, limit);
    bool gap = false;
    bool begun = false;
    for (const char c : kept) {
        if (c == ' ' || c == '\t' || is_control(c)) {
            gap = true;
            continue;
        }
        if (gap && begun) {
            out += ' ';
        }
        gap = false;
        begun = true;
        out += c;
    }
    if (kept.size() < text.size()) {
        out += "...";
    }
}

void append_duration(std::string& out, std::chrono::milliseconds duration) {
    const auto ms = duration.count();
    if (ms < 1000) {
        out += std::to_string(ms) + " ms";
        return;
    }
    out += std::to_string(ms / 1000);
    if (auto fraction = std::to_string(1000 + ms % 1000); fraction != "1000") {
        fraction.erase(fraction.find_last_not_of('0') + 1);
        out += '.';
        out += fraction.substr(1);
    }
    out += " s";
}

// "(status X, request id Y)": opens with the first fact and closes if there was one.
class fact_list {
public:
    explicit fact_list(std::string& out) : out_(out) {}

    std::string& begin(std::string_view name) {
        out_ += any_ ? ", " : " (";
        any_ = true;
        out_ += name;
        out_ += ' ';
        return out_;
    }

    void token(std::string_view name, std::string_view value) {
        if (!value.empty()) {
            append_line(begin(name), value, max_token);
        }
    }

    void close() {
        if (any_) {
            out_ += ')';
        }
    }

private:
    std::string& out_;
    bool any_ = false;
};

void append_place(std::string& out, const detail::failure& f) {
    const auto path = std::string_view(f.path).substr(0, f.path.find('?'));
    if (f.method.empty() && path.empty()) {
        return;
    }
    append_line(out, f.method, max_token);
    if (!f.method.empty() && !path.empty()) {
        out += ' ';
    }
    append_line(out, path, max_words);
    out += ": ";
}

void append_words(std::string& out, const detail::failure& f) {
    const std::string_view own = f.message;
    const std::string_view server = f.object.message;
    append_line(out, own, max_words);
    if (!own.empty() && !server.empty()) {
        out += ": ";
    }
    append_line(out, server, max_words);
    if (own.empty() && server.empty()) {
        out += make_error_code(f.kind).message();
    }
}

void append_facts(std::string& out, const detail::failure& f) {
    fact_list facts(out);
    facts.token("option", f.option);
    if (!f.file.empty()) {
        append_line(facts.begin("file"), f.file, max_words);
    }
    facts.token("status", f.object.status);
    facts.token("reason", f.object.reason);
    facts.token("type", f.object.type);
    if (f.object.code != std::to_string(f.response.status)) {
        facts.token("code", f.object.code);
    }
    facts.token("param", f.object.param);
    if (!f.object.quota_ids.empty()) {
        facts.token("quota", f.object.quota_ids.front());
    }
    facts.token("request id", f.response.request_id);
    if (f.limit.count() > 0) {
        append_duration(facts.begin("limit"), f.limit);
    }
    if (f.bytes > 0) {
        facts.begin("after") += std::to_string(f.bytes) + " bytes";
        if (f.events > 0) {
            out += " and " + std::to_string(f.events) + " events";
        }
    }
    if (f.attempts > 1) {
        facts.begin("attempt") += std::to_string(f.attempts);
    }
    if (f.retry_after) {
        append_duration(facts.begin("retry after"), *f.retry_after);
    }
    if (f.cause) {
        append_line(facts.begin("cause"), f.cause.message(), max_words);
    }
    facts.close();
}

} // namespace

std::string failure_text(const detail::failure& f) {
    std::string text;
    append_place(text, f);
    if (f.response.status != 0) {
        text += std::to_string(f.response.status) + ' ';
    }
    text += errc_name(f.kind);
    text += ": ";
    append_words(text, f);
    append_facts(text, f);
    return text;
}

} // namespace coai::http
