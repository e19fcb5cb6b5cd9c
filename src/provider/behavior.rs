//! The marks of AIP-203 in a description's first words, and older ones anywhere in it, which tell how a field behaves.
//!
//! In: a description, "Output only. The time when the session was created." Out: the marks, and the rest of
//! the description.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use memchr::memchr_iter;
use memchr::memmem::Finder;

/// A field's behavior. The rules are those of <https://google.aip.dev/203>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Behavior {
    /// The field names the thing.
    Identifier,
    /// A request must have the field.
    Required,
    /// A request may leave the field out.
    Optional,
    /// The server sets the field; a request leaves it out.
    OutputOnly,
    /// A request sends the field; no response has it.
    InputOnly,
    /// The field is set once, and not changed after.
    Immutable,
    /// The API advises against the field.
    Deprecated,
}

/// Marks as in descriptions, in lower case.
const MARKS: [(&str, Behavior); 25] = [
    ("identifier.", Behavior::Identifier),
    ("required.", Behavior::Required),
    ("required:", Behavior::Required),
    ("optional.", Behavior::Optional),
    ("optional:", Behavior::Optional),
    ("output only.", Behavior::OutputOnly),
    ("output only:", Behavior::OutputOnly),
    ("[output only]", Behavior::OutputOnly),
    ("output-only.", Behavior::OutputOnly),
    ("output-only:", Behavior::OutputOnly),
    ("[output-only]", Behavior::OutputOnly),
    ("read-only.", Behavior::OutputOnly),
    ("read only.", Behavior::OutputOnly),
    ("read-only:", Behavior::OutputOnly),
    ("[read-only]", Behavior::OutputOnly),
    ("[read only]", Behavior::OutputOnly),
    ("(read-only)", Behavior::OutputOnly),
    ("@outputonly", Behavior::OutputOnly),
    ("@inputonly", Behavior::InputOnly),
    ("input only.", Behavior::InputOnly),
    ("[input only]", Behavior::InputOnly),
    ("immutable.", Behavior::Immutable),
    ("deprecated.", Behavior::Deprecated),
    ("deprecated:", Behavior::Deprecated),
    ("[deprecated]", Behavior::Deprecated),
];

/// Marks in one word, which documents of before AIP-203 have at any place.
const AT_WORDS: [(&str, Behavior); 2] =
    [("@OutputOnly", Behavior::OutputOnly), ("@InputOnly", Behavior::InputOnly)];

impl Behavior {
    /// `output only`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Required => "required",
            Self::Optional => "optional",
            Self::OutputOnly => "output only",
            Self::InputOnly => "input only",
            Self::Immutable => "immutable",
            Self::Deprecated => "deprecated",
        }
    }

    /// Whether `description` begins with the mark or the word that advises against the thing. Google's
    /// documents say it of most methods and parameters so, without `deprecated: true`.
    #[must_use]
    pub fn deprecates(description: &str) -> bool {
        Self::split(description).0.contains(&Self::Deprecated)
    }

    /// The marks of `description`, and the text after those that it begins with.
    #[must_use]
    pub fn split(description: &str) -> (BTreeSet<Self>, &str) {
        let mut found = BTreeSet::new();
        let mut rest = description.trim_start();
        while let Some((behavior, after)) = MARKS.iter().find_map(|(mark, behavior)| {
            let start = rest.get(..mark.len())?;
            start.eq_ignore_ascii_case(mark).then_some(())?;
            Some((*behavior, rest.get(mark.len()..)?.trim_start()))
        }) {
            found.insert(behavior);
            rest = after;
        }
        if is_deprecation(rest) {
            found.insert(Self::Deprecated);
        }
        found.extend(later(rest));
        let word = AT_WORDS.iter().find_map(|(word, _)| rest.strip_suffix(word));
        (found, word.map_or(rest, str::trim_end))
    }
}

/// Searches the word that ends both marks in words that documents of before AIP-203 have at any place. It is made once,
/// since making it takes longer than most descriptions do to be searched.
static ONLY: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("only"));

