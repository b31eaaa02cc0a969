#include "api/embeddings_codec.hpp"
#include "api/recordings.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <string>

namespace {

using namespace coai;

double length_of(std::span<const float> vector) {
    double sum = 0;
    for (const float element : vector)
        sum += static_cast<double>(element) * static_cast<double>(element);
    return std::sqrt(sum);
}

/// The decoded vectors are those that Boost.JSON reads.
void check_values(const std::string& body, const embeddings::embedding_list& list) {
    const auto value = recordings::parse(body);
    const auto& data = value.at("data").as_array();
    REQUIRE(list.size() == data.size());
    for (std::size_t index = 0; index < data.size(); ++index) {
        const auto& vector = data[index].at("embedding").as_array();
        REQUIRE(list.dimension == vector.size());
        for (std::size_t at = 0; at < vector.size(); ++at)
            REQUIRE(list[index][at] == static_cast<float>(vector[at].to_number<double>()));
    }
}

} // namespace

TEST_SUITE("recorded embeddings") {
    TEST_CASE("OpenAI's lists of floats") {
        for (const char* file :
             {"openai/embeddings-float.json", "openai/embeddings-two-inputs.json"}) {
            const auto body = recordings::read(file);
            const auto list = api::decode_embeddings(body);
            check_values(body, list);
            CHECK(list.dimension == 1536);
            CHECK(length_of(list[0]) == doctest::Approx(1.0).epsilon(1e-4));
            CHECK(list.usage->prompt_tokens > 0);
            CHECK(list.vector_extra.empty());
        }
    }

    TEST_CASE("OpenAI's base64") {
        const auto list = api::decode_embeddings(recordings::read("openai/embeddings-base64.json"));
        CHECK(list.size() == 1);
        CHECK(list.dimension == 1536);
        CHECK(length_of(list[0]) == doctest::Approx(1.0).epsilon(1e-4));
        CHECK(list.model == "text-embedding-ada-002-v2");
    }

    TEST_CASE("Gemini's, without index and usage") {
        const auto body =
            recordings::read("transcribed/gemini-openai/embeddings-vector-shortened.json");
        const auto list = api::decode_embeddings(body);
        check_values(body, list);
        CHECK(list.size() == 1);
        CHECK_FALSE(list.usage.has_value());
    }
}
