//! Rewriting a template so that it reports its cost.
//!
//! In: a template's source. Out: the same template with calls of the functions of `budget.rs` in it, or a
//! [`TemplateRefusal`]: a construct whose cost can't be counted is refused, and so is an unknown one.

use std::collections::BTreeMap;

use super::budget::{ENTER, KEEP, LOOP, PREFIX};
use super::lexer::{TemplateTag, TemplateTagKind, TemplateToken, What, tags};

/// Longest template, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// Most branches of one `if`: Tera nests each in the one before.
const MAX_BRANCHES: usize = 64;

/// Most texts that one expression may join.
const MAX_JOINED: usize = 16;

/// Statements that need no more than their own place.
const PLAIN: [&str; 7] = ["elif", "else", "endif", "if", "include", "break", "continue"];

/// A template for Tera.
#[derive(Debug)]
pub(super) struct Rewritten {
    pub(super) text: String,
    /// Names of the templates that this one includes.
    pub(super) includes: Vec<String>,
    /// The text that was inserted, by line: the columns, from 1, at which each insertion begins and ends.
    added: BTreeMap<usize, Vec<(usize, usize)>>,
}

impl Rewritten {
    /// The column in the original template that has moved to `column`.
    pub(super) fn column(&self, line: usize, column: usize) -> usize {
        let added = self.added.get(&line).into_iter().flatten();
        let before = added.map(|(start, end)| column.clamp(*start, *end) - start);
        column - before.sum::<usize>()
    }
}

/// The cost of each execution of a piece of a template, by its tags.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Weight {
    /// Bytes of tags: each instruction takes at least one.
    bytes: usize,
    /// Operators whose time depends on the values that they compare or join.
    operators: usize,
}

/// A loop whose end hasn't come yet.
struct Open {
    /// The weight of the text before the loop's body.
    before: Weight,
    /// The number of the edit that gets the loop's weight.
    edit: usize,
}

/// The state of the rewriting of a template.
#[derive(Default)]
struct Draft {
    edits: Vec<(usize, String)>,
    includes: Vec<String>,
    weight: Weight,
    loops: Vec<Open>,
    /// The number of branches so far of each open `if`.
    branches: Vec<usize>,
}

/// Rewrites the template `name`; returns none if Tera can't read it.
///
/// # Errors
/// The template has a construct whose cost can't be counted.
pub(super) fn rewrite(name: &str, source: &str) -> Result<Option<Rewritten>, TemplateRefusal> {
    let refuse = |at: usize, message: String| TemplateRefusal {
        template: name.to_string(),
        place: Some(place(source, at)),
        message,
    };
    if source.len() > MAX_BYTES {
        return Err(refuse(0, format!("the template is larger than {MAX_BYTES} bytes")));
    }
    let Some(tags) = tags(source) else { return Ok(None) };
    let mut draft = Draft::default();
    for tag in &tags {
        if let Some((at, message)) = why_not(tag) {
            return Err(refuse(at, message));
        }
        match draft.take(tag) {
            Taken::Counted => {}
            Taken::Unreadable => return Ok(None),
            Taken::Branches => {
                let message = format!("an `if` has more than {MAX_BRANCHES} branches");
                return Err(refuse(tag.range.start, message));
            }
        }
    }
    if !draft.loops.is_empty() {
        return Ok(None);
    }
    let weight = draft.weight.arguments();
    draft.edits.push((0, format!("{{{{ {ENTER}({weight}) }}}}")));
    Ok(Some(edited(source, draft)))
}

/// Why a tag is refused, and where; none for a tag that is fine.
fn why_not(tag: &TemplateTag<'_>) -> Option<(usize, String)> {
    let words = tag.tokens.iter().enumerate();
    let joined = tag.tokens.iter().filter(|token| token.what == What::Mark("~")).count();
    if joined > MAX_JOINED {
        return Some((tag.range.start, format!("an expression puts more than {MAX_JOINED} texts together")));
    }
    let can_not = |token: &TemplateToken<'_>, what: &str| {
        Some((token.range.start, format!("a template of pages can't have {what}")))
    };
    if tag.kind == TemplateTagKind::Statement {
        let first = tag.tokens.first()?;
        let is_captured = !matches!(tag.tokens.get(2).map(|token| &token.what), Some(What::Mark("=")));
        match first.what {
            What::Word("for" | "endfor") => {}
            What::Word(word) if PLAIN.contains(&word) => {}
            What::Word("set" | "set_global") if !is_captured => {}
            What::Word("set" | "set_global") => {
                return can_not(first, "`{% set %}` without a value: write `{% set name = value %}`");
            }
            What::Word(word) => return can_not(first, &format!("`{{% {word} %}}`")),
            _ => return can_not(first, "a tag that begins with a mark"),
        }
    }
    for (index, token) in words {
        let is_attribute = index
            .checked_sub(1)
            .and_then(|before| tag.tokens.get(before))
            .is_some_and(|before| matches!(before.what, What::Mark("." | "?.")));
        match token.what {
            What::Mark("...") => return can_not(token, "`...`"),
            What::Mark("</") => return can_not(token, "components"),
            What::Word("for") if (index > 0 || tag.kind == TemplateTagKind::Variable) && !is_attribute => {
                return can_not(token, "a list that is made by `for`");
            }
            _ => {}
        }
    }
    None
}

/// How a tag was handled.
enum Taken {
    Counted,
    Unreadable,
    Branches,
}

