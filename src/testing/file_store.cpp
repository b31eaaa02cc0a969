#include "testing/file_store.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace coai::testing {

void file_store::add(stored_file file) { add(std::move(file), std::string_view()); }

void file_store::add(stored_file file, std::string_view bytes) {
    spooled_bytes spooled;
    spooled.append(bytes);
    add(std::move(file), std::move(spooled));
}

void file_store::add(stored_file file, spooled_bytes bytes) {
    const std::lock_guard lock(mutex_);
    file.size = bytes.size();
    const std::string id = file.id;
    files_.insert_or_assign(id, entry{std::move(file), std::move(bytes), ++last_number_});
}

bool file_store::append(const std::string& id, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(id);
    if (found == files_.end())
        return false;
    found->second.bytes.append(bytes);
    found->second.known.size = found->second.bytes.size();
    return true;
}

std::optional<stored_file> file_store::find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(id);
    return found == files_.end() ? std::nullopt : std::optional(found->second.known);
}

std::optional<stored_file> file_store::look_at(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(id);
    if (found == files_.end())
        return std::nullopt;
    stored_file seen = found->second.known;
    if (found->second.known.processing > 0)
        --found->second.known.processing;
    return seen;
}

std::vector<stored_file> file_store::list() const {
    const std::lock_guard lock(mutex_);
    std::vector<const entry*> entries;
    for (const auto& [id, file] : files_)
        entries.push_back(&file);
    std::sort(entries.begin(), entries.end(),
              [](const entry* a, const entry* b) { return a->number < b->number; });
    std::vector<stored_file> result;
    result.reserve(entries.size());
    for (const entry* file : entries)
        result.push_back(file->known);
    return result;
}

std::string file_store::read(const std::string& id, std::uint64_t offset, std::size_t count) const {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(id);
    return found == files_.end() ? std::string() : found->second.bytes.read(offset, count);
}

std::string file_store::read(const std::string& id) const {
    return read(id, 0, std::numeric_limits<std::size_t>::max());
}

byte_source file_store::content(const std::string& id) const {
    byte_source source;
    if (const auto file = find(id))
        source.size = file->size;
    source.read = [this, id](std::uint64_t offset, std::size_t count) {
        return read(id, offset, count);
    };
    return source;
}

bool file_store::erase(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return files_.erase(id) == 1;
}

std::uint64_t file_store::next_number() {
    const std::lock_guard lock(mutex_);
    return ++last_number_;
}

} // namespace coai::testing
