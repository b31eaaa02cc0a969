#include "api/uploads.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace coai;
using test::emulated_client;
using testing::fault;
using namespace std::chrono_literals;

namespace {

files::file upload(emulated_client& emulated, const char* name,
                   const files::upload_options& how = files::upload_options()) {
    return emulated.run(emulated.client.files.upload(files::from_bytes(name, name), how));
}

std::vector<std::string> names_of(const std::vector<files::file>& listed) {
    std::vector<std::string> names;
    for (const auto& file : listed) {
        names.push_back(file.filename);
    }
    return names;
}

using names = std::vector<std::string>;

constexpr const char* tricks[] = {"..", "../x", "files/..", "%2e%2e", "", "files/", "a\nb"};

} // namespace

TEST_SUITE("files of Gemini") {
    TEST_CASE("a file is found by its id in every form") {
        emulated_client emulated;
        const auto uploaded = upload(emulated, "a.txt");
        const std::string host = "https://generativelanguage.googleapis.com";
        for (const std::string& id : {uploaded.id, std::string(uploaded.short_id()), uploaded.uri,
                                      host + "/v1beta/" + uploaded.id + ":download?alt=media"}) {
            CAPTURE(id);
            const auto file = emulated.run(emulated.client.files.retrieve(id));
            CHECK(file.id == uploaded.id);
            CHECK(file.filename == "a.txt");
            CHECK(file.response.status == 200);
            CHECK(emulated.server.requests().back().target == "/v1beta/" + uploaded.id);
        }
        CHECK(emulated.server.requests().back().headers.find("x-goog-api-key") == "emulator-key");
    }

    TEST_CASE("an id with path tricks is refused before anything is sent") {
        emulated_client emulated;
        for (const char* id : tricks) {
            CAPTURE(id);
            CHECK(emulated.failure_of<usage_error>(emulated.client.files.retrieve(id)).option() ==
                  "id");
            CHECK(emulated.failure_of<usage_error>(emulated.client.files.remove(id)).option() ==
                  "id");
            CHECK(emulated.failure_of<usage_error>(emulated.client.files.content(id)).option() ==
                  "id");
        }
        for (const char* id : {"a/b", "files/a/../b", "a:download", "https://x.example/models/a",
                               "https://x.example/v1beta/files/../models"}) {
            CAPTURE(id);
            CHECK(emulated.failure_of<usage_error>(emulated.client.files.remove(id)).kind() ==
                  errc::invalid_request);
        }
        CHECK(emulated.server.requests_received() == 0);
    }

    TEST_CASE("what is not there is refused as Google refuses it") {
        emulated_client emulated;
        const auto failed = emulated.failure_of<api_error>(emulated.client.files.retrieve("abc"));
        CHECK(failed.kind() == errc::permission_denied);
        CHECK(failed.path() == "files/abc");
        CHECK(failed.error_details().status == "PERMISSION_DENIED");
    }

    TEST_CASE("an id may be longer than the metadata call takes") {
        emulated_client emulated;
        const std::string id = "files/batch-" + std::string(50, 'a');
        const auto failed = emulated.failure_of<api_error>(emulated.client.files.retrieve(id));
        CHECK(failed.kind() == errc::bad_request);
    }

    TEST_CASE("all files are listed, page by page, the newest first") {
        emulated_client emulated;
        for (const char* name : {"1", "2", "3", "4", "5"}) {
            upload(emulated, name);
        }
        CHECK(names_of(emulated.run(test::collect(emulated.client.files.list()))) ==
              names{"5", "4", "3", "2", "1"});
        emulated.server.clear_requests();
        files::list_options which;
        which.page_size = 2;
        which.purpose = "batch";
        CHECK(names_of(emulated.run(test::collect(emulated.client.files.list(which)))) ==
              names{"5", "4", "3", "2", "1"});
        const auto sent = emulated.server.requests();
        REQUIRE(sent.size() == 3);
        CHECK(sent[0].target == "/v1beta/files?pageSize=2");
        CHECK(sent[1].target.starts_with("/v1beta/files?pageSize=2&pageToken="));
    }

    TEST_CASE("no file is an empty list") {
        emulated_client emulated;
        CHECK(emulated.run(test::collect(emulated.client.files.list())).empty());
    }

    TEST_CASE("a removed file is gone") {
        emulated_client emulated;
        const auto uploaded = upload(emulated, "a.txt");
        const auto removed = emulated.run(emulated.client.files.remove(uploaded.short_id()));
        CHECK(removed.deleted);
        CHECK(removed.id == uploaded.id);
        CHECK(removed.response.status == 200);
        CHECK(test::files_listed(emulated) == 0);
        CHECK(emulated.failure_of<api_error>(emulated.client.files.remove(uploaded.id)).kind() ==
              errc::permission_denied);
    }

    TEST_CASE("media are waited for until they can be used") {
        emulated_client emulated;
        const auto uploaded = upload(emulated, "a.mp4");
        CHECK(uploaded.state == files::file_state::processing);
        files::wait_options how;
        how.interval = 1ms;
        std::vector<std::string> states;
        how.on_progress = [&](const files::file& seen) { states.emplace_back(seen.state.str()); };
        const auto active = emulated.run(emulated.client.files.wait_until_active(uploaded.id, how));
        CHECK(active.state == files::file_state::active);
        CHECK(states == names{"processing", "processing", "active"});
    }

    TEST_CASE("a file that the server cannot process is an error with the reason") {
        emulated_client emulated;
        emulated.server.script(fault::status(
            200, R"({"name":"files/a","state":"FAILED","error":{"code":3,"message":"no video"}})"));
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.files.wait_until_active("a"));
        CHECK(failed.kind() == errc::error_in_response);
        CHECK(failed.error_details().message == "no video");
        CHECK(failed.path() == "files/a");
    }

    TEST_CASE("a failed file is retrieved like any other") {
        emulated_client emulated;
        emulated.server.script(fault::status(
            200, R"({"name":"files/a","state":"FAILED","error":{"message":"no video"},"odd":1})"));
        const auto file = emulated.run(emulated.client.files.retrieve("a"));
        CHECK(file.state == files::file_state::failed);
        CHECK(file.error == "no video");
        CHECK(file.extra.at("odd") == 1);
        CHECK(file.extra.at("error").at("message") == "no video");
    }

    TEST_CASE("waiting ends in time") {
        emulated_client emulated;
        emulated.server.script(
            fault::status(200, R"({"name":"files/a","state":"PROCESSING"})").times(1000));
        files::wait_options how;
        how.interval = 1ms;
        how.deadline = 50ms;
        const auto late =
            emulated.failure_of<timeout_error>(emulated.client.files.wait_until_active("a", how));
        CHECK(late.kind() == errc::deadline_exceeded);
        CHECK(late.limit() == 50ms);
        CHECK(std::string(late.what()).find("processing") != std::string::npos);
    }

    TEST_CASE("what is no file is an error of the call") {
        emulated_client emulated;
        emulated.server.script(fault::status(200, "[]"));
        CHECK(emulated.failure_of<protocol_error>(emulated.client.files.retrieve("a")).kind() ==
              errc::invalid_json);
    }
}

