#include <coai/secret.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

namespace {

using coai::secret;

const std::string short_key = "sk-short";
const std::string long_key = "sk-a-key-that-no-string-holds-inside-of-itself";

// Where a secret lives, to be searched for what its destructor or a move left behind.
class storage {
public:
    template <typename... Arguments>
    secret& make(Arguments&&... arguments) {
        return *new (bytes_.data()) secret(std::forward<Arguments>(arguments)...);
    }

    bool contains(const std::string& text) const {
        const auto* const begin = reinterpret_cast<const char*>(bytes_.data());
        const auto* const end = begin + bytes_.size();
        return std::search(begin, end, text.begin(), text.end()) != end;
    }

private:
    alignas(secret) std::array<std::byte, sizeof(secret)> bytes_{};
};

TEST_SUITE("secret") {
    TEST_CASE("a secret holds its text and reveals it") {
        CHECK(secret().empty());
        CHECK(secret("").empty());
        CHECK(secret(short_key).reveal() == short_key);
        CHECK(secret(long_key).reveal() == long_key);
        CHECK(secret(std::string_view("a\0b", 3)).reveal().size() == 3);
        CHECK_FALSE(secret("x").empty());
    }

    TEST_CASE("copies are independent") {
        for (const auto& key : {short_key, long_key}) {
            secret original(key);
            secret copy = original;
            original = secret("other");
            CHECK(copy.reveal() == key);
            copy = original;
            CHECK(copy.reveal() == "other");
        }
    }

    TEST_CASE("moves empty their source") {
        for (const auto& key : {short_key, long_key}) {
            secret source(key);
            secret target(std::move(source));
            CHECK(target.reveal() == key);
            CHECK(source.empty()); // NOLINT(bugprone-use-after-move)
            source = std::move(target);
            CHECK(source.reveal() == key);
            CHECK(target.empty()); // NOLINT(bugprone-use-after-move)
        }
    }

    TEST_CASE("assigning a secret to itself keeps it") {
        for (const auto& key : {short_key, long_key}) {
            secret s(key);
            auto& same = s;
            s = same;
            CHECK(s.reveal() == key);
            s = std::move(same);
            CHECK(s.reveal() == key);
        }
    }

    TEST_CASE("destruction leaves nothing of a short text") {
        storage place;
        auto& s = place.make(short_key);
        REQUIRE(place.contains(short_key));
        std::destroy_at(&s);
        CHECK_FALSE(place.contains(short_key.substr(0, 4)));
    }

    TEST_CASE("a moved-from short text leaves nothing") {
        storage place;
        auto& source = place.make(short_key);
        const secret constructed(std::move(source));
        CHECK_FALSE(place.contains(short_key.substr(1)));
        source = secret(short_key);
        secret assigned;
        assigned = std::move(source);
        CHECK_FALSE(place.contains(short_key.substr(1)));
        std::destroy_at(&source);
    }

    TEST_CASE("a short text that a long one replaces leaves nothing") {
        storage place;
        const std::string fifteen = "0123456789abcde";
        auto& s = place.make(fifteen);
        s = secret(long_key);
        CHECK_FALSE(place.contains("9abcde"));
        std::destroy_at(&s);
    }

    TEST_CASE("a long text that a short one replaces is cleansed where its buffer is kept") {
        secret s(long_key);
        const char* const buffer = s.reveal().data();
        s = secret("x");
        if (s.reveal().data() == buffer) {
            const std::string rest(buffer + 1, long_key.size() - 1);
            CHECK(rest == std::string(long_key.size() - 1, '\0'));
        }
    }

    TEST_CASE("moves do not throw") {
        CHECK(std::is_nothrow_move_constructible_v<secret>);
        CHECK(std::is_nothrow_move_assignable_v<secret>);
        CHECK_FALSE(std::is_convertible_v<secret, std::string>);
    }
}

} // namespace
