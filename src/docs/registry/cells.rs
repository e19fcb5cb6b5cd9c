//! The content of table cells: Markdown and HTML made of names and prose, safe for a cell.

use std::fmt::Write as _;

use serde_json::Value;

use super::anchors::Anchors;
use super::reference::{AllowedValue, Field};
use crate::docs::prose::{Addresses, Prose, code};
use crate::provider::Service;
use crate::text::{counted, one_line};

/// A text for an attribute of a component, between double quotes.
pub(super) fn attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '&' | '<' | '>' | '"' | '{' | '}' | '|' | '`' | '\\' => {
                // Writing to a string can't fail.
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// A name with a button that copies it.
pub(super) fn copyable(name: &str) -> String {
    ["<CopyableCode code=\"", &attribute(name), "\" />"].concat()
}

/// A name as code, linked to its place on the page.
pub(super) fn linked(name: &str, anchors: &Anchors) -> String {
    match anchors.get(name) {
        Some(id) => ["[", &code(name), "](#", id, ")"].concat(),
        None => code(name),
    }
}

/// Linked names, separated by commas.
pub(super) fn list(names: &[String], anchors: &Anchors) -> String {
    names.iter().map(|name| linked(name, anchors)).collect::<Vec<_>>().join(", ")
}

/// A word as a coloured badge.
pub(super) fn badge(word: &str) -> String {
    let kind = match word {
        "required" | "identifier" => "primary",
        "deprecated" => "danger",
        _ => "secondary",
    };
    ["<span className=\"badge badge--", kind, "\">", word, "</span>"].concat()
}

/// A field's type: `string (google-datetime)`, `array of object (Cluster)`.
pub(super) fn type_of(field: &Field) -> String {
    let mut text = match (field.kind.as_ref(), field.items) {
        ("array", Some(items)) => format!("array of {items}"),
        ("object", Some(items)) => format!("object, a map of {items}"),
        (kind, _) => kind.to_string(),
    };
    if let Some(detail) = field.format.as_ref().or(field.type_name.as_ref()) {
        let _ = write!(text, " ({detail})");
    }
    if text.is_empty() { text } else { code(&text) }
}

/// Parts of a cell, joined by spaces.
#[derive(Default)]
pub(super) struct Cell(Vec<String>);

impl Cell {
    pub(super) fn add(mut self, part: impl Into<String>) -> Self {
        let part = part.into();
        if !part.is_empty() {
            // Prose often ends without a full stop, and another sentence follows it here.
            if let Some(last) = self.0.last_mut()
                && last.ends_with(|c: char| c.is_alphanumeric() || c == ')')
                && part.starts_with(char::is_uppercase)
            {
                last.push('.');
            }
            self.0.push(part);
        }
        self
    }

    pub(super) fn text(self) -> String {
        self.0.join(" ")
    }
}

/// `behavior` as badges, without `optional`, which is the default.
pub(super) fn badges(behavior: &[&str]) -> String {
    let shown = behavior.iter().filter(|word| **word != "optional");
    shown.map(|word| badge(word)).collect::<Vec<_>>().join(" ")
}

/// Pattern and default of a value.
pub(super) fn limits(pattern: Option<&str>, default: Option<&Value>) -> String {
    let mut parts = Vec::new();
    parts.extend(pattern.map(|pattern| format!("Pattern: {}.", code(pattern))));
    parts.extend(default.map(|default| format!("Default: {}.", code(&value(default)))));
    parts.join(" ")
}

/// The allowed values in a part that opens: each with its description by the API.
pub(super) fn values(prose: &Prose, allowed: &[AllowedValue]) -> String {
    if allowed.is_empty() {
        return String::new();
    }
    let mut out = format!("<details><summary>{}</summary><ul>", counted(allowed.len(), "value"));
    for one in allowed {
        let _ = write!(out, "<li>{}", code(&value(&one.value)));
        if one.deprecated {
            let _ = write!(out, " {}", badge("deprecated"));
        }
        if let Some(text) = &one.description {
            let _ = write!(out, " {}", prose.cell(text));
        }
        out.push_str("</li>");
    }
    out.push_str("</ul></details>");
    out
}

/// A value as users type it.
fn value(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "\"\"".to_string(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The rules by which the prose of a service's document becomes Markdown on pages of this style.
pub(super) fn prose_of(service: &Service) -> Prose {
    Prose::of(service.api.documentation.as_deref(), service.api.format, Addresses::Linked)
}