impl Draft {
    fn take(&mut self, tag: &TemplateTag<'_>) -> Taken {
        let first =
            tag.tokens.first().map(|token| &token.what).filter(|_| tag.kind == TemplateTagKind::Statement);
        if first == Some(&What::Word("endfor")) {
            let Some(open) = self.loops.pop() else { return Taken::Unreadable };
            let body = self.weight.since(open.before);
            if let Some((_, text)) = self.edits.get_mut(open.edit) {
                *text = format!(") | {LOOP}({})", body.arguments());
            }
        }
        self.weight.add(tag);
        self.filters(tag);
        let is = |index: usize, word: &str| {
            tag.tokens.get(index).is_some_and(|token| token.what == What::Word(word))
        };
        match first {
            Some(What::Word("for")) => {
                let Some(start) = [3, 5].into_iter().find(|start| is(start - 1, "in")) else {
                    return Taken::Unreadable;
                };
                let Some(edit) = self.wrap(tag, start, String::new()) else { return Taken::Unreadable };
                self.loops.push(Open { before: self.weight, edit });
            }
            Some(What::Word("set" | "set_global")) if self.wrap(tag, 3, format!(") | {KEEP}")).is_none() => {
                return Taken::Unreadable;
            }
            Some(What::Word("include")) => {
                let Some(TemplateToken { what: What::Text(text), .. }) = tag.tokens.get(1) else {
                    return Taken::Unreadable;
                };
                // A name with an escape in it is no template's, or Tera refuses it.
                let name = text.get(1..text.len() - 1).unwrap_or_default();
                self.includes.push(unescaped(name));
            }
            Some(What::Word("if")) => self.branches.push(0),
            Some(What::Word("endif")) => drop(self.branches.pop()),
            Some(What::Word("elif")) => {
                if let Some(branches) = self.branches.last_mut() {
                    *branches += 1;
                    if *branches > MAX_BRANCHES {
                        return Taken::Branches;
                    }
                }
            }
            _ => {}
        }
        Taken::Counted
    }

    /// Puts brackets around the tag's tokens from number `start` on, and `after` behind them; returns the
    /// number of the edit.
    fn wrap(&mut self, tag: &TemplateTag<'_>, start: usize, after: String) -> Option<usize> {
        let (first, last) = (tag.tokens.get(start)?, tag.tokens.last()?);
        self.edits.push((first.range.start, "(".into()));
        self.edits.push((last.range.end, after));
        Some(self.edits.len() - 1)
    }

    /// Replaces Tera's filters with those that are counted.
    fn filters(&mut self, tag: &TemplateTag<'_>) {
        for pair in tag.tokens.windows(2) {
            if let [
                TemplateToken { what: What::Mark("|"), .. },
                TemplateToken { what: What::Word(_), range },
            ] = pair
            {
                self.edits.push((range.start, PREFIX.into()));
            }
        }
    }
}

impl Weight {
    fn add(&mut self, tag: &TemplateTag<'_>) {
        self.bytes += tag.range.len();
        let is_operator = |token: &&TemplateToken<'_>| {
            matches!(token.what, What::Word("in") | What::Mark("==" | "!=" | "<" | ">" | "<=" | ">=" | "~"))
        };
        self.operators += tag.tokens.iter().filter(is_operator).count();
    }

    fn since(self, before: Self) -> Self {
        Self { bytes: self.bytes - before.bytes, operators: self.operators - before.operators }
    }

    fn arguments(self) -> String {
        format!("bytes={}, operators={}", self.bytes, self.operators)
    }
}

/// The text that Tera makes of a text between quotes.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut is_escaped = false;
    for c in text.chars() {
        match (is_escaped, c) {
            (false, '\\') => {
                is_escaped = true;
                continue;
            }
            (true, 'n') => plain.push('\n'),
            (true, 't') => plain.push('\t'),
            (true, 'r') => plain.push('\r'),
            _ => plain.push(c),
        }
        is_escaped = false;
    }
    plain
}

fn edited(source: &str, mut draft: Draft) -> Rewritten {
    draft.edits.sort_by_key(|(at, _)| *at);
    let mut text = String::with_capacity(source.len() + 32 * draft.edits.len());
    let mut added: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    let (mut from, mut line, mut column) = (0, 1, 1);
    for (at, insertion) in draft.edits {
        let piece = source.get(from..at).unwrap_or_default();
        line += piece.matches('\n').count();
        column = match piece.rsplit_once('\n') {
            Some((_, last)) => 1 + last.chars().count(),
            None => column + piece.chars().count(),
        };
        text.push_str(piece);
        text.push_str(&insertion);
        added.entry(line).or_default().push((column, column + insertion.len()));
        column += insertion.len();
        from = at;
    }
    text.push_str(source.get(from..).unwrap_or_default());
    Rewritten { text, includes: draft.includes, added }
}

/// The line and column, from 1, of a byte.
fn place(source: &str, at: usize) -> (usize, usize) {
    let before = source.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (1 + before.matches('\n').count(), 1 + line.chars().count())
}

/// The problem of a template, with its line and column if they are known.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::docs) struct TemplateRefusal {
    /// The template's name.
    pub(in crate::docs) template: String,
    /// The line and column, from 1.
    pub(in crate::docs) place: Option<(usize, usize)>,
    /// The problem, for a message.
    pub(in crate::docs) message: String,
}
