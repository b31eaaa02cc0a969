#include "api/thought_splitter.hpp"

#include <algorithm>
#include <utility>

namespace coai::api {

namespace {

constexpr std::string_view usual_words[] = {"thought", "think"};

std::string word_of(std::string_view marker) {
    if (marker.starts_with('<'))
        marker.remove_prefix(1);
    if (marker.ends_with('>'))
        marker.remove_suffix(1);
    return std::string(marker);
}

/// The size of the longest end of `text` that `tag` begins with, short of all of the tag.
std::size_t begun_tag(std::string_view text, std::string_view tag) {
    for (std::size_t size = std::min(text.size(), tag.size() - 1); size > 0; --size) {
        if (text.ends_with(tag.substr(0, size)))
            return size;
    }
    return 0;
}

} // namespace

thought_splitter::thought_splitter(thought_tags tags) : tags_(std::move(tags)) {
    tags_.word = word_of(tags_.word);
}

thought_splitter::pieces thought_splitter::next(std::string_view delta, bool flagged, bool last) {
    if (held_.empty())
        return delta.empty() ? pieces() : split_text(delta, flagged, last);
    if (delta.empty())
        return last ? release({}) : pieces();
    if (flagged == held_flagged_) {
        joined_ = std::exchange(held_, {});
        joined_ += delta;
        return split_text(joined_, flagged, last);
    }
    // The flag has changed, so what was held is not the beginning of a tag.
    const bool was_thought = is_thought(held_flagged_);
    const std::string before = std::exchange(held_, {});
    pieces found = split_text(delta, flagged, last);
    std::string_view& side = was_thought ? found.thought : found.answer;
    joined_ = before;
    joined_ += side;
    side = joined_;
    return found;
}

thought_splitter::pieces thought_splitter::split(std::string_view answer, bool flagged,
                                                 const thought_tags& tags) {
    pieces all;
    all.answer = answer;
    if (!flagged && !tags.expected)
        return all;
    thought_splitter splitter(tags);
    splitter.tags_.expected = true;
    return splitter.next(answer, false, true);
}

thought_splitter::pieces thought_splitter::split_text(std::string_view text, bool flagged,
                                                      bool last) {
    enter(flagged);
    bool opened = false;
    if (awaited_ != tag::none) {
        const match found = match_tag(text, awaited_);
        if (found.kind == match::partial && !last) {
            held_ = text;
            held_flagged_ = flagged;
            return {};
        }
        if (found.kind == match::whole) {
            text.remove_prefix(found.size);
            opened = awaited_ == tag::opening;
            if (opened)
                word_ = found.word;
            if (opened && !flagged)
                place_ = place::tagged_thought;
        }
        awaited_ = tag::none;
    }
    // A server that makes a stream of a whole answer flags all of it.
    if (place_ == place::tagged_thought || opened)
        return split_at_closing_tag(text, !flagged && !last);
    pieces found;
    (flagged ? found.thought : found.answer) = text;
    return found;
}

thought_splitter::pieces thought_splitter::split_at_closing_tag(std::string_view text,
                                                                bool may_hold) {
    const std::string closing = tag_text(tag::closing, word_);
    pieces found;
    const std::size_t end = text.find(closing);
    if (end != std::string_view::npos) {
        found.thought = text.substr(0, end);
        found.answer = text.substr(end + closing.size());
        place_ = place::answer;
        return found;
    }
    const std::size_t begun = may_hold ? begun_tag(text, closing) : 0;
    held_ = text.substr(text.size() - begun);
    held_flagged_ = false;
    found.thought = text.substr(0, text.size() - begun);
    return found;
}

thought_splitter::pieces thought_splitter::release(pieces later) {
    joined_ = std::exchange(held_, {});
    awaited_ = tag::none;
    (is_thought(held_flagged_) ? later.thought : later.answer) = joined_;
    return later;
}

void thought_splitter::enter(bool flagged) {
    if (flagged && place_ != place::flagged_thought) {
        awaited_ = place_ == place::tagged_thought ? tag::none : tag::opening;
        place_ = place::flagged_thought;
    } else if (!flagged && place_ == place::flagged_thought) {
        awaited_ = tag::closing;
        place_ = place::answer;
    } else if (place_ == place::start) {
        awaited_ = tags_.expected ? tag::opening : tag::none;
        place_ = place::answer;
    }
}

std::string thought_splitter::tag_text(tag which, std::size_t word) const {
    std::string text = which == tag::closing ? "</" : "<";
    text += tags_.word.empty() ? usual_words[word] : std::string_view(tags_.word);
    return text += '>';
}

thought_splitter::match thought_splitter::match_tag(std::string_view text, tag which) const {
    match found;
    const std::size_t words = tags_.word.empty() ? std::size(usual_words) : 1;
    for (std::size_t word = 0; word < words && found.kind != match::whole; ++word) {
        const std::string expected = tag_text(which, word);
        if (text.starts_with(expected)) {
            found.kind = match::whole;
            found.word = word;
            found.size = expected.size();
        } else if (std::string_view(expected).starts_with(text)) {
            found.kind = match::partial;
        }
    }
    return found;
}

} // namespace coai::api
