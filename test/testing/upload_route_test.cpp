#include "testing/file_requests.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace coai::testing;

constexpr std::size_t unit = 256 * 1024;

emulator_options small_chunks() {
    emulator_options options;
    options.upload_granularity = unit;
    options.max_file_size = 8 * unit;
    return options;
}

struct uploader : asked_router {
    uploader() : asked_router(small_chunks()) {}

    /// Starts an upload; returns its target.
    std::string start(const std::string& announced, const std::string& body = "{}") {
        header_list headers = {{"x-goog-upload-protocol", "resumable"},
                               {"x-goog-upload-command", "start"},
                               {"x-goog-upload-header-content-type", "text/plain"}};
        if (!announced.empty())
            headers.emplace_back("x-goog-upload-header-content-length", announced);
        const reply answer = ask("POST", "/upload/v1beta/files", headers, body);
        REQUIRE(answer.status == 200);
        CHECK(answer.headers.find("x-goog-upload-status") == "active");
        CHECK(answer.headers.find("x-goog-upload-chunk-granularity") == "262144");
        const std::string url(answer.headers.find("x-goog-upload-url").value_or(""));
        REQUIRE(url.starts_with("https://localhost:1/upload/v1beta/files?upload_id="));
        return url.substr(url.find("/upload/"));
    }

    reply send(const std::string& target, const std::string& command, std::size_t offset,
               const std::string& bytes) const {
        return ask(
            "POST", target,
            {{"x-goog-upload-command", command}, {"x-goog-upload-offset", std::to_string(offset)}},
            bytes);
    }

    std::string received(const std::string& target) const {
        const reply answer = ask("POST", target, {{"x-goog-upload-command", "query"}});
        return std::string(answer.headers.find("x-goog-upload-size-received").value_or("none"));
    }
};

std::string_view status_of(const reply& answer) {
    return answer.headers.find("x-goog-upload-status").value_or("none");
}

