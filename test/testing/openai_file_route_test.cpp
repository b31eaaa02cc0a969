#include "testing/file_requests.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace {

using namespace coai::testing;

std::string form_part(const std::string& head, const std::string& data) {
    return "--b\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + data + "\r\n";
}

reply post_form(const asked_router& to, const std::string& body) {
    request asked = asked_router::make("POST", "/v1/files",
                                       {{"content-type", "multipart/form-data; boundary=b"}}, "");
    asked.form = std::make_shared<spooled_bytes>();
    asked.form->append(body + "--b--\r\n");
    return to.routes.handle(asked);
}

std::string upload(const asked_router& to, const std::string& name, const std::string& purpose) {
    const reply answer = post_form(
        to, form_part("name=\"purpose\"", purpose) +
                form_part("name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: text/plain",
                          name));
    REQUIRE(answer.status == 200);
    return std::string(json_of(answer).at("id").as_string());
}

TEST_SUITE("OpenAI file routes") {
    TEST_CASE("a form becomes a file, wherever its fields stand") {
        asked_router to;
        const reply answer = post_form(to, form_part("name=\"file\"; filename=\"a.txt\"", "hello") +
                                               form_part("name=\"purpose\"", "batch"));
        CHECK(answer.status == 200);
        const auto file = json_of(answer);
        CHECK(file.at("object") == "file");
        CHECK(file.at("filename") == "a.txt");
        CHECK(file.at("bytes") == 5);
        CHECK(file.at("purpose") == "batch");
        CHECK(file.at("status") == "processed");
        const std::string id(file.at("id").as_string());
        CHECK(id.starts_with("file-"));
        CHECK(body_of(to.ask("GET", "/v1/files/" + id + "/content")) == "hello");
        CHECK(json_of(to.ask("GET", "/v1/files/" + id)) == file);
    }

    TEST_CASE("what is missing or wrong is named") {
        const asked_router to;
        const reply no_file = post_form(to, form_part("name=\"purpose\"", "batch"));
        CHECK(no_file.status == 400);
        CHECK(json_of(no_file).at("error").at("param") == "file");
        for (const char* purpose : {"", "nonsense"}) {
            const reply refused =
                post_form(to, form_part("name=\"purpose\"", purpose) +
                                  form_part("name=\"file\"; filename=\"a\"", "x"));
            CHECK(refused.status == 400);
            CHECK(json_of(refused).at("error").at("param") == "purpose");
        }
        CHECK(to.ask("POST", "/v1/files", {{"content-type", "application/json"}}, "{}").status ==
              400);
        CHECK(to.state.files.list().empty());
    }

    TEST_CASE("files are listed, filtered, paged and deleted") {
        asked_router to;
        const std::string a = upload(to, "a", "batch");
        const std::string b = upload(to, "b", "vision");
        const std::string c = upload(to, "c", "batch");
        const auto all = json_of(to.ask("GET", "/v1/files"));
        CHECK(all.at("data").as_array().size() == 3);
        CHECK(all.at("first_id").as_string() == c);
        CHECK(all.at("last_id").as_string() == a);
        CHECK(all.at("has_more") == false);
        const auto first = json_of(to.ask("GET", "/v1/files?purpose=batch&order=asc&limit=1"));
        CHECK(first.at("last_id").as_string() == a);
        CHECK(first.at("has_more") == true);
        const auto second =
            json_of(to.ask("GET", "/v1/files?purpose=batch&order=asc&limit=1&after=" + a));
        CHECK(second.at("first_id").as_string() == c);
        CHECK(second.at("has_more") == false);
        CHECK(to.ask("GET", "/v1/files?limit=0").status == 400);
        CHECK(json_of(to.ask("DELETE", "/v1/files/" + b)).at("deleted") == true);
        CHECK(to.ask("GET", "/v1/files/" + b).status == 404);
        CHECK(to.ask("DELETE", "/v1/files/" + b).status == 404);
    }

    TEST_CASE("files for assistants are not handed out") {
        asked_router to;
        const std::string id = upload(to, "a", "assistants");
        CHECK(to.ask("GET", "/v1/files/" + id + "/content").status == 400);
    }
}

} // namespace
