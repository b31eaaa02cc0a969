#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coai::api {

/// How the answers to a request mark the thoughts in their text.
struct thought_tags {
    /// Thoughts were asked for, so a tag at the start of an answer marks them even where the server
    /// does not flag them.
    bool expected = false;
    /// The word in the tags; where empty, both "thought" and "think" are.
    std::string word;
};

/// Tells the thoughts in the text of one answer from the answer itself.
///
/// Gemini writes `<thought>…</thought>` in front of the answer. In a stream it flags the deltas
/// that are thought, all of each, and the delta after them begins with the closing tag; Vertex AI
/// flags without tags; others write tags and flag nothing. So a tag counts where the text begins
/// and where the flag changes, and anywhere else it is text like any other.
class thought_splitter {
public:
    explicit thought_splitter(thought_tags tags = thought_tags());

    /// Views of what was passed, or of memory of the splitter's that the next call uses again.
    struct pieces {
        std::string_view thought;
        std::string_view answer;
    };

    /// Splits the next delta. What may be the beginning of a tag is kept until the deltas after it,
    /// or `last`, tell what it is.
    pieces next(std::string_view delta, bool flagged, bool last);

    /// Splits an answer that came whole. `flagged` tells only that there are thoughts in it.
    static pieces split(std::string_view answer, bool flagged, const thought_tags& tags);

private:
    enum class place { start, flagged_thought, tagged_thought, answer };
    enum class tag { none, opening, closing };

    struct match {
        enum { none, partial, whole } kind = none;
        std::size_t word = 0;
        std::size_t size = 0;
    };

    pieces split_text(std::string_view text, bool flagged, bool last);
    pieces split_at_closing_tag(std::string_view text, bool may_hold);
    pieces release(pieces later);
    void enter(bool flagged);
    bool is_thought(bool flagged) const { return flagged || place_ == place::tagged_thought; }
    std::string tag_text(tag which, std::size_t word) const;
    match match_tag(std::string_view text, tag which) const;

    thought_tags tags_;
    place place_ = place::start;
    // The tag that the text may go on with here.
    tag awaited_ = tag::none;
    // The word of the last opening tag.
    std::size_t word_ = 0;
    // What may be the beginning of a tag, and whether it was flagged.
    std::string held_;
    bool held_flagged_ = false;
    std::string joined_;
};

} // namespace coai::api