TEST_SUITE("files of other servers") {
    TEST_CASE("a file is found, listed by purpose and removed") {
        emulated_client emulated;
        test::use_openai(emulated);
        const auto batch = upload(emulated, "1", files::upload_options("batch"));
        const auto vision = upload(emulated, "2", files::upload_options("vision"));
        upload(emulated, "3", files::upload_options("batch"));
        const auto file = emulated.run(emulated.client.files.retrieve(batch.id));
        CHECK(file.filename == "1");
        CHECK(file.purpose == "batch");

        CHECK(names_of(emulated.run(test::collect(emulated.client.files.list()))) ==
              names{"3", "2", "1"});
        emulated.server.clear_requests();
        files::list_options which;
        which.purpose = "batch";
        which.page_size = 1;
        request_options options;
        options.query.emplace_back("order", "asc");
        CHECK(names_of(emulated.run(test::collect(emulated.client.files.list(which, options)))) ==
              names{"1", "3"});
        CHECK(emulated.server.requests().front().target ==
              "/v1/files?order=asc&limit=1&purpose=batch");

        const auto removed = emulated.run(emulated.client.files.remove(vision.id));
        CHECK(removed.deleted);
        CHECK(removed.id == vision.id);
        const auto failed =
            emulated.failure_of<api_error>(emulated.client.files.retrieve(vision.id));
        CHECK(failed.kind() == errc::not_found);
        CHECK(failed.error_details().param == "id");
    }

    TEST_CASE("an id with path tricks is refused before anything is sent") {
        emulated_client emulated;
        test::use_openai(emulated);
        for (const char* id : tricks) {
            CAPTURE(id);
            CHECK(emulated.failure_of<usage_error>(emulated.client.files.remove(id)).option() ==
                  "id");
        }
        CHECK(emulated.server.requests_received() == 0);
        emulated.failure_of<api_error>(emulated.client.files.retrieve("a/b?c"));
        CHECK(emulated.server.requests().back().target == "/v1/files/a%2Fb%3Fc");
    }

    TEST_CASE("a removal that is answered with nothing is one") {
        emulated_client emulated;
        test::use_openai(emulated);
        emulated.server.script(fault::status(200, ""));
        const auto removed = emulated.run(emulated.client.files.remove("file-abc"));
        CHECK(removed.deleted);
        CHECK(removed.id == "file-abc");
    }

    TEST_CASE("states have one name, whatever the server calls them") {
        emulated_client emulated;
        test::use_openai(emulated);
        const std::pair<const char*, const char*> states[] = {{"uploaded", "processing"},
                                                              {"processed", "active"},
                                                              {"error", "failed"},
                                                              {"pending", "processing"},
                                                              {"deleted", "deleted"}};
        for (const auto& [theirs, ours] : states) {
            emulated.server.script(fault::status(200, std::string(R"({"id":"f","status":")") +
                                                          theirs + R"(","status_details":"x"})"));
            const auto file = emulated.run(emulated.client.files.retrieve("f"));
            CHECK(file.state == ours);
            CHECK(file.error == "x");
        }
        // Mistral, for one, has none.
        emulated.server.script(fault::status(200, R"({"id":"f"})"));
        CHECK(emulated.run(emulated.client.files.wait_until_active("f")).id == "f");
    }
}
