//! The keys of `provgen.yaml` for what the engine needs besides names: `requests`, `pagination` and `settings`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::keys::{choice, unknown_key};
use crate::api::{FieldNames, ObjectKey};
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::engine::casing::CASINGS;
use crate::engine::paging::Paging;
use crate::engine::settings::{self as engine, SettingOwner, SettingPlace};
use crate::needs::options::Pagination;
use crate::needs::pattern::{OperationPattern, PatternSettings};
use crate::text::did_you_mean;

/// Help for an entry of `settings` of the wrong form.
const EXAMPLE: &str = "for example, write `- { operations: \"list_*\", config: { pagination: … } }`";

const REQUEST_KEYS: [&str; 1] = ["body_columns"];
const PAGINATION_KEYS: [&str; 4] = ["algorithm", "requestToken", "responseToken", "responseTerminator"];
const TOKEN_KEYS: [&str; 3] = ["key", "location", "algorithm"];

/// The names of a body's fields.
pub(super) fn requests(at: &Cursor<'_, '_>) -> Option<FieldNames> {
    let mut names = None;
    for (key, value) in at.entries() {
        match key {
            "body_columns" => {
                let is_plain = choice(&value, &[("plain", true), ("data__", false)]);
                names = is_plain.map(|plain| if plain { FieldNames::Plain } else { FieldNames::Prefixed });
            }
            _ => unknown_key(key, &REQUEST_KEYS, &value),
        }
    }
    names
}

/// How lists are read page after page: a word, or the engine's own setting.
pub(super) fn pagination(at: &Cursor<'_, '_>) -> Option<Pagination> {
    if !matches!(at.node, Node::Map(_)) {
        let is_auto = choice(at, &[("auto", true), ("none", false)])?;
        return Some(if is_auto { Pagination::Auto } else { Pagination::None });
    }
    Some(Pagination::Set { value: paging(at), pointer: at.pointer() })
}

/// The engine's own setting.
fn paging(at: &Cursor<'_, '_>) -> Value {
    for (key, value) in at.entries() {
        match key {
            "algorithm" => drop(value.string()),
            "requestToken" | "responseToken" | "responseTerminator" => {
                for (key, value) in value.entries() {
                    match key {
                        "location" => {
                            let places =
                                ["query", "header", "body", "path", "request"].map(|place| (place, ()));
                            choice(&value, &places);
                        }
                        "key" | "algorithm" => drop(value.string()),
                        _ => unknown_key(key, &TOKEN_KEYS, &value),
                    }
                }
            }
            _ => unknown_key(key, &PAGINATION_KEYS, &value),
        }
    }
    let setting = at.node.to_value();
    if Paging::of(&setting).is_none() {
        at.report(Diagnostic::error("config::missing-key", "`responseToken.key` is missing").help(
            "for example, write `{ requestToken: { key: page_token, location: query }, \
                 responseToken: { key: $.next_page_token, location: body } }`",
        ));
    }
    setting
}

/// Settings of methods, by patterns of their operations; `notes` gets warnings about keys that StackQL doesn't read.
pub(super) fn settings(at: &Cursor<'_, '_>, notes: &Problems) -> Vec<PatternSettings> {
    at.items().map(|item| entry(&item, notes)).collect()
}

fn entry(at: &Cursor<'_, '_>, notes: &Problems) -> PatternSettings {
    let (mut patterns, mut values) = (None, BTreeMap::new());
    for (key, value) in at.entries() {
        match key {
            "operations" => patterns = Some(operations(&value)),
            "operation" | "sqlVerbs" => value.report_key(
                Diagnostic::error("config::unknown-key", format!("`{key}` is decided by the mapping"))
                    .help("an override gives an operation another resource, method or verb"),
            ),
            "config" | "request" | "response" => {
                for (name, value) in value.entries() {
                    values.insert(format!("{key}/{name}"), value.node.to_value());
                    check(key, name, &value, notes);
                }
            }
            _ => {
                values.insert(key.to_string(), value.node.to_value());
                check("", key, &value, notes);
            }
        }
    }
    if patterns.is_none() && matches!(at.node, Node::Map(_)) {
        at.report(Diagnostic::error("config::missing-key", "`operations` is missing").help(EXAMPLE));
    }
    if values.is_empty() && matches!(at.node, Node::Map(_)) {
        at.report(Diagnostic::error("config::missing-key", "there is no setting").help(EXAMPLE));
    }
    PatternSettings { patterns: patterns.unwrap_or_default(), pointer: at.pointer(), values }
}

/// One pattern, or a list of them.
fn operations(at: &Cursor<'_, '_>) -> Vec<OperationPattern> {
    let pattern = |at: &Cursor<'_, '_>| {
        let text = at.string()?;
        let made = OperationPattern::new(&text, at.pointer());
        made.map_err(|why| {
            at.report(
                Diagnostic::error("config::bad-pattern", format!("`{text}` is not a pattern: {why}"))
                    .help("`*`, `?`, `[…]` and `{…,…}` are wildcards; `\\` before one makes it plain"),
            );
        })
        .ok()
    };
    match at.node {
        Node::List(_) => at.items().filter_map(|item| pattern(&item)).collect(),
        _ => pattern(at).into_iter().collect(),
    }
}

/// Checks the setting `name` below the key `part` of a method: its value where the model depends on it, and whether
/// StackQL reads it.
fn check(part: &str, name: &str, at: &Cursor<'_, '_>, notes: &Problems) {
    match (part, name) {
        ("request", "required") => drop(at.strings()),
        ("request", "default" | "base") => drop(at.string()),
        ("request", "nativeCasing") => drop(choice(at, &CASINGS.map(|casing| (casing, ())))),
        // An empty one says nothing, and so nothing wrong.
        ("config", "pagination") if at.entries().next().is_some() => drop(paging(at)),
        ("response", "objectKey") => {
            if let Some(Err(error)) = at.string().map(|text| ObjectKey::parse(&text)) {
                at.report(
                    Diagnostic::error("config::bad-object-key", format!("it is no object key: {error}"))
                        .help("write `$.sessions`, `$.items[*].instances[*]`, or `$` for the whole response"),
                );
            }
        }
        ("config", "requestBodyTranslate") => {
            let algorithm = at.node.get("algorithm").and_then(Node::as_str);
            if algorithm.and_then(FieldNames::of).is_none() {
                at.report(
                    Diagnostic::error(
                        "config::unknown-value",
                        "StackQL knows no such names of a body's fields",
                    )
                    .help("write `{ algorithm: naive }` for the fields' own names"),
                );
            }
        }
        _ => {}
    }
    let place = match part {
        "config" => SettingPlace::Config,
        "request" => SettingPlace::Request,
        "response" => SettingPlace::Response,
        _ => SettingPlace::Method,
    };
    let is_read = match place {
        SettingPlace::Config => engine::is_read_of(SettingOwner::Method, name),
        _ => engine::find(place, name).is_some(),
    };
    if is_read || name.starts_with("x-") {
        return;
    }
    let all = engine::all().filter(|other| other.at == place);
    let near = did_you_mean(name, all.map(|other| other.name.as_str()));
    let help = near.map_or("it is written as it is, and does nothing: take it out".into(), |near| {
        format!("did you mean `{near}`? It is written as it is")
    });
    let name = if part.is_empty() { name.to_string() } else { format!("{part}.{name}") };
    let warning = Diagnostic::warning(
        "config::unknown-setting",
        format!("StackQL reads no setting `{name}` of a method"),
    );
    notes.add(at.place(warning.help(help)).on_key());
}