/// The marks behind the first words of `text`.
fn later(text: &str) -> impl Iterator<Item = Behavior> {
    let in_words = ONLY.find_iter(text.as_bytes()).any(|at| is_sentence(text, at));
    let after_at = memchr_iter(b'@', text.as_bytes()).filter_map(|at| named_at(text, at));
    in_words.then_some(Behavior::OutputOnly).into_iter().chain(after_at)
}

/// Whether the "only" of `text` at `at` ends a mark that means the field: "The id. Read-only.", "This field is read-only.",
/// "(Output only)", and not "Whether the disk is read-only.".
fn is_sentence(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at + ONLY.needle().len()..)) else {
        return false;
    };
    let Some(before) = ["ead-", "utput "].iter().find_map(|mark| before.strip_suffix(mark)) else {
        return false;
    };
    let ends = |with: &[&str]| with.iter().any(|end| before.ends_with(end));
    let begins_sentence =
        ends(&[". R", ".\nR", "\nR", ". O", ".\nO", "\nO", "This field is r", "this field is r"]);
    begins_sentence && after.starts_with('.') || ends(&["(R", "(r", "(O", "(o"]) && after.starts_with(')')
}

/// The mark of `text` that begins with the `@` at `at`.
fn named_at(text: &str, at: usize) -> Option<Behavior> {
    let rest = text.get(at..)?;
    let named = AT_WORDS.iter().find_map(|(word, behavior)| Some((rest.strip_prefix(word)?, *behavior)));
    named.filter(|(after, _)| !after.starts_with(char::is_alphanumeric)).map(|(_, behavior)| behavior)
}

/// Whether a text begins with the word, with or without marks around it: "**DEPRECATED** Use …", "Deprecated
/// in favor of …". The word stays in the text, since the sentence goes on from it.
fn is_deprecation(text: &str) -> bool {
    const WORD: &str = "deprecated";
    let text = text.trim_start_matches(['*', '_', '[', '(', ' ']);
    let (Some(word), Some(rest)) = (text.get(..WORD.len()), text.get(WORD.len()..)) else { return false };
    word.eq_ignore_ascii_case(WORD) && !rest.starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_first_and_may_be_several() {
        for (text, marks, rest) in [
            ("Output only. The time.", vec![Behavior::OutputOnly], "The time."),
            ("Required. Immutable. The id.", vec![Behavior::Required, Behavior::Immutable], "The id."),
            ("[Output Only] The id.", vec![Behavior::OutputOnly], "The id."),
            ("The id. Required.", vec![], "The id. Required."),
            ("[Output-only] The id.", vec![Behavior::OutputOnly], "The id."),
            ("**DEPRECATED** _Instead_", vec![Behavior::Deprecated], "**DEPRECATED** _Instead_"),
            ("Deprecated in favor of x", vec![Behavior::Deprecated], "Deprecated in favor of x"),
            ("Deprecatedly", vec![], "Deprecatedly"),
            ("Ünused", vec![], "Ünused"),
            ("Read-only. The id.", vec![Behavior::OutputOnly], "The id."),
            ("@OutputOnly The id.", vec![Behavior::OutputOnly], "The id."),
            ("The id. Read-only.", vec![Behavior::OutputOnly], "The id. Read-only."),
            ("The id.\nOutput only. More.", vec![Behavior::OutputOnly], "The id.\nOutput only. More."),
            ("The id (Read-only)", vec![Behavior::OutputOnly], "The id (Read-only)"),
            (
                "The id. This field is read-only.",
                vec![Behavior::OutputOnly],
                "The id. This field is read-only.",
            ),
            ("The id.@OutputOnly", vec![Behavior::OutputOnly], "The id."),
            ("The key.\n\n@InputOnly", vec![Behavior::InputOnly], "The key."),
            ("Whether the disk is read-only.", vec![], "Whether the disk is read-only."),
            ("A disk. Read-only disks are cheap.", vec![], "A disk. Read-only disks are cheap."),
            ("The scope @OutputOnlyish", vec![], "The scope @OutputOnlyish"),
            ("", vec![], ""),
        ] {
            assert_eq!(Behavior::split(text), (marks.into_iter().collect(), rest), "{text}");
        }
    }
}
