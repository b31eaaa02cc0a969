#include "api/random_share.hpp"

#include <memory>
#include <random>

namespace coai::api {

double random_share() {
    return std::uniform_real_distribution<double>(0.0,
                                                  1.0)(*std::make_unique<std::random_device>());
}

} // namespace coai::api
