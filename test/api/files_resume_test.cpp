#include "api/uploads.hpp"

#include "api/upload_address.hpp"
#include "http/base_url.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace coai;
using test::emulated_client;
using test::in_units;
using test::small_chunks;
using test::steps_of;
using test::unit;
using testing::fault;
using namespace std::chrono_literals;

namespace {

using steps = std::vector<std::string>;

/// An upload of three chunks, with a fault for one of its requests.
struct upload_under_fault {
    explicit upload_under_fault(const fault& scripted, unsigned requests_before = 1)
        : emulated(small_chunks()), bytes(test::varied_bytes(2 * unit + 100)) {
        emulated.server.script(fault().times(requests_before));
        emulated.server.script(scripted);
    }

    boost::asio::awaitable<files::file> upload(const files::upload_options& how = in_units()) {
        return emulated.client.files.upload(files::from_bytes(bytes, "a.bin"), how);
    }

    /// Uploads, and checks that all has arrived.
    steps run() {
        CHECK(emulated.run(upload()).sha256 == test::sha256(bytes));
        return steps_of(emulated.server);
    }

    emulated_client emulated;
    std::string bytes;
};

fault status_fault(unsigned status, std::string_view upload_status,
                   std::string_view received = {}) {
    headers fields;
    fields.add("x-goog-upload-status", upload_status);
    if (!received.empty()) {
        fields.add("x-goog-upload-size-received", received);
    }
    return fault::status(status, "{}", fields);
}

} // namespace

