#include "testing/batch_store.hpp"

#include <algorithm>
#include <utility>

namespace coai::testing {

namespace {

template <class Batches>
auto find_in(Batches& batches, const std::string& id) {
    return std::find_if(batches.begin(), batches.end(),
                        [&](const stored_batch& batch) { return batch.id == id; });
}

} // namespace

void batch_store::add(stored_batch made) {
    const std::lock_guard lock(mutex_);
    batches_.push_back(std::move(made));
}

std::optional<stored_batch> batch_store::find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = find_in(batches_, id);
    return found == batches_.end() ? std::nullopt : std::optional(*found);
}

std::vector<stored_batch> batch_store::list() const {
    const std::lock_guard lock(mutex_);
    return batches_;
}

std::optional<stored_batch> batch_store::update(const std::string& id,
                                                const std::function<void(stored_batch&)>& change) {
    const std::lock_guard lock(mutex_);
    const auto found = find_in(batches_, id);
    if (found == batches_.end())
        return std::nullopt;
    stored_batch changed = *found;
    change(changed);
    *found = changed;
    return changed;
}

} // namespace coai::testing
