#include <coai/files.hpp>

#include "api/service.hpp"

#include <utility>

namespace coai::files {

resource::resource(std::shared_ptr<api::service> service) noexcept : service_(std::move(service)) {}

} // namespace coai::files
