#include "api/recorded_streams.hpp"
#include "api/recorded_values.hpp"
#include "http/recorded_errors.hpp"
#include "interop/recorded_call.hpp"
#include "interop/recorded_response.hpp"

#include <algorithm>
#include <exception>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace replay;
using recordings::invented;
using recordings::missing;
using recordings::tool_call_summary;

struct delivery {
    const char* name;
    framing end;
    cutter where;
};

const delivery deliveries[] = {
    {"whole", framing::length, nowhere},
    {"byte by byte", framing::length, everywhere},
    {"in chunks, cut awkwardly", framing::chunked, awkwardly},
    {"in chunks of a byte", framing::chunked, everywhere},
    {"up to the connection's end, cut awkwardly", framing::until_close, awkwardly},
};

std::string with_line_ends(const std::string& body, std::string_view line_end) {
    std::string result;
    for (const char c : body) {
        if (c == '\n')
            result += line_end;
        else if (c != '\r')
            result += c;
    }
    return result;
}

coai::api_error failure_of(stage& here, asio::awaitable<boost::json::value> call, pieces response) {
    try {
        here.answering.run(std::move(call), std::move(response));
    } catch (const coai::api_error& failed) {
        return failed;
    }
    throw std::logic_error("the call succeeded");
}

std::string_view request_id_of(const recording& recorded) {
    const auto apim = recorded.headers.find("apim-request-id");
    return recorded.headers.find("x-request-id").value_or(apim.value_or(""));
}

void check_stream(const replayed& sent, const streamed& came) {
    const boost::json::array expected = chunks_said(sent.body);
    CHECK(missing(expected, came.chunks) == "");
    CHECK(invented(came.chunks, expected) == "");
    const bool says_error = sent.recorded.file.find("error") != std::string::npos;
    if (says_error) {
        CHECK_THROWS_AS(std::rethrow_exception(came.failed), coai::api_error);
        return;
    }
    REQUIRE_FALSE(came.failed);
    const bool says_done = sent.body.find("[DONE]") != std::string::npos;
    CHECK(came.end ==
          (says_done ? coai::chat::stream_end::done : coai::chat::stream_end::finished));
}

