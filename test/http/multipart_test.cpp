#include "http/multipart.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>
#include <string>

using coai::http::base_name;
using coai::http::multipart_form;

TEST_SUITE("multipart form") {
    TEST_CASE("fields come before the file, and everything has its boundary") {
        multipart_form form("b");
        form.add("purpose", "batch");
        form.begin_file("file", "a.jsonl", "application/jsonl");
        CHECK(form.content_type() == "multipart/form-data; boundary=b");
        CHECK(form.before() + "DATA" + form.after() ==
              "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
              "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n"
              "Content-Type: application/jsonl\r\n\r\nDATA\r\n--b--\r\n");
    }

    TEST_CASE("what would end a name is escaped, and nothing else") {
        multipart_form form("b");
        form.add("a\"b\r\nc", "value \"as it is\"");
        form.begin_file("file", "50% \"\xC3\xA4\"\t\x01.txt", "text/plain");
        CHECK(form.before().find("name=\"a%22b%0D%0Ac\"\r\n\r\nvalue \"as it is\"\r\n") !=
              std::string::npos);
        CHECK(form.before().find("filename=\"50% %22\xC3\xA4%22%09%01.txt\"\r\n") !=
              std::string::npos);
    }

    TEST_CASE("of a file's path only the name is told") {
        CHECK(base_name("/home/me/a.txt") == "a.txt");
        CHECK(base_name("C:\\me\\a.txt") == "a.txt");
        CHECK(base_name("a.txt") == "a.txt");
        CHECK(base_name("dir/") == "");
        multipart_form form("b");
        form.begin_file("file", "../../etc/passwd", "");
        CHECK(form.before().find("filename=\"passwd\"") != std::string::npos);
    }

    TEST_CASE("a media type cannot add lines") {
        multipart_form form("b");
        CHECK_THROWS_AS(form.begin_file("file", "a", "text/plain\r\nX: y"), std::invalid_argument);
    }

    TEST_CASE("boundaries are long, valid and different") {
        std::set<std::string> seen;
        for (int i = 0; i < 100; ++i) {
            const std::string boundary = multipart_form::random_boundary();
            CHECK(boundary.size() <= 70); // RFC 2046
            CHECK(boundary.size() >= 32);
            CHECK(boundary.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
                  std::string::npos);
            seen.insert(boundary);
        }
        CHECK(seen.size() == 100);
    }
}