TEST_SUITE("upload route") {
    TEST_CASE("chunks make a file, which is none before the last") {
        uploader to;
        const std::string target =
            to.start(std::to_string(unit + 3), R"({"file":{"display_name":"a"}})");
        const reply first = to.send(target, "upload", 0, std::string(unit, 'x'));
        CHECK(status_of(first) == "active");
        CHECK(to.received(target) == "262144");
        CHECK(to.state.files.list().empty());
        const reply last = to.send(target, "upload, finalize", unit, "abc");
        CHECK(status_of(last) == "final");
        const auto file = json_of(last).at("file");
        CHECK(file.at("displayName") == "a");
        CHECK(file.at("sizeBytes") == "262147");
        CHECK(file.at("state") == "ACTIVE");
        const std::string id(file.at("name").as_string());
        CHECK(to.state.files.read(id) == std::string(unit, 'x') + "abc");
        const reply asked_again = to.ask("POST", target, {{"x-goog-upload-command", "query"}});
        CHECK(status_of(asked_again) == "final");
        CHECK(json_of(asked_again).at("file").at("name") == file.at("name"));
        CHECK(to.send(target, "upload", unit + 3, "x").status == 400);
    }

    TEST_CASE("a file may be finalized apart from its bytes, and without a known size") {
        uploader to;
        const std::string target = to.start("");
        CHECK(to.send(target, "upload", 0, std::string(unit, 'x')).status == 200);
        CHECK(status_of(to.send(target, "finalize", unit, "")) == "final");
        CHECK(to.state.files.list().front().size == unit);
    }

    TEST_CASE("what breaks the protocol is refused, and changes nothing") {
        uploader to;
        const std::string target = to.start(std::to_string(2 * unit));
        CHECK(to.send(target, "upload", 1, std::string(unit, 'x')).status == 400);
        CHECK(to.send(target, "upload", 0, std::string(100, 'x')).status == 400);
        CHECK(to.send(target, "upload", 0, std::string(3 * unit, 'x')).status == 400);
        CHECK(to.send(target, "upload, finalize", 0, std::string(unit, 'x')).status == 400);
        CHECK(to.send(target, "dance", 0, "").status == 400);
        CHECK(to.send("/upload/v1beta/files?upload_id=no", "query", 0, "").status == 404);
        CHECK(to.send("/upload/v1beta/files", "query", 0, "").status == 400);
        CHECK(to.ask("POST", "/upload/v1beta/files",
                     {{"x-goog-upload-command", "start"}, {"x-goog-upload-protocol", "raw"}})
                  .status == 400);
        CHECK(to.ask("POST", "/upload/v1beta/files",
                     {{"x-goog-upload-command", "start"},
                      {"x-goog-upload-protocol", "resumable"},
                      {"x-goog-upload-header-content-type", "text/plain"},
                      {"x-goog-upload-header-content-length", std::to_string(9 * unit)}})
                  .status == 400);
        CHECK(to.state.files.list().empty());
    }

    TEST_CASE("of a chunk that breaks off whole units are kept") {
        uploader to;
        const std::string target = to.start(std::to_string(4 * unit));
        request part = asked_router::make(
            "POST", target, {{"x-goog-upload-command", "upload"}, {"x-goog-upload-offset", "0"}},
            std::string(unit + 100, 'x'));
        part.complete = false;
        to.routes.handle_part(part);
        CHECK(to.received(target) == "262144");
        part.headers.set("x-goog-upload-command", "upload, finalize");
        part.headers.set("x-goog-upload-offset", "262144");
        to.routes.handle_part(part);
        CHECK(to.received(target) == "524288");
        CHECK(to.state.files.list().empty());
    }

    TEST_CASE("a part of any other request does nothing") {
        const asked_router to;
        request part = asked_router::make("DELETE", "/v1beta/files/abc", {}, "");
        part.complete = false;
        to.routes.handle_part(part);
        part.target = "/nowhere";
        to.routes.handle_part(part);
    }

    TEST_CASE("a cancelled upload is forgotten") {
        uploader to;
        const std::string target = to.start("10");
        CHECK(status_of(to.send(target, "cancel", 0, "")) == "cancelled");
        CHECK(to.send(target, "query", 0, "").status == 404);
    }

    TEST_CASE("ids follow Google's rules and are unique") {
        uploader to;
        for (const char* id : {"abc", "files/", "files/Upper", "files/-a", "files/a-", "files/a_b",
                               "files/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
            CAPTURE(id);
            const reply answer = to.ask("POST", "/upload/v1beta/files",
                                        {{"x-goog-upload-command", "start"},
                                         {"x-goog-upload-protocol", "resumable"},
                                         {"x-goog-upload-header-content-type", "a/b"}},
                                        std::string(R"({"file":{"name":")") + id + "\"}}");
            CHECK(answer.status == 400);
        }
        const std::string first = to.start("0", R"({"file":{"name":"files/mine"}})");
        CHECK(to.send(first, "upload, finalize", 0, "").status == 200);
        CHECK(to.state.files.find("files/mine"));
        const reply again = to.ask("POST", "/upload/v1beta/files",
                                   {{"x-goog-upload-command", "start"},
                                    {"x-goog-upload-protocol", "resumable"},
                                    {"x-goog-upload-header-content-type", "a/b"}},
                                   R"({"file":{"name":"files/mine"}})");
        CHECK(again.status == 409);
    }

    TEST_CASE("errors are objects, and a bearer token is no credential here") {
        const asked_router to;
        const reply missing = to.ask("GET", "/v1beta/files/abc");
        CHECK(missing.status == 403);
        CHECK(json_of(missing).at("error").at("status") == "PERMISSION_DENIED");
        request asked = asked_router::make("GET", "/v1beta/files", {}, "");
        asked.headers.erase("x-goog-api-key");
        asked.headers.add("authorization", "Bearer emulator-key");
        CHECK(to.routes.handle(asked).status == 401);
    }
}

TEST_SUITE("native file routes") {
    TEST_CASE("only generated files are handed out") {
        asked_router to;
        stored_file file;
        file.id = "files/batch-" + std::string(50, 'a');
        file.mime_type = "text/plain";
        file.generated = true;
        to.state.files.add(file, "result");
        const std::string target = "/v1beta/" + file.id;
        CHECK(to.ask("GET", target).status == 400); // longer than a name may be
        CHECK(body_of(to.ask("GET", target + ":download?alt=media")) == "result");
        CHECK(body_of(to.ask("GET", "/download" + target + ":download?alt=media")) == "result");
        CHECK(to.ask("GET", target + ":download").status == 400);
        file.id = "files/up";
        file.generated = false;
        to.state.files.add(file, "mine");
        CHECK(to.ask("GET", "/v1beta/files/up:download?alt=media").status == 400);
        CHECK(to.ask("GET", "/v1beta/files/no:download?alt=media").status == 403);
    }

    TEST_CASE("lists have pages") {
        asked_router to;
        for (const char* id : {"files/1", "files/2", "files/3"}) {
            stored_file file;
            file.id = id;
            to.state.files.add(file, "x");
        }
        const auto first = json_of(to.ask("GET", "/v1beta/files?pageSize=2"));
        CHECK(first.at("files").as_array().size() == 2);
        CHECK(first.at("files").at(0).at("name") == "files/3");
        const std::string token(first.at("nextPageToken").as_string());
        const auto second = json_of(to.ask("GET", "/v1beta/files?pageSize=2&pageToken=" + token));
        CHECK(second.at("files").as_array().size() == 1);
        CHECK_FALSE(second.as_object().contains("nextPageToken"));
        CHECK(to.ask("GET", "/v1beta/files?pageSize=101").status == 400);
        CHECK(to.ask("GET", "/v1beta/files?pageToken=x").status == 400);
    }
}

} // namespace
