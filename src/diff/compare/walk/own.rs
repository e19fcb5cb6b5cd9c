//! The differences between two schemas themselves, without those of their items, values and fields.
//!
//! In: the facets of both. Out: differences of type, format, values, bounds, marks and wording.

use super::super::bounds::narrowed;
use super::super::difference::{Difference, DifferenceKind};
use super::super::facets::{self, Facets};
use super::walker::{Of, Walk};
use crate::api::Bounds;
use crate::provider::Behavior;
use crate::text::words;

impl Walk<'_> {
    /// The differences between two schemas themselves.
    pub(super) fn own(self, path: &str, before: &Facets<'_>, after: &Facets<'_>) -> Vec<Difference> {
        let marks = self.marks(path, before, after);
        let wording = wording(path, before, after, !marks.is_empty());
        let kind = self.kind(path, before, after).into_iter().chain(self.default(path, before, after));
        let settings = self.settings(path, before, after);
        kind.chain(values(path, before, after)).chain(marks).chain(settings).chain(wording).collect()
    }

    /// Other values of StackQL's own keys. What decides how values are sent doesn't matter to rows.
    fn settings(self, path: &str, before: &Facets<'_>, after: &Facets<'_>) -> Vec<Difference> {
        let (old, new) = (&before.settings, &after.settings);
        if old == new {
            return Vec::new();
        }
        let truth = |is: bool| if is { "true" } else { "" }.to_string();
        let alias = |name: &Option<String>| name.clone().unwrap_or_default();
        let all = [
            ("x-stackQL-stringOnly", true, truth(old.is_text), truth(new.is_text)),
            ("x-alwaysRequired", true, truth(old.is_always_required), truth(new.is_always_required)),
            ("x-stackQL-alias", false, alias(&old.alias), alias(&new.alias)),
        ];
        let is_sent = self.of != Of::Rows;
        let differing =
            all.into_iter().filter(|(_, of_requests, old, new)| old != new && (is_sent || !of_requests));
        differing
            .map(|(key, _, old, new)| {
                let said = |text: String| {
                    if text.is_empty() { format!("no {key}") } else { format!("{key}: {text}") }
                };
                Difference::new(path, DifferenceKind::Setting(key), said(old), said(new))
            })
            .collect()
    }

    /// Another type, or another format or narrower bounds of the same.
    fn kind(self, path: &str, before: &Facets<'_>, after: &Facets<'_>) -> Vec<Difference> {
        if before.kind != after.kind {
            let is_many = |facets: &Facets<'_>| facets.kind == "array";
            let kind = if is_many(before) != is_many(after) {
                DifferenceKind::Cardinality
            } else if self.of != Of::Rows && is_wider(before, after) {
                DifferenceKind::Widened
            } else {
                DifferenceKind::Type
            };
            return vec![Difference::new(path, kind, before.type_text(), after.type_text())];
        }
        let text = |facets: &Facets<'_>| facets.format.unwrap_or("none").to_string();
        let is_sent = self.of != Of::Rows;
        let format = (before.format != after.format)
            .then(|| Difference::new(path, DifferenceKind::Format, text(before), text(after)));
        let bounds = narrowed(before, after).filter(|_| is_sent);
        let bounds = bounds.map(|(old, new)| Difference::new(path, DifferenceKind::Narrowed, old, new));
        format.into_iter().chain(bounds).collect()
    }

    fn default(self, path: &str, before: &Facets<'_>, after: &Facets<'_>) -> Option<Difference> {
        let text = |facets: &Facets<'_>| facets.default.map_or_else(|| "none".into(), facets::text);
        let is_other = before.default != after.default && self.of == Of::Parameter;
        is_other.then(|| Difference::new(path, DifferenceKind::Default, text(before), text(after)))
    }

    /// Marks that are new.
    fn marks(self, path: &str, before: &Facets<'_>, after: &Facets<'_>) -> Vec<Difference> {
        let is_sent = self.of != Of::Rows;
        let marks = [
            (DifferenceKind::Immutable, before.is_immutable, after.is_immutable && is_sent, "immutable"),
            (DifferenceKind::Deprecated, before.is_deprecated, after.is_deprecated, "deprecated"),
        ];
        let came = marks.into_iter().filter(|(_, was, is, _)| *is && !was);
        came.map(|(kind, _, _, word)| Difference::new(path, kind, "", word)).collect()
    }
}

/// Whether the newer type takes every value of the older one in the form that a request has, which is a text:
/// a string takes all numbers, and a number all integers.
fn is_wider(before: &Facets<'_>, after: &Facets<'_>) -> bool {
    let is_bounded = after.bounds.is_some_and(|bounds| *bounds != Bounds::default());
    if is_bounded || !after.values.is_empty() || after.pattern.is_some() {
        return false;
    }
    match (before.kind, after.kind) {
        ("integer" | "number" | "boolean", "string") if after.format.is_none() => true,
        ("integer", "number") => true,
        // Google's documents write long integers as texts.
        ("integer", "string") => after.is_whole_number(),
        ("string", "integer") => before.is_whole_number(),
        _ => false,
    }
}

/// Another description. A mark is its first word: a new mark is reported already.
fn wording(path: &str, before: &Facets<'_>, after: &Facets<'_>, is_marked: bool) -> Option<Difference> {
    let said = |text: Option<&str>| {
        let text = text.unwrap_or_default();
        words(if is_marked { Behavior::split(text).1 } else { text })
    };
    if before.description == after.description {
        return None;
    }
    let (old, new) = (said(before.description), said(after.description));
    (old != new).then(|| Difference::new(path, DifferenceKind::Described, old, new))
}

/// Removed and added values. A list of values where any was allowed is a narrower bound.
fn values(path: &str, before: &Facets<'_>, after: &Facets<'_>) -> Vec<Difference> {
    if before.values.is_empty() {
        return Vec::new();
    }
    if after.values.is_empty() {
        let is_free = before.kind == after.kind;
        let added =
            || Difference::new(path, DifferenceKind::EnumAdded, before.values.join(", "), "any value");
        return is_free.then(added).into_iter().collect();
    }
    // Both lists are sorted.
    let missing = |from: &[String], to: &[String]| -> Vec<String> {
        from.iter().filter(|value| to.binary_search(value).is_err()).cloned().collect()
    };
    let gone = missing(&before.values, &after.values);
    let came = missing(&after.values, &before.values);
    let removed = (!gone.is_empty()).then(|| {
        let was_deprecated = before.are_deprecated(&gone);
        let difference = Difference::new(path, DifferenceKind::EnumRemoved, gone.join(", "), "");
        Difference { was_deprecated, values: gone, ..difference }
    });
    let added = (!came.is_empty()).then(|| {
        let difference = Difference::new(path, DifferenceKind::EnumAdded, "", came.join(", "));
        Difference { values: came, ..difference }
    });
    removed.into_iter().chain(added).collect()
}