TEST_SUITE("recorded answers, replayed over a socket") {
    TEST_CASE("an answer is read the same however it is framed and cut") {
        for (const replayed& sent : responses(is_answer)) {
            CAPTURE(sent.recorded.file);
            stage here(sent.recorded);
            const boost::json::value expected = said(sent.recorded, sent.body);
            for (const delivery& way : deliveries) {
                CAPTURE(way.name);
                const boost::json::value came =
                    here.answering.run(ask(here.client, sent.recorded),
                                       respond(sent.recorded, sent.body, way.end, way.where));
                CHECK(missing(expected, came) == "");
                CHECK(invented(came, expected) == "");
            }
        }
    }

    TEST_CASE("a stream is read the same however it is framed and cut") {
        for (const replayed& sent : responses(is_stream)) {
            CAPTURE(sent.recorded.file);
            stage here(sent.recorded);
            for (const delivery& way : deliveries) {
                CAPTURE(way.name);
                check_stream(sent, here.answering.run(
                                       read_stream(here.client),
                                       respond(sent.recorded, sent.body, way.end, way.where)));
            }
            for (const std::string_view line_end : {"\r\n", "\r"}) {
                CAPTURE(line_end.size());
                check_stream(sent, here.answering.run(read_stream(here.client),
                                                      respond(sent.recorded,
                                                              with_line_ends(sent.body, line_end),
                                                              framing::chunked, awkwardly)));
            }
        }
    }

    TEST_CASE("a stream's texts, calls and usage amount to what was answered") {
        for (const replayed& sent : responses(is_stream)) {
            const auto expected =
                std::find_if(std::begin(recordings::streams), std::end(recordings::streams),
                             [&](const auto& each) { return each.file == sent.recorded.file; });
            const bool says_error = sent.recorded.file.find("error") != std::string::npos;
            if (expected == std::end(recordings::streams) || says_error)
                continue;
            CAPTURE(sent.recorded.file);
            stage here(sent.recorded);
            const coai::chat::completion completion =
                here.answering.run(collect_stream(here.client),
                                   respond(sent.recorded, sent.body, framing::chunked, awkwardly));
            const coai::chat::choice& choice = completion.choices.at(0);
            CHECK(choice.finish_reason == expected->finish_reason);
            CHECK(choice.message.text() == expected->text);
            CHECK(tool_call_summary(choice.message) == expected->tool_calls);
            REQUIRE(completion.usage.has_value() == (expected->usage.size() == 3));
            if (completion.usage)
                CHECK(completion.usage->total_tokens == expected->usage.begin()[2]);
        }
    }

    TEST_CASE("a stream is read the same compressed, with a flush an event, and cut anywhere") {
        for (replayed& sent : responses(is_stream)) {
            const std::string compressed = sent.recorded.file + ".gz";
            if (!std::ifstream(COAI_FIXTURES "/" + compressed))
                continue;
            CAPTURE(compressed);
            stage here(sent.recorded);
            sent.recorded.headers.set("content-encoding", "gzip");
            check_stream(sent,
                         here.answering.run(read_stream(here.client),
                                            respond(sent.recorded, recordings::read(compressed),
                                                    framing::chunked, everywhere)));
        }
    }

    TEST_CASE("a file is uploaded to Gemini by what was recorded of its two answers") {
        const auto is_wanted = [](const recording& each) {
            return each.endpoint.starts_with("/upload/");
        };
        auto sent = responses(is_wanted);
        if (sent.empty())
            return;
        REQUIRE(sent.size() == 2);
        if (sent.front().recorded.kind == "json")
            std::swap(sent.front(), sent.back());
        const json::value expected = recordings::parse(sent.back().body).at("file");
        stage here(sent.front().recorded);
        for (const delivery& way : deliveries) {
            CAPTURE(way.name);
            std::vector<pieces> answers;
            for (const replayed& each : sent)
                answers.push_back(respond(each.recorded, each.body, way.end, way.where));
            auto upload = here.client.files.upload(coai::files::from_bytes("%PDF", "sample.pdf"));
            const coai::files::file file = here.answering.run(std::move(upload), answers);
            CHECK(file.id == expected.at("name").as_string());
            CHECK(file.filename == expected.at("displayName").as_string());
            CHECK(file.mime_type == expected.at("mimeType").as_string());
            CHECK(std::to_string(file.bytes) == expected.at("sizeBytes").as_string());
            CHECK(file.created_at == 1787150054);
            CHECK(file.expires_at == 1787322853);
            CHECK(file.sha256.size() == 64);
            CHECK(file.uri == expected.at("uri").as_string());
            CHECK(file.state == coai::files::file_state::active);
            CHECK(file.source == expected.at("source").as_string());
            CHECK(file.extra.empty());
        }
    }

    TEST_CASE("an error is classified, and kept as it came") {
        for (const replayed& sent : responses(is_error)) {
            CAPTURE(sent.recorded.file);
            const auto expected =
                std::find_if(std::begin(recordings::errors), std::end(recordings::errors),
                             [&](const auto& each) { return each.file == sent.recorded.file; });
            REQUIRE(expected != std::end(recordings::errors));
            stage here(sent.recorded);
            for (const delivery& way : deliveries) {
                CAPTURE(way.name);
                const coai::api_error failed =
                    failure_of(here, ask(here.client, sent.recorded),
                               respond(sent.recorded, sent.body, way.end, way.where));
                CHECK(failed.status() == sent.recorded.status);
                CHECK(failed.kind() == expected->kind);
                CHECK(failed.error_details().code == expected->code);
                CHECK(failed.error_details().message.starts_with(expected->message_begins));
                CHECK(failed.body() == sent.body);
                CHECK(failed.response().request_id == request_id_of(sent.recorded));
                CHECK(failed.retry_after().has_value() ==
                      (expected->wait || sent.recorded.headers.contains("retry-after")));
            }
        }
    }
}

} // namespace
