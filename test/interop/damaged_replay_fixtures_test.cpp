#include "api/mutations.hpp"
#include "api/recorded_values.hpp"
#include "interop/recorded_call.hpp"
#include "interop/recorded_response.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <exception>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace replay;
using recordings::invented;
using recordings::mutate;
using recordings::strange_values;
using recordings::truncate;

/// A response that claims to have a body of `length`.
pieces claiming(std::size_t length, const recording& recorded, std::string_view body) {
    return {response_head(recorded, length, framing::length) + std::string(body)};
}

pieces whole(const recording& recorded, std::string_view body) {
    return claiming(body.size(), recorded, body);
}

/// What became of a call: a value or an error of the library's own; what else it throws, it throws.
struct outcome {
    boost::json::value value;
    std::exception_ptr failed;
    unsigned status = 0;
};

template <class Error>
bool is(const std::exception_ptr& failed) {
    if (!failed)
        return false;
    try {
        std::rethrow_exception(failed);
    } catch (const coai::error& error) {
        return dynamic_cast<const Error*>(&error) != nullptr;
    }
}

outcome try_call(stage& here, const recording& recorded, pieces response) {
    outcome came;
    try {
        came.value = here.answering.run(ask(here.client, recorded), std::move(response));
    } catch (const coai::api_error& failed) {
        came.failed = std::current_exception();
        came.status = failed.status();
    } catch (const coai::error&) {
        came.failed = std::current_exception();
    }
    return came;
}

bool is_json_answer(const recording& recorded) {
    const resource named = resource_of(recorded);
    return recorded.kind == "json" && recorded.status == 200 && named != resource::none &&
           named != resource::batch_results;
}

bool is_file_of_results(const recording& recorded) {
    return resource_of(recorded) == resource::batch_results;
}

/// The recorded files of results, line by line.
std::vector<replayed> results() {
    std::vector<replayed> lines;
    for (const replayed& sent : responses(is_file_of_results)) {
        std::istringstream body(sent.body);
        for (std::string line; std::getline(body, line);)
            lines.push_back(replayed{sent.recorded, line});
    }
    return lines;
}

/// Calls `check` with the body and what became of it, for each way to damage a member.
template <class Check>
void for_each_damage(const replayed& sent, Check check) {
    CAPTURE(sent.recorded.file);
    stage here(sent.recorded);
    auto root = recordings::parse(sent.body);
    mutate(root, root, strange_values, [&](const boost::json::value& changed) {
        const std::string body = boost::json::serialize(changed);
        CAPTURE(body);
        check(body, try_call(here, sent.recorded, whole(sent.recorded, body)));
    });
}

/// Whether `begun` is how `all` begins.
bool is_beginning(const boost::json::array& begun, const boost::json::array& all) {
    return begun.size() <= all.size() &&
           std::all_of(begun.begin(), begun.end(), [&, index = std::size_t{0}](auto& each) mutable {
               return invented(each, all[index++]).empty();
           });
}

TEST_SUITE("damaged answers, replayed over a socket") {
    TEST_CASE("an answer that ends before its length or before its JSON does is no answer") {
        for (replayed& sent : responses(is_json_answer)) {
            CAPTURE(sent.recorded.file);
            stage here(sent.recorded);
            std::string& body = sent.body;
            body.erase(body.find_last_of("}]") + 1);
            truncate(body, [&](std::string_view begun) {
                const auto cut_off =
                    try_call(here, sent.recorded, claiming(body.size(), sent.recorded, begun));
                REQUIRE(is<coai::error>(cut_off.failed));
                // To a removal, some servers answer nothing.
                if (begun.empty() && resource_of(sent.recorded) == resource::removal)
                    return;
                const auto malformed = try_call(here, sent.recorded, whole(sent.recorded, begun));
                REQUIRE(is<coai::protocol_error>(malformed.failed));
            });
        }
    }

    TEST_CASE("a stream that ends anywhere gives its beginning and nothing else") {
        for (const replayed& sent : responses(is_stream)) {
            CAPTURE(sent.recorded.file);
            stage here(sent.recorded);
            const boost::json::array all = chunks_said(sent.body);
            truncate(sent.body, [&](std::string_view begun) {
                const streamed cut_off = here.answering.run(
                    read_stream(here.client), claiming(sent.body.size(), sent.recorded, begun));
                REQUIRE(is_beginning(cut_off.chunks, all));
                REQUIRE((cut_off.failed || cut_off.end == coai::chat::stream_end::done ||
                         cut_off.end == coai::chat::stream_end::finished));
                const streamed ended =
                    here.answering.run(read_stream(here.client), whole(sent.recorded, begun));
                REQUIRE(is_beginning(ended.chunks, all));
                // An answer with its finish reason is whole, though it may lack the usage.
                REQUIRE((ended.failed || ended.chunks.size() == all.size() ||
                         ended.end == coai::chat::stream_end::finished));
            });
        }
    }

    TEST_CASE("a file of results that ends anywhere gives its beginning and nothing else") {
        for (const replayed& sent : responses(is_file_of_results)) {
            CAPTURE(sent.recorded.file);
            stage here(sent.recorded);
            const boost::json::value all = said(sent.recorded, sent.body);
            truncate(sent.body, [&](std::string_view begun) {
                const auto ended = try_call(here, sent.recorded, whole(sent.recorded, begun));
                REQUIRE_FALSE(ended.failed);
                REQUIRE(is_beginning(ended.value.at("data").as_array(), all.at("data").as_array()));
                const auto cut_off =
                    try_call(here, sent.recorded, claiming(sent.body.size(), sent.recorded, begun));
                REQUIRE(is<coai::error>(cut_off.failed));
            });
        }
    }

    TEST_CASE("an error that ends anywhere is an error of the same status") {
        for (const replayed& sent : responses(is_error)) {
            CAPTURE(sent.recorded.file);
            stage here(sent.recorded);
            truncate(sent.body, [&](std::string_view begun) {
                const auto ended = try_call(here, sent.recorded, whole(sent.recorded, begun));
                REQUIRE(ended.status == sent.recorded.status);
                const auto cut_off =
                    try_call(here, sent.recorded, claiming(sent.body.size(), sent.recorded, begun));
                REQUIRE(is<coai::error>(cut_off.failed));
            });
        }
    }

    TEST_CASE("an answer with any member gone or replaced is read or refused, never added to") {
        const auto is_wanted = [](const recording& recorded) {
            // Those of chat have a test of their own that does not need a socket.
            return is_json_answer(recorded) && !recorded.is_chat();
        };
        for (const replayed& sent : responses(is_wanted)) {
            for_each_damage(sent, [&](const std::string& body, const outcome& came) {
                if (!came.failed)
                    REQUIRE(invented(came.value, said(sent.recorded, body)) == "");
            });
        }
    }

    TEST_CASE("a result with any member gone or replaced is read or refused, never added to") {
        for (const replayed& sent : results()) {
            for_each_damage(sent, [&](const std::string& body, const outcome& came) {
                REQUIRE_FALSE(came.failed); // one bad line is no reason to lose the others
                REQUIRE(invented(came.value, said(sent.recorded, body)) == "");
            });
        }
    }

    TEST_CASE("an error with any member gone or replaced is an error of the same status") {
        for (const replayed& sent : responses(is_error)) {
            for_each_damage(sent, [&](const std::string&, const outcome& came) {
                REQUIRE(came.status == sent.recorded.status);
            });
        }
    }
}

} // namespace
