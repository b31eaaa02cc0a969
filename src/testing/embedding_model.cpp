#include "testing/embedding_model.hpp"

#include "http/ascii.hpp"
#include "testing/seeded_random.hpp"

#include <cmath>
#include <cstdint>
#include <string>

namespace coai::testing {

namespace {

/// How many elements of the vector a feature of the text takes part in.
constexpr int spread = 8;
constexpr std::size_t part_of_word = 3;

void add_feature(std::vector<double>& vector, std::uint64_t feature, double weight) {
    seeded_random random(feature);
    for (int i = 0; i < spread; ++i) {
        const double sign = random.below(2) == 0 ? -weight : weight;
        vector[random.below(vector.size())] += sign;
    }
}

/// Words of many texts say little about one.
double weight_of(std::string_view word) noexcept { return word.size() > part_of_word ? 1.0 : 0.2; }

void add_word(std::vector<double>& vector, const std::string& word) {
    const double weight = weight_of(word);
    add_feature(vector, text_hash(word), weight);
    const std::string framed = '^' + word + '$';
    for (std::size_t at = 0; at + part_of_word <= framed.size(); ++at) {
        const std::string_view part = std::string_view(framed).substr(at, part_of_word);
        add_feature(vector, text_hash(part, text_hash("part")), weight * 0.3);
    }
}

bool is_word_character(char c) noexcept {
    const char lower = http::ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
}

void add_words(std::vector<double>& vector, std::string_view text) {
    std::string word;
    for (const char c : text) {
        if (is_word_character(c)) {
            word += http::ascii_lower(c);
        } else if (!word.empty()) {
            add_word(vector, word);
            word.clear();
        }
    }
    if (!word.empty())
        add_word(vector, word);
}

} // namespace

std::size_t embedding_dimension(std::string_view model) noexcept {
    if (model == "text-embedding-004")
        return 768;
    if (model == "text-embedding-3-small" || model == "text-embedding-ada-002")
        return 1536;
    return 3072;
}

std::vector<double> embed(std::string_view text, std::size_t dimension) {
    std::vector<double> vector(dimension);
    // No two texts are quite the same, and none has no direction.
    add_feature(vector, text_hash(text, text_hash("text")), 0.1);
    vector[text_hash(text) % dimension] += 0.05;
    add_words(vector, text);
    double square = 0;
    for (const double element : vector)
        square += element * element;
    const double scale = 1 / std::sqrt(square);
    for (double& element : vector)
        element *= scale;
    return vector;
}

} // namespace coai::testing
