#pragma once

#include <coai/options.hpp>
#include <coai/testing/emulator.hpp>

#include <optional>
#include <string>

namespace example {

/// Whom an example talks to: the service whose key is in the environment, or else an emulator
/// inside this program, over TLS on the loopback interface.
class upstream {
public:
    /// @param emulation How the emulator behaves, if there is one.
    explicit upstream(const coai::testing::emulator_options& emulation = {});

    const coai::client_options& client_options() const noexcept { return options_; }
    /// A model that it has; of a service, COAI_MODEL where that is set.
    const std::string& model() const noexcept { return model_; }
    /// Of two models that do the same, the one that it has: Gemini and the emulator have the first,
    /// other services the second.
    std::string model_of(const std::string& gemini, const std::string& openai) const;
    bool is_gemini() const noexcept;
    bool is_emulated() const noexcept { return emulator_.has_value(); }
    /// The base URL, and whether it is the emulator's.
    std::string description() const;

private:
    std::optional<coai::testing::emulator> emulator_;
    coai::client_options options_;
    std::string model_;
};

} // namespace example
