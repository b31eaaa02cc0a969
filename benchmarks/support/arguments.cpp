#include "support/arguments.hpp"

#include <stdexcept>

namespace bench {

arguments::arguments(int argc, char** argv) {
    for (int i = 1; i < argc; i += 2) {
        const std::string name = argv[i];
        if (name.size() < 3 || name.compare(0, 2, "--") != 0 || i + 1 == argc)
            throw std::invalid_argument("expected --name value, not " + name);
        given_[name.substr(2)].value = argv[i + 1];
    }
}

const std::string* arguments::find(const std::string& name) {
    const auto found = given_.find(name);
    if (found == given_.end())
        return nullptr;
    found->second.used = true;
    return &found->second.value;
}

std::string arguments::text(const std::string& name) {
    if (const std::string* value = find(name))
        return *value;
    throw std::invalid_argument("--" + name + " is missing");
}

std::string arguments::text(const std::string& name, const std::string& otherwise) {
    const std::string* value = find(name);
    return value ? *value : otherwise;
}

std::size_t arguments::number(const std::string& name, std::size_t otherwise) {
    const std::string* value = find(name);
    return value ? std::stoull(*value) : otherwise;
}

bool arguments::flag(const std::string& name) { return text(name, "no") == "yes"; }

void arguments::check() const {
    for (const auto& [name, given] : given_) {
        if (!given.used)
            throw std::invalid_argument("--" + name + " means nothing here");
    }
}

} // namespace bench
