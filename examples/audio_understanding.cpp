// What is in a recording: in the file that is named on the command line, or in a tone of our own.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cmath>
#include <cstdint>
#include <iostream>
#include <numbers>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace asio = boost::asio;

namespace {

constexpr std::uint32_t samples_per_second = 8000;

void append_number(std::string& file, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i, value >>= 8U) {
        file += static_cast<char>(value & 0xFFU);
    }
}

/// A WAV file of a tone of 440 Hz, one channel of 16 bits a sample.
std::string make_tone(double seconds) {
    constexpr std::uint32_t sample_size = 2;
    const auto samples = static_cast<std::uint32_t>(seconds * samples_per_second);
    std::string file = "RIFF";
    append_number(file, 36 + samples * sample_size, 4);
    file += "WAVEfmt ";
    append_number(file, 16, 4);
    append_number(file, 1, 2); // PCM
    append_number(file, 1, 2); // channels
    append_number(file, samples_per_second, 4);
    append_number(file, samples_per_second * sample_size, 4);
    append_number(file, sample_size, 2);
    append_number(file, 8 * sample_size, 2);
    file += "data";
    append_number(file, samples * sample_size, 4);
    for (std::uint32_t i = 0; i < samples; ++i) {
        const double turns = 440.0 * i / samples_per_second;
        const auto sample =
            static_cast<std::int16_t>(8000 * std::sin(2 * std::numbers::pi * turns));
        append_number(file, static_cast<std::uint16_t>(sample), sample_size);
    }
    return file;
}

asio::awaitable<void> listen(coai::client& client, std::string model, coai::chat::content recording,
                             std::string expected) {
    auto question = std::move(recording).text("Transcribe this, or say what it is.");
    const auto request = coai::chat::request(std::move(model)).user(std::move(question));
    const auto answer = co_await client.chat.completions.create(request);
    std::cout << answer.text() << '\n';
    if (answer.text().find(expected) == std::string_view::npos) {
        throw std::runtime_error("the answer does not say \"" + expected + '"');
    }
}

} // namespace

int main(int argc, char** argv) try {
    const example::upstream upstream;
    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());

    // The library tells WAV from MP3, and encodes it.
    coai::chat::content recording;
    if (argc > 1) {
        recording.audio_file(argv[1]);
    } else {
        recording.audio(make_tone(1.5));
    }
    // The emulator does not know what it hears, but it listens.
    const std::string expected = argc == 1 && upstream.is_emulated() ? "1.5 seconds" : "";
    const std::string model = upstream.model_of(upstream.model(), "gpt-4o-audio-preview");
    asio::co_spawn(io, listen(client, model, recording, expected), example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
