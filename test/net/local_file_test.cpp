#include "net/local_file.hpp"

#include <coai/error.hpp>

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

using namespace coai::net;
namespace fs = std::filesystem;

struct directory {
    directory() {
        std::string name = (fs::temp_directory_path() / "coai-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    directory(const directory&) = delete;
    directory& operator=(const directory&) = delete;
    ~directory() { fs::remove_all(path); }

    std::string write(const char* name, const std::string& text) const {
        std::ofstream(path / name) << text;
        return (path / name).string();
    }
    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }

    fs::path path;
};

std::string content_of(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

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
        const directory here;
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
        const directory here;
        const std::string missing = (here.path / "missing").string();
        const auto failed = failure_of([&] { input_file file(missing); });
        CHECK(failed.kind() == coai::errc::file_failed);
        CHECK(failed.file() == missing);
        CHECK(failed.cause() == boost::system::errc::no_such_file_or_directory);
        const auto no_file = failure_of([&] { input_file file(here.path.string()); });
        CHECK(no_file.file() == here.path.string());
    }

    TEST_CASE("a replacement is seen when it is committed, and whole") {
        const directory here;
        const std::string path = here.write("a", "old");
        {
            replacement_file file(path);
            file.write("new ");
            file.write("text");
            CHECK(content_of(path) == "old");
            file.commit();
        }
        CHECK(content_of(path) == "new text");
        CHECK(here.entries() == 1);
    }

    TEST_CASE("nothing is left of a replacement that is given up") {
        const directory here;
        const std::string path = (here.path / "a").string();
        {
            replacement_file file(path);
            file.write("text");
            CHECK(here.entries() == 1);
        }
        CHECK(here.entries() == 0);
    }

    TEST_CASE("two replacements of one file do not mix") {
        const directory here;
        const std::string path = (here.path / "a").string();
        replacement_file first(path);
        replacement_file second(path);
        first.write("first");
        second.write("second");
        second.commit();
        CHECK(content_of(path) == "second");
        first.commit();
        CHECK(content_of(path) == "first");
        CHECK(here.entries() == 1);
    }

    TEST_CASE("what is no regular file is not replaced") {
        const directory here;
        CHECK(failure_of([&] { replacement_file file(here.path.string()); }).file() ==
              here.path.string());
        CHECK(failure_of([] { replacement_file file("/dev/null"); }).file() == "/dev/null");
        const auto nowhere =
            failure_of([&] { replacement_file file((here.path / "no" / "a").string()); });
        CHECK(nowhere.cause() == boost::system::errc::no_such_file_or_directory);
    }

    TEST_CASE("a write that the system refuses is an error with its reason") {
        const directory here;
        const std::string path = (here.path / "a").string();
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
        CHECK(here.entries() == 0);
    }
}

} // namespace
