//! From pieces to Markdown that reads back as the same pieces, in MDX too.

use std::fmt::Write as _;

use super::text::entities;
use crate::docs::prose::model::{MarkdownPlace, Piece};
use crate::text::one_line;

/// Characters that emphasis is made of.
const EMPHASIS: [char; 3] = ['*', '_', '~'];

/// Writes pieces as one line.
pub(super) fn pieces(pieces: &[Piece], place: MarkdownPlace) -> String {
    let paired = match place {
        MarkdownPlace::Part => EMPHASIS.iter().collect(),
        MarkdownPlace::Cell | MarkdownPlace::Block => paired(pieces),
    };
    let mut writer = Writer { out: String::new(), place, in_link: false, paired };
    let mut links: Vec<&str> = Vec::new();
    let mut marks: Vec<&str> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => {
                let before = if index == 0 { None } else { Some('.') };
                let after = pieces.get(index + 1);
                writer.text(text, before, after);
            }
            Piece::Code(code) => writer.code(code),
            Piece::Mark(mark) if place == MarkdownPlace::Part => {
                // Emphasis in HTML can't make a pair with a mark in another text.
                let name = if mark.len() > 1 { "strong" } else { "em" };
                let is_end = marks.last() == Some(mark);
                if is_end {
                    marks.pop();
                } else {
                    marks.push(mark);
                }
                let _ = write!(writer.out, "<{}{name}>", if is_end { "/" } else { "" });
            }
            Piece::Mark(mark) => writer.out.push_str(mark),
            Piece::Link(target) => {
                links.push(target);
                writer.in_link = true;
                writer.out.push('[');
            }
            Piece::LinkEnd => {
                let target = links.pop().unwrap_or_default();
                writer.in_link = !links.is_empty();
                let _ = write!(writer.out, "]({})", address(target));
            }
        }
    }
    writer.out.trim().to_string()
}

/// The characters of emphasis that occur in more than one place: a single one can't make emphasis.
fn paired(pieces: &[Piece]) -> String {
    let places = |c: char| -> usize {
        let of = |piece: &Piece| match piece {
            Piece::Text(text) => {
                text.split(c).filter(|part| !part.is_empty()).count().max(1) - 1
                    + usize::from(text.starts_with(c))
                    + usize::from(text.ends_with(c))
            }
            Piece::Mark(mark) => usize::from(mark.starts_with(c)),
            _ => 0,
        };
        pieces.iter().map(of).sum()
    };
    EMPHASIS.into_iter().filter(|c| places(*c) > 1).collect()
}

/// `text` as a link's words, for a cell, without any markup.
pub(in crate::docs) fn label(text: &str) -> String {
    let text = Piece::Text(one_line(text));
    let written = pieces(&[Piece::Link(String::new()), text, Piece::LinkEnd], MarkdownPlace::Part);
    written.strip_prefix('[').and_then(|text| text.strip_suffix("]()")).unwrap_or_default().to_string()
}

/// A link to an address that is known to be one of the web.
pub(in crate::docs) fn link(text: &str, address: &str) -> String {
    format!("[{}]({})", label(text), self::address(address))
}

/// The address for a link's target, without character references.
fn address(target: &str) -> String {
    target.replace('&', "&amp;")
}

/// A line that starts no block: no heading, list, rule, ESM line, directive or definition.
pub(super) fn guarded(line: &str) -> String {
    let Some(first) = line.chars().next() else { return String::new() };
    let word = line.split([' ', '\t']).next().unwrap_or_default();
    let ordered = word
        .strip_suffix(['.', ')'])
        .is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()));
    if ordered {
        let (number, mark) = word.split_at(word.len() - 1);
        return format!("{number}\\{mark}{}", line.get(word.len()..).unwrap_or_default());
    }
    let is_block = matches!(first, '#' | '-' | '+' | '=' | '~' | ':')
        || (matches!(first, '*' | '_') && word.chars().all(|c| c == first))
        // `[name]: target` would define a link, and be hidden; `[x]` would be an item's box.
        || (first == '[' && (line.contains("]:") || matches!(word, "[x]" | "[X]" | "[")));
    if is_block || word == "import" || word == "export" {
        return format!("&#{};{}", u32::from(first), line.get(first.len_utf8()..).unwrap_or_default());
    }
    line.to_string()
}

