#include "soak/answer_key.hpp"

#include "testing/chat_answer.hpp"
#include "testing/chat_call.hpp"
#include "testing/embedding_model.hpp"

#include <coai/testing/emulator_options.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace coai::soak {

using testing::dialect;

namespace {

/// Short ones and some of several kilobytes, no two the same.
std::string make_question(std::size_t index) {
    std::string text = "Explain to me how experiment " + std::to_string(index) + " works.";
    for (std::size_t i = 0; i < index % 8 * (index % 8); ++i)
        text += " Mind step " + std::to_string(i) + " of procedure " + std::to_string(index) +
                ", which surprised the observers in Zürich.";
    return text;
}

std::string answer_of(const std::string& question, dialect shape,
                      const testing::emulator_options& emulation) {
    boost::json::object message;
    message["role"] = "user";
    message["content"] = question;
    boost::json::object body;
    body["model"] = answer_key::chat_model;
    body["messages"] = boost::json::array{message};
    const testing::chat_call call =
        testing::read_chat_call(boost::json::serialize(body), shape, emulation);
    return testing::answer_chat(call, shape, emulation).choices.front().text;
}

} // namespace

answer_key::answer_key(std::size_t questions) {
    const testing::emulator_options emulation;
    for (std::size_t i = 0; i < questions; ++i) {
        entry& added = entries_.emplace_back();
        added.question = make_question(i);
        added.of_gemini = answer_of(added.question, dialect::gemini, emulation);
        added.of_openai = answer_of(added.question, dialect::openai, emulation);
        for (const double element : testing::embed(added.question, dimension))
            added.vector.push_back(static_cast<float>(element));
    }
    for (const std::string& model : emulation.models) {
        gemini_models_.push_back("models/" + model);
        openai_models_.push_back(model);
    }
}

const std::string& answer_key::answer(std::size_t index, dialect shape) const {
    const entry& asked = entries_[index];
    return shape == dialect::gemini ? asked.of_gemini : asked.of_openai;
}

const std::vector<std::string>& answer_key::models(dialect shape) const {
    return shape == dialect::gemini ? gemini_models_ : openai_models_;
}

const char* answer_key::embedding_model(dialect shape) {
    return shape == dialect::gemini ? "gemini-embedding-001" : "text-embedding-3-small";
}

} // namespace coai::soak
