// Every type that a server's answer is read into: an object that held another answer before reads
// the next as a new one does, and what was read can be written and read again.

#include "fuzz/input.hpp"
#include "fuzz/written.hpp"

#include "api/chat_codec.hpp"
#include "api/embeddings_codec.hpp"
#include "api/file_wire.hpp"

#include <coai/coai.hpp>

#include <string>

namespace {

using namespace coai;

template <class T>
void read_as(std::string_view text, std::string_view before) {
    json::decoder decoder;
    T fresh{};
    if (decoder.decode(text, fresh)) {
        return;
    }
    const auto written = fuzz::written(fresh);
    if (!written) {
        return;
    }
    T used{};
    if (!decoder.decode(before, used)) {
        fuzz::require(!decoder.decode(text, used), "what can be read can be read again");
        fuzz::require(fuzz::written(used) == written, "nothing is left of an earlier answer");
    }
    T copy{};
    fuzz::require(!decoder.decode(*written, copy), "what was written can be read");
    fuzz::require(fuzz::written(copy) == written, "and is the same");
}

template <class Decode>
void read_by(Decode decode, std::string_view text) {
    try {
        decode(text);
    } catch (const json::decode_error&) { // the text is at fault
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input made(data, size);
    const std::size_t type = made.choice(9);
    // Two answers in one input.
    const std::string_view all = made.text();
    const std::size_t end = all.find('\n');
    const std::string_view text = all.substr(0, end);
    const std::string_view before = end == all.npos ? "{}" : all.substr(end + 1);
    switch (type) {
    case 0:
        read_as<chat::completion>(text, before);
        read_by([](std::string_view body) { return api::decode_completion(body); }, text);
        break;
    case 1:
        read_as<chat::chunk>(text, before);
        break;
    case 2:
        read_as<chat::message>(text, before);
        break;
    case 3:
        read_by([](std::string_view body) { return api::decode_embeddings(body); }, text);
        break;
    case 4:
        read_as<images::image_list>(text, before);
        break;
    case 5:
        read_as<models::model>(text, before);
        break;
    case 6:
        read_as<batches::batch>(text, before);
        break;
    case 7:
        read_as<chat::request>(text, before);
        break;
    default:
        json::decoder decoder;
        api::native_file native;
        if (!decoder.decode(text, native)) {
            api::to_file(std::move(native));
        }
        api::openai_file other;
        if (!decoder.decode(text, other)) {
            api::to_file(std::move(other));
        }
    }
    return 0;
}
