#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace bench {

/// The command line of a benchmark: pairs of `--name` and value. A name that is never asked for is
/// a mistake of the caller's, and reported by check().
class arguments {
public:
    arguments(int argc, char** argv);

    /// @throws std::invalid_argument where it is not given.
    std::string text(const std::string& name);
    std::string text(const std::string& name, const std::string& otherwise);
    std::size_t number(const std::string& name, std::size_t otherwise);
    /// Whether it is given as `yes`.
    bool flag(const std::string& name);

    /// @throws std::invalid_argument about an argument that nobody has asked for.
    void check() const;

private:
    const std::string* find(const std::string& name);

    struct argument {
        std::string value;
        bool used = false;
    };
    std::map<std::string, argument> given_;
};

} // namespace bench
