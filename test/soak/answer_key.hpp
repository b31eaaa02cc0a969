#pragma once

#include "testing/dialect.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace coai::soak {

/// The questions of a run, and what the server must say to them: computed by the emulator's own
/// functions, and not learned through the client.
class answer_key {
public:
    static constexpr const char* chat_model = "gemini-2.5-flash";
    static constexpr std::size_t dimension = 48;

    explicit answer_key(std::size_t questions);

    std::size_t size() const noexcept { return entries_.size(); }
    const std::string& question(std::size_t index) const { return entries_[index].question; }
    const std::string& answer(std::size_t index, testing::dialect shape) const;
    /// Of the question's text.
    const std::vector<float>& vector(std::size_t index) const { return entries_[index].vector; }
    /// The ids in a list of models.
    const std::vector<std::string>& models(testing::dialect shape) const;

    static const char* embedding_model(testing::dialect shape);

private:
    struct entry {
        std::string question;
        std::string of_gemini;
        std::string of_openai;
        std::vector<float> vector;
    };

    std::vector<entry> entries_;
    std::vector<std::string> gemini_models_;
    std::vector<std::string> openai_models_;
};

} // namespace coai::soak
