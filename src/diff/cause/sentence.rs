//! A cause in a sentence.
//!
//! In: the sentence of the worst finding's rule, with its placeholders. Out: the sentence in parts, so that
//! names, which are a document's, stay apart from our own words.

use super::fact::{last_part, path};
use super::part::Part;
use super::reach::Reach;
use crate::diff::finding::Finding;
use crate::rules::rule::Same;
use crate::text::one_line;

/// Longest path of a field in a sentence, in bytes, unless its last name is longer.
const MAX_PATH: usize = 40;

/// Longest value in a sentence, in characters.
const MAX_VALUE: usize = 60;

/// The sentence of a cause whose worst finding is `worst`.
pub(super) fn sentence(provider: &str, worst: &Finding, all: &[&Finding], reach: &Reach<'_>) -> Vec<Part> {
    let cause = &worst.rule.rule().cause;
    let alike = |other: &&Finding| match cause.same.contains(&Same::Name) {
        true => last_part(other) == last_part(worst),
        false => (&other.old, &other.new) == (&worst.old, &worst.new),
    };
    let of_rule = || all.iter().copied().filter(|finding| finding.rule == worst.rule);
    let template = match &cause.several {
        Some(several) if !of_rule().all(|finding| alike(&finding)) => several,
        _ => &cause.sentence,
    };
    let mut parts = Vec::new();
    let mut rest = template.as_str();
    while let Some((words, after)) = rest.split_once('{') {
        let (key, after) = after.split_once('}').unwrap_or((after, ""));
        push_words(&mut parts, words);
        match key {
            "reach" => parts.extend(reach.words()),
            "are" => push_words(&mut parts, if reach.is_one() { "is" } else { "are" }),
            "name" => parts.push(name(&name_of(provider, worst, all))),
            "old" => parts.extend(worst.old.as_deref().map(name)),
            "new" => parts.extend(worst.new.as_deref().map(name)),
            "change" => parts.extend(change(worst)),
            _ => {}
        }
        rest = after;
    }
    push_words(&mut parts, rest);
    parts
}

/// The name of what changed, without that of its resource: of a field as much of its path as it has everywhere.
fn name_of(provider: &str, worst: &Finding, all: &[&Finding]) -> String {
    let part = last_part(worst);
    if part.is_empty() {
        return provider.to_string();
    }
    let Some(path) = path(worst) else { return part };
    // A name in quotes may have dots of its own.
    if all.iter().filter_map(|finding| self::path(finding)).any(|path| path.contains("[\"")) {
        return part;
    }
    let mut shared: Vec<&str> = path.split('.').collect();
    for other in all.iter().filter_map(|finding| self::path(finding)) {
        let same = shared.iter().rev().zip(other.split('.').rev()).take_while(|(a, b)| *a == b).count();
        shared.drain(..shared.len() - same);
    }
    while shared.len() > 1 && shared.iter().map(|name| name.len() + 1).sum::<usize>() > MAX_PATH {
        shared.remove(0);
    }
    if shared.is_empty() { part } else { shared.join(".") }
}

/// The old and the new state.
fn change(finding: &Finding) -> Vec<Part> {
    let (old, new) = (finding.old.as_deref().map(name), finding.new.as_deref().map(name));
    match (old, new) {
        (Some(old), Some(new)) => vec![old, Part::Words(" → ".into()), new],
        (old, new) => old.into_iter().chain(new).collect(),
    }
}

fn push_words(parts: &mut Vec<Part>, words: &str) {
    if !words.is_empty() {
        parts.push(Part::Words(words.to_string()));
    }
}

/// A name or a value on one line, cut if it is too long for a sentence.
fn name(text: &str) -> Part {
    let line = one_line(text);
    let text = match line.char_indices().nth(MAX_VALUE) {
        Some(_) => line.chars().take(MAX_VALUE - 1).chain(['…']).collect(),
        None => line,
    };
    Part::Name(text)
}
