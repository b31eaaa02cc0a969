#include "net/local_file.hpp"
#include "temporary_directory.hpp"

#include <coai/error.hpp>

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <span>
#include <string>

namespace {

using namespace coai::net;

using coai::test::temporary_directory;

template <class Work>
coai::file_error failure_of(Work work) {
    try {
        work();
    } catch (const coai::file_error& failed) {
        return failed;
    }
    FAIL("nothing was thrown");
    std::abort();
}

TEST_SUITE("local file") {
    TEST_CASE("a file is read from anywhere, to its end") {
        const temporary_directory here;
        const input_file file(here.write("a", "0123456789"));
        CHECK(file.size() == 10);
        std::string text(4, '\0');
        CHECK(file.read(3, text) == 4);
        CHECK(text == "3456");
        CHECK(file.read(8, text) == 2);
        CHECK(text == "8956");
        CHECK(file.read(10, text) == 0);
        CHECK(file.read(100, text) == 0);
    }

    TEST_CASE("what cannot be read is named, with the reason") {
        const temporary_directory here;
        const std::string missing = here.path("missing");
        const auto failed = failure_of([&] { input_file file(missing); });
        CHECK(failed.kind() == coai::errc::file_failed);
        CHECK(failed.file() == missing);
        CHECK(failed.cause() == boost::system::errc::no_such_file_or_directory);
        const auto no_file = failure_of([&] { input_file file(here.path("")); });
        CHECK(no_file.file() == here.path(""));
    }

    TEST_CASE("a pipe is no file, and is not waited for") {
        const temporary_directory here;
        REQUIRE(::mkfifo(here.path("pipe").c_str(), 0600) == 0);
        CHECK(failure_of([&] { read_file(here.path("pipe")); }).file() == here.path("pipe"));
    }

    TEST_CASE("what is written as a whole is read as a whole, whatever was there before") {
        const temporary_directory here;
        const std::string path = here.path("a");
        const std::string all("\0\xFF\n\r\x1A", 5);
        for (const std::string& text : {std::string(), all, std::string(300'000, 'x'), all}) {
            replace_file(path, std::as_bytes(std::span(text)));
            CHECK(read_file(path) == text);
        }
        CHECK(here.size() == 1);
    }

    TEST_CASE("a replacement is seen when it is committed, and whole") {
        const temporary_directory here;
        const std::string path = here.write("a", "old");
        {
            replacement_file file(path);
            file.write("new ");
            file.write("text");
            CHECK(temporary_directory::read(path) == "old");
            file.commit();
        }
        CHECK(temporary_directory::read(path) == "new text");
        CHECK(here.size() == 1);
    }

    TEST_CASE("nothing is left of a replacement that is given up") {
        const temporary_directory here;
        const std::string path = here.path("a");
        {
            replacement_file file(path);
            file.write("text");
            CHECK(here.size() == 1);
        }
        CHECK(here.size() == 0);
    }

    TEST_CASE("two replacements of one file do not mix") {
        const temporary_directory here;
        const std::string path = here.path("a");
        replacement_file first(path);
        replacement_file second(path);
        first.write("first");
        second.write("second");
        second.commit();
        CHECK(temporary_directory::read(path) == "second");
        first.commit();
        CHECK(temporary_directory::read(path) == "first");
        CHECK(here.size() == 1);
    }

    TEST_CASE("what is no regular file is not replaced") {
        const temporary_directory here;
        CHECK(failure_of([&] { replacement_file file(here.path("")); }).file() == here.path(""));
        CHECK(failure_of([] { replacement_file file("/dev/null"); }).file() == "/dev/null");
        const auto nowhere = failure_of([&] { replacement_file file(here.path("no/a")); });
        CHECK(nowhere.cause() == boost::system::errc::no_such_file_or_directory);
    }

    TEST_CASE("a write that the system refuses is an error with its reason") {
        const temporary_directory here;
        const std::string path = here.path("a");
        rlimit usual{};
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &usual) == 0);
        rlimit small = usual;
        small.rlim_cur = 1000;
        const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
        std::string file_at_fault;
        boost::system::error_code cause;
        {
            replacement_file file(path);
            try {
                file.write(std::string(2000, 'x'));
            } catch (const coai::file_error& failed) {
                file_at_fault = failed.file();
                cause = failed.cause();
            }
        }
        ::setrlimit(RLIMIT_FSIZE, &usual);
        std::signal(SIGXFSZ, ignored);
        CHECK(file_at_fault == path);
        CHECK(cause == boost::system::errc::file_too_large);
        CHECK(here.size() == 0);
    }
}

} // namespace
