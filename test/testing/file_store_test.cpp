#include "testing/file_store.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using coai::testing::file_store;
using coai::testing::stored_file;

stored_file named(std::string id) {
    stored_file file;
    file.id = std::move(id);
    file.mime_type = "text/plain";
    return file;
}

TEST_SUITE("file store") {
    TEST_CASE("a file keeps its bytes and what is known about it") {
        file_store files;
        files.add(named("files/a"), "hello");
        CHECK(files.append("files/a", ", world"));
        CHECK(files.read("files/a") == "hello, world");
        CHECK(files.read("files/a", 7, 3) == "wor");
        CHECK(files.read("files/a", 7, 100) == "world");
        CHECK(files.read("files/a", 12, 1).empty());
        REQUIRE(files.find("files/a"));
        CHECK(files.find("files/a")->size == 12);
        CHECK(files.find("files/a")->mime_type == "text/plain");
    }

    TEST_CASE("an empty file is a file") {
        file_store files;
        files.add(named("files/a"));
        CHECK(files.find("files/a")->size == 0);
        CHECK(files.read("files/a").empty());
    }

    TEST_CASE("files are listed in the order in which they came, and forgotten when erased") {
        file_store files;
        files.add(named("files/z"));
        files.add(named("files/a"));
        REQUIRE(files.list().size() == 2);
        CHECK(files.list().front().id == "files/z");
        CHECK(files.erase("files/z"));
        CHECK_FALSE(files.erase("files/z"));
        CHECK_FALSE(files.append("files/z", "x"));
        CHECK_FALSE(files.find("files/z"));
        CHECK(files.read("files/z").empty());
        CHECK(files.list().size() == 1);
    }

    TEST_CASE("content is read when it is asked for, as far as it is still there") {
        file_store files;
        files.add(named("files/a"), "hello");
        const auto content = files.content("files/a");
        CHECK(content.size == 5);
        CHECK(content.read(1, 2) == "el");
        CHECK(content.all() == "hello");
        files.erase("files/a");
        CHECK(content.read(0, 5).empty());
        CHECK(content.size == 5);
    }

    TEST_CASE("numbers are never given twice") {
        file_store files;
        const auto first = files.next_number();
        files.add(named("files/a"));
        CHECK(files.next_number() > first);
    }
}

} // namespace
