#include "api/local_file.hpp"

#include "temporary_directory.hpp"

#include <coai/error.hpp>

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <cerrno>
#include <span>
#include <string>
#include <string_view>

namespace {

using namespace coai;

void replace(const std::string& path, std::string_view text) {
    api::replace_file(path, std::as_bytes(std::span(text)));
}

template <class Action>
usage_error failure(Action action) {
    try {
        action();
    } catch (const usage_error& failed) {
        CHECK(failed.kind() == errc::invalid_request);
        CHECK(failed.option() == "path");
        return failed;
    }
    FAIL("no error");
    return usage_error();
}

} // namespace

TEST_SUITE("local file") {
    TEST_CASE("what is written is read, whatever was there before") {
        const test::temporary_directory directory;
        const std::string path = directory.path("a.bin");
        const std::string all("\0\xFF\n\r\x1A", 5);
        for (const std::string& text : {std::string(), all, std::string(300'000, 'x'), all}) {
            replace(path, text);
            CHECK(api::read_file(path) == text);
        }
        CHECK(directory.files() == 1);
    }

    TEST_CASE("a file that cannot be read is named, with the reason") {
        const test::temporary_directory directory;
        const auto missing = failure([&] { api::read_file(directory.path("missing")); });
        CHECK(missing.cause().value() == ENOENT);
        CHECK(std::string(missing.what()).find(directory.path("missing")) != std::string::npos);
        CHECK(failure([&] { api::read_file(directory.path("")); }).cause().value() == EISDIR);
        CHECK(failure([&] { api::read_file("/dev/zero"); }).cause().value() == EINVAL);
        REQUIRE(::mkfifo(directory.path("pipe").c_str(), 0600) == 0);
        CHECK(failure([&] { api::read_file(directory.path("pipe")); }).cause().value() == EINVAL);
    }

    TEST_CASE("where writing fails, nothing is left and nothing is lost") {
        const test::temporary_directory directory;
        CHECK(failure([&] { replace(directory.path("no/a.bin"), "x"); }).cause().value() == ENOENT);
        REQUIRE(::mkdir(directory.path("taken").c_str(), 0700) == 0);
        replace(directory.path("taken/inside"), "kept");
        CHECK(failure([&] { replace(directory.path("taken"), "x"); }).cause().value() == EISDIR);
        CHECK(directory.files() == 1);
        CHECK(api::read_file(directory.path("taken/inside")) == "kept");
    }
}
