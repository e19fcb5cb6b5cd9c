//! The keys `select` and `exclude` of `provgen.yaml`: lists of patterns, each with its reason.

use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::mapping::selection::{Pattern, Subject};
use crate::settings::keys::unknown_key;

const KEYS: [&str; 4] = ["service", "scope", "operation", "reason"];

/// Help for an entry of the wrong form.
const EXAMPLE: &str = "for example, write `- { service: storage*, reason: … }`; `scope` or `operation` can replace `service`, and `operation` can stand beside it";

/// Reads a list of patterns; problems are reported at their places.
pub(super) fn read(at: &Cursor<'_, '_>) -> Vec<Pattern> {
    if matches!(at.node, Node::List(items) if items.is_empty()) {
        at.report(Diagnostic::error("config::missing-key", "there is no entry").help(EXAMPLE));
    }
    let mut patterns = Vec::new();
    for item in at.items() {
        patterns.extend(entry(&item));
    }
    patterns
}

/// One entry: a subject with one pattern or several, and the reason.
fn entry(at: &Cursor<'_, '_>) -> Vec<Pattern> {
    let (mut subjects, mut reason, mut has_other_keys) = (Vec::new(), None, false);
    for (key, value) in at.entries() {
        match Subject::ALL.into_iter().find(|subject| subject.key() == key) {
            Some(subject) => subjects.push((subject, value)),
            None if key == "reason" => reason = value.string(),
            None => {
                has_other_keys = true;
                unknown_key(key, &KEYS, &value);
            }
        }
    }
    if !matches!(at.node, Node::Map(_)) {
        return Vec::new();
    }
    let has_reason = reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
    if !has_reason && at.node.get("reason").is_none_or(|node| matches!(node, Node::String(_))) {
        at.report(
            Diagnostic::error(
                "config::missing-key",
                match reason {
                    Some(_) => "`reason` is empty",
                    None => "`reason` is missing",
                },
            )
            .help("say why in a few words: the report repeats them"),
        );
    }
    let (subject, value, service) = match subjects.as_slice() {
        [(subject, value)] => (*subject, value, None),
        // An id may be in several services.
        [(Subject::Service, service), (Subject::Operation, value)]
        | [(Subject::Operation, value), (Subject::Service, service)] => {
            (Subject::Operation, value, service.string())
        }
        _ => return no_subject(at, subjects.len(), has_other_keys),
    };
    let reason = reason.unwrap_or_default();
    let pattern = |at: &Cursor<'_, '_>| {
        let text = at.string()?;
        let made = Pattern::new(subject, &text, reason.trim(), at.pointer());
        let made = made.and_then(|made| match &service {
            Some(service) => made.of_services(service),
            None => Ok(made),
        });
        made.map_err(|why| {
            at.report(
                Diagnostic::error("config::bad-pattern", format!("`{text}` is not a pattern: {why}"))
                    .help("`*`, `?`, `[…]` and `{…,…}` are wildcards; `\\` before one makes it plain"),
            );
        })
        .ok()
    };
    match value.node {
        Node::List(items) if items.is_empty() => {
            value.report(Diagnostic::error("config::missing-key", "there is no pattern").help(EXAMPLE));
            Vec::new()
        }
        Node::List(_) => value.items().filter_map(|item| pattern(&item)).collect(),
        _ => pattern(value).into_iter().collect(),
    }
}

/// Reports an entry with no subject, or with several that don't go together.
fn no_subject(at: &Cursor<'_, '_>, count: usize, has_other_keys: bool) -> Vec<Pattern> {
    let message = match count {
        // A misspelled subject was reported already.
        0 if has_other_keys => return Vec::new(),
        0 => "there is no `service`, `scope` or `operation`",
        _ => "an entry has one of `service`, `scope` and `operation`, or `operation` with its `service`",
    };
    at.report(Diagnostic::error("config::missing-key", message).help(EXAMPLE));
    Vec::new()
}