TEST_SUITE("resumed upload") {
    TEST_CASE("a chunk whose answer is lost is not sent again") {
        upload_under_fault lost(fault::reset_before_response());
        CHECK(lost.run() == steps{"start", "upload@0+262144", "query", "upload@262144+262144",
                                  "upload, finalize@524288+100"});
    }

    TEST_CASE("the rest of a chunk is sent when the connection breaks within it") {
        upload_under_fault cut(fault::reset_in_request(unit + unit / 2));
        files::upload_options how;
        how.chunk_size = 2 * unit;
        CHECK(cut.emulated.run(cut.upload(how)).sha256 == test::sha256(cut.bytes));
        CHECK(steps_of(cut.emulated.server) == steps{"start", "upload@0+524288", "query",
                                                     "upload@262144+262144",
                                                     "upload, finalize@524288+100"});
    }

    TEST_CASE("a chunk of which nothing came is sent again") {
        upload_under_fault cut(fault::reset_in_request(10), 2);
        CHECK(cut.run() == steps{"start", "upload@0+262144", "upload@262144+262144", "query",
                                 "upload@262144+262144", "upload, finalize@524288+100"});
    }

    TEST_CASE("a generator's chunk can be sent again, too") {
        emulated_client emulated(small_chunks());
        const std::string bytes = test::varied_bytes(2 * unit + 100);
        emulated.server.script(fault().times(2));
        emulated.server.script(fault::reset_in_request(unit / 2));
        const auto file = emulated.run(emulated.client.files.upload(
            files::from_generator(test::pieces_of(bytes, 1'000), "a"), in_units()));
        CHECK(file.sha256 == test::sha256(bytes));
        CHECK(emulated.server.faults_left() == 0);
    }

    TEST_CASE("an upload whose last answer is lost is complete") {
        upload_under_fault lost(fault::reset_before_response(), 3);
        CHECK(lost.run() == steps{"start", "upload@0+262144", "upload@262144+262144",
                                  "upload, finalize@524288+100", "query"});
    }

    TEST_CASE("an overloaded server is asked again after a pause") {
        upload_under_fault busy(fault::overloaded().times(2));
        // The second time it is asked how much it has.
        CHECK(busy.run() == steps{"start", "upload@0+262144", "query", "query", "upload@0+262144",
                                  "upload@262144+262144", "upload, finalize@524288+100"});
    }

    TEST_CASE("an answer without its status is not taken for success") {
        const fault no_status = fault().header("x-goog-upload-status", "");
        SUBCASE("the server has taken the chunk") {
            upload_under_fault once(no_status);
            CHECK(once.run() == steps{"start", "upload@0+262144", "query", "upload@262144+262144",
                                      "upload, finalize@524288+100"});
        }
        SUBCASE("the server has not") {
            upload_under_fault once(fault::status(200, ""));
            CHECK(once.run() == steps{"start", "upload@0+262144", "query", "upload@0+262144",
                                      "upload@262144+262144", "upload, finalize@524288+100"});
        }
        SUBCASE("nor does it tell when it is asked") {
            upload_under_fault never(fault::status(200, "").times(100));
            const auto failed = never.emulated.failure_of<protocol_error>(never.upload());
            CHECK(failed.kind() == errc::truncated);
            CHECK(failed.attempts() == 3);
            CHECK(std::string(failed.what()).find("x-goog-upload-status") != std::string::npos);
            never.emulated.server.clear_script();
            CHECK(steps_of(never.emulated.server) == steps{"start", "upload@0+262144", "query",
                                                           "upload@0+262144", "query",
                                                           "upload@0+262144", "cancel"});
            CHECK(test::files_listed(never.emulated) == 0);
        }
    }

    TEST_CASE("every chunk has its own retries") {
        upload_under_fault unlucky(fault::reset_in_request(0).times(1), 1);
        unlucky.emulated.server.script(fault().times(1)); // the query
        unlucky.emulated.server.script(fault::reset_in_request(0));
        unlucky.emulated.server.script(fault().times(2)); // query and chunk
        unlucky.emulated.server.script(fault::reset_in_request(0));
        unlucky.emulated.server.script(fault().times(1));
        unlucky.emulated.server.script(fault::reset_in_request(0));
        unlucky.run();
        CHECK(unlucky.emulated.server.faults_left() == 0);
    }

    TEST_CASE("without retries a failure is one, and the server forgets the upload") {
        upload_under_fault failing(fault::overloaded());
        failing.emulated.reconfigure(
            [](client_options& options) { options.retry.max_retries = 0; });
        const auto failed = failing.emulated.failure_of<api_error>(failing.upload());
        CHECK(failed.kind() == errc::unavailable);
        CHECK(failed.path() == "/upload/v1beta/files");
        CHECK(steps_of(failing.emulated.server) == steps{"start", "upload@0+262144", "cancel"});
        CHECK(test::files_listed(failing.emulated) == 0);
    }

    TEST_CASE("the caller's hooks hear of a retry") {
        upload_under_fault busy(fault::overloaded());
        std::vector<unsigned> heard;
        request_options options;
        options.retry.on_retry = [&](const retry_event& event) { heard.push_back(event.attempt); };
        busy.emulated.run(busy.emulated.client.files.upload(files::from_bytes(busy.bytes, "a"),
                                                            in_units(), options));
        CHECK(heard == std::vector<unsigned>{1});
    }

    TEST_CASE("a chunk that the server refuses is not sent again") {
        upload_under_fault refused(fault::status(400));
        const auto failed = refused.emulated.failure_of<api_error>(refused.upload());
        CHECK(failed.kind() == errc::bad_request);
        CHECK(steps_of(refused.emulated.server) == steps{"start", "upload@0+262144", "cancel"});
    }

    TEST_CASE("a server that is at another place than can be ends the upload") {
        for (const char* received : {"262143", "999999999"}) {
            upload_under_fault lost(fault::overloaded(), 2);
            lost.emulated.server.script(status_fault(200, "active", received));
            const auto failed = lost.emulated.failure_of<protocol_error>(lost.upload());
            CHECK(failed.kind() == errc::unexpected_content);
            CHECK(std::string(failed.what()).find(received) != std::string::npos);
        }
    }

    TEST_CASE("a server that ends the upload too early, or not at all, is not believed") {
        upload_under_fault early(status_fault(200, "final"));
        CHECK(early.emulated.failure_of<protocol_error>(early.upload()).kind() ==
              errc::unexpected_content);
        upload_under_fault cancelled(status_fault(200, "cancelled"));
        CHECK(cancelled.emulated.failure_of<protocol_error>(cancelled.upload()).kind() ==
              errc::unexpected_content);
        upload_under_fault open(status_fault(200, "active"), 3);
        CHECK(open.emulated.failure_of<protocol_error>(open.upload()).kind() ==
              errc::unexpected_content);
        CHECK(test::files_listed(open.emulated) == 0);
    }

    TEST_CASE("an upload that nothing describes is an error") {
        for (const char* body : {"{}", R"({"file":{}})"}) {
            headers fields;
            fields.add("x-goog-upload-status", "final");
            upload_under_fault vague(fault::status(200, body, fields), 3);
            const auto failed = vague.emulated.failure_of<protocol_error>(vague.upload());
            CHECK(failed.kind() == errc::unexpected_content);
            CHECK(failed.body() == body);
        }
        headers fields;
        fields.add("x-goog-upload-status", "final");
        upload_under_fault unreadable(fault::status(200, "<html>", fields), 3);
        CHECK(unreadable.emulated.failure_of<protocol_error>(unreadable.upload()).kind() ==
              errc::invalid_json);
    }

    TEST_CASE("the deadline of the call is that of the whole upload") {
        upload_under_fault slow(fault::stall_after(0));
        request_options options;
        options.timeouts.overall = 200ms;
        const auto failed =
            slow.emulated.failure_of<timeout_error>(slow.emulated.client.files.upload(
                files::from_bytes(slow.bytes, "a"), in_units(), options));
        CHECK(failed.kind() == errc::deadline_exceeded);
        CHECK(failed.limit() == 200ms);
    }

    TEST_CASE("a connection that takes nothing more is given up, and the upload goes on") {
        upload_under_fault stuck(fault::stop_reading());
        stuck.bytes = test::varied_bytes(64 * unit); // more than the kernel buffers
        files::upload_options how;
        how.chunk_size = 64 * unit;
        request_options options;
        options.timeouts.stream_idle = 300ms;
        const auto file = stuck.emulated.run(
            stuck.emulated.client.files.upload(files::from_bytes(stuck.bytes, "a"), how, options));
        CHECK(file.sha256 == test::sha256(stuck.bytes));
        stuck.emulated.server.drop_connections();
    }
}

TEST_SUITE("address of an upload") {
    TEST_CASE("is told by the server, or the upload ends") {
        emulated_client emulated;
        emulated.server.script(fault::status(200, "{}"));
        const auto failed = emulated.failure_of<protocol_error>(
            emulated.client.files.upload(files::from_bytes("x", "x")));
        CHECK(failed.kind() == errc::unexpected_content);
        CHECK(std::string(failed.what()).find("x-goog-upload-url") != std::string::npos);
        CHECK(emulated.server.requests_received() == 1);
    }

    TEST_CASE("is asked of our own host, whatever host a gateway names") {
        emulated_client emulated;
        emulated.server.script(fault().header("x-goog-upload-url",
                                              "https://generativelanguage.googleapis.com/upload/"
                                              "v1beta/files?upload_id=abc%20d&x=1"));
        const auto failed = emulated.failure_of<api_error>(
            emulated.client.files.upload(files::from_bytes("x", "x")));
        CHECK(failed.kind() == errc::not_found);
        CHECK(emulated.server.requests().at(1).target ==
              "/upload/v1beta/files?upload_id=abc%20d&x=1");
    }

    TEST_CASE("of Google leads to Google alone") {
        const auto google =
            http::parse_base_url("https://generativelanguage.googleapis.com/v1beta/openai/");
        CHECK(api::upload_target("https://generativelanguage.googleapis.com/upload/v1beta/"
                                 "files?upload_id=abc",
                                 google) == "/upload/v1beta/files?upload_id=abc");
        for (const char* url :
             {"https://evil.example/upload?upload_id=abc",
              "http://generativelanguage.googleapis.com/upload?upload_id=abc",
              "https://generativelanguage.googleapis.com:8443/upload", "/upload", "", "https://"}) {
            CAPTURE(url);
            CHECK_THROWS_AS(api::upload_target(url, google), protocol_error);
        }
        const auto gateway = http::parse_base_url("http://localhost:8080/gemini/v1beta/openai");
        CHECK(api::upload_target("https://evil.example", gateway) == "/");
    }
}
