#include "testing/batch_run.hpp"

#include "testing/batch_line.hpp"
#include "testing/request_error.hpp"
#include "testing/seeded_random.hpp"

#include <coai/json.hpp>

#include <boost/json/serialize.hpp>

#include <cstddef>
#include <cstdio>
#include <utility>
#include <vector>

namespace coai::testing {

namespace json = boost::json;

namespace {

/// OpenAI names no more than that many lines.
constexpr std::size_t max_errors = 100;
/// Lines that are written in reverse.
constexpr std::size_t block_size = 8;

std::string hex(std::uint64_t number) {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(number));
    return digits;
}

json::object error_json(const batch_line& line) {
    json::object error;
    error["code"] = line.error_code;
    error["message"] = line.error;
    error["param"] = nullptr;
    error["line"] = line.number;
    return error;
}

/// A result file in the making.
class result_file {
public:
    result_file(file_store& files, std::string id, std::string purpose)
        : files_(files), id_(std::move(id)), purpose_(std::move(purpose)) {}

    void add(std::string line) {
        ++size_;
        block_.push_back(std::move(line) + '\n');
        if (block_.size() == block_size)
            write();
    }

    /// Its id; empty if there is no line in it, and so no file.
    std::string finish() {
        write();
        return made_ ? id_ : std::string();
    }

    std::int64_t size() const noexcept { return size_; }

private:
    void write() {
        std::string text;
        while (!block_.empty()) {
            text += block_.back();
            block_.pop_back();
        }
        if (!made_ && !text.empty()) {
            stored_file file;
            file.id = id_;
            file.display_name = purpose_ + ".jsonl";
            file.mime_type = "application/jsonl";
            file.purpose = "batch_output";
            file.generated = true;
            files_.add(std::move(file));
            made_ = true;
        }
        files_.append(id_, text);
    }

    file_store& files_;
    std::string id_;
    std::string purpose_;
    std::vector<std::string> block_;
    bool made_ = false;
    std::int64_t size_ = 0;
};

/// The ids of generated files follow from that of their batch. Gemini's are longer than the 40
/// characters that its other calls take.
std::string result_file_id(const stored_batch& batch, std::string_view kind) {
    if (batch.shape == dialect::openai)
        return "file-" + hex(text_hash(kind, text_hash(batch.id)));
    return "files/batch-" + batch.id.substr(batch.id.find('/') + 1) +
           (kind == "error" ? "-error" : "");
}

/// One line of a result file, in the members and the order that the dialect has.
class line_writer {
public:
    explicit line_writer(const stored_batch& batch) : batch_(batch) {}

    std::string answered(const batch_line& line, unsigned status, const std::string& body) const {
        // The emulator's answers are pretty-printed, and a line must not have line feeds.
        const std::string compact = coai::json::parse<coai::json::raw>(body).text();
        const std::string code = std::to_string(status);
        const std::string id = json::serialize(json::string(line.custom_id));
        if (batch_.shape == dialect::gemini)
            return "{\"response\":{\"status_code\":" + code + ",\"body\":" + compact +
                   "},\"custom_id\":" + id + '}';
        return "{\"id\":\"" + id_of(line, "batch_req_") + "\",\"custom_id\":" + id +
               ",\"response\":{\"status_code\":" + code + ",\"request_id\":\"" +
               id_of(line, "req_") + "\",\"body\":" + compact + "},\"error\":null}";
    }

    std::string refused(const batch_line& line) const {
        json::object result;
        if (batch_.shape == dialect::gemini) {
            result = error_object(request_error(400, line.error), batch_.shape);
            if (!line.custom_id.empty())
                result["custom_id"] = line.custom_id;
        } else {
            result["id"] = id_of(line, "batch_req_");
            result["custom_id"] = line.custom_id;
            result["response"] = nullptr;
            result["error"] = {{"code", line.error_code}, {"message", line.error}};
        }
        return json::serialize(result);
    }

private:
    std::string id_of(const batch_line& line, const std::string& prefix) const {
        return prefix + hex(text_hash(prefix + std::to_string(line.number), text_hash(batch_.id)));
    }

    const stored_batch& batch_;
};

bool succeeded(const reply& answer) { return answer.status < 400 && !answer.stream; }

} // namespace

void check_batch(stored_batch& batch, const file_store& files) {
    const auto check = [&](const batch_line& line) {
        ++batch.total;
        if (!line.error.empty() && batch.shape == dialect::openai &&
            batch.errors.size() < max_errors)
            batch.errors.push_back(error_json(line));
    };
    for_each_batch_line(files, batch.input_file_id, batch.endpoint, check);
    if (batch.total == 0) {
        batch_line none;
        none.error_code = "empty_file";
        none.error = "The input file is empty. Please ensure that the batch contains at least one "
                     "request.";
        batch.errors.push_back(error_json(none));
        batch.errors.back().get_object()["line"] = nullptr;
    }
}

void run_batch(stored_batch& batch, file_store& files,
               const std::function<reply(std::string body)>& execute) {
    result_file output(files, result_file_id(batch, "output"), "output");
    result_file errors(files, result_file_id(batch, "error"), "error");
    const line_writer writer(batch);
    const auto run = [&](batch_line line) {
        if (line.error.empty()) {
            const reply answer = execute(line.body);
            if (!answer.stream) {
                result_file& file = succeeded(answer) ? output : errors;
                file.add(writer.answered(line, answer.status, answer.events.front().text));
                return;
            }
            line.error_code = "invalid_request";
            line.error = "Streaming is not supported in batches.";
        }
        errors.add(writer.refused(line));
    };
    for_each_batch_line(files, batch.input_file_id, batch.endpoint, run);
    batch.output_file_id = output.finish();
    batch.error_file_id = errors.finish();
    batch.completed = output.size();
    batch.failed = errors.size();
}

} // namespace coai::testing