struct Writer {
    out: String,
    place: MarkdownPlace,
    in_link: bool,
    /// Characters of emphasis that occur in more than one place.
    paired: String,
}

impl Writer {
    /// Writes text between `before` (none at the start) and the piece after it.
    fn text(&mut self, text: &str, before: Option<char>, after: Option<&Piece>) {
        let mut previous = before;
        let mut rest = text;
        loop {
            // Characters without a meaning are copied many at once.
            let (plain, special) = rest.split_at(rest.find(is_special).unwrap_or(rest.len()));
            self.out.push_str(plain);
            previous = plain.chars().next_back().or(previous);
            rest = special;
            let Some(c) = rest.chars().next() else { break };
            let run = match c {
                '*' | '_' | '~' => rest.len() - rest.trim_start_matches(c).len(),
                c => c.len_utf8(),
            };
            let following = rest.get(run..).unwrap_or_default();
            let next = following.chars().next().or(after.map(|_| '.'));
            match c {
                '*' | '_' | '~' => self.run(c, run, previous, next),
                '{' => self.out.push_str("&#123;"),
                '}' => self.out.push_str("&#125;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '`' => self.out.push_str("&#96;"),
                '|' if self.place != MarkdownPlace::Block => self.out.push_str("\\|"),
                '&' if is_reference(following) => self.out.push_str("&amp;"),
                '[' if self.in_link => self.out.push_str("&#91;"),
                ']' if self.in_link || following.starts_with('(') => self.out.push_str("&#93;"),
                '!' if following.starts_with('[')
                    || (following.is_empty() && matches!(after, Some(Piece::Link(_)))) =>
                {
                    self.out.push_str("&#33;");
                }
                ':' if is_directive(following) => self.out.push_str("&#58;"),
                // Before punctuation, the backslash would be an escape.
                '\\' if next.is_none_or(|next| next.is_ascii_punctuation()) => self.out.push_str("&#92;"),
                c => self.out.push(c),
            }
            previous = Some(c);
            rest = following;
        }
    }

    /// Writes a run of a character of emphasis: between spaces it makes no emphasis, and neither do
    /// underscores within a word.
    fn run(&mut self, c: char, count: usize, before: Option<char>, next: Option<char>) {
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_inner = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_text = !self.paired.contains(c)
            || (is_space(before) && is_space(next))
            || (c == '_' && is_inner(before) && is_inner(next));
        for _ in 0..count {
            if !is_text {
                self.out.push('\\');
            }
            self.out.push(c);
        }
    }

    /// Writes code: between back-ticks if nothing else can read them, as HTML otherwise.
    ///
    /// A bare address that becomes a link goes on to the next space, back-ticks and all; the code would be
    /// markup then.
    fn code(&mut self, code: &str) {
        let word = self.out.rsplit(char::is_whitespace).next().unwrap_or_default();
        let lower = word.to_ascii_lowercase();
        let is_free = !word.ends_with(['`', '\\'])
            && !["://", "www.", "@", "mailto:", "xmpp:"].iter().any(|start| lower.contains(start));
        let holds = code.contains('`')
            || (self.place != MarkdownPlace::Block && code.contains('|'))
            || code.trim() != code;
        if is_free && !holds && !code.is_empty() {
            let _ = write!(self.out, "`{code}`");
        } else {
            let _ = write!(self.out, "<code>{}</code>", entities(code));
        }
    }
}

/// Whether a character of text may need an escape.
fn is_special(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '{' | '}' | '<' | '>' | '`' | '|' | '&' | '[' | ']' | '!' | ':' | '\\')
}

/// Whether `&` and the text after it would be read as a character reference.
fn is_reference(following: &str) -> bool {
    let name = following.strip_prefix('#').unwrap_or(following);
    name.find(|c: char| !c.is_ascii_alphanumeric())
        .is_some_and(|end| end > 0 && name.get(end..).is_some_and(|rest| rest.starts_with(';')))
}

/// Whether `:` and the text after it would be read as a directive with a label: `:name[label]`.
fn is_directive(following: &str) -> bool {
    following.starts_with(|c: char| c.is_ascii_alphabetic())
        && following
            .trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            .starts_with('[')
}
