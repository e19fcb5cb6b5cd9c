//! What differs between two schemas but for what is within them.
//!
//! In: the facets of both. Out: changes of type, format, values, bounds, marks and wording.

use super::super::facets::{self, Facets};
use super::{Change, Kind, Of, Walk};
use crate::provider::Behavior;
use crate::text::words;

impl Walk<'_> {
    /// What differs between two schemas but for what is within them.
    pub(super) fn own_changes(
        self,
        path: &str,
        before: &Facets<'_>,
        after: &Facets<'_>,
        changes: &mut Vec<Change>,
    ) {
        let mut add = |kind, old: String, new: String| changes.push(Change::new(path, kind, old, new));
        let is_sent = self.of != Of::Rows;
        if before.kind != after.kind {
            let is_many = |facets: &Facets<'_>| facets.kind == "array";
            let kind = if is_many(before) == is_many(after) { Kind::Type } else { Kind::Cardinality };
            add(kind, before.type_text(), after.type_text());
        } else {
            if before.format != after.format {
                add(
                    Kind::Format,
                    before.format.unwrap_or("none").into(),
                    after.format.unwrap_or("none").into(),
                );
            }
            if let Some((old, new)) = facets::narrowed(before, after).filter(|_| is_sent) {
                add(Kind::Narrowed, old, new);
            }
        }
        if before.default != after.default && self.of == Of::Parameter {
            let text = |facets: &Facets<'_>| facets.default.map_or_else(|| "none".into(), facets::text);
            add(Kind::Default, text(before), text(after));
        }
        self.values(path, before, after, changes);
        let marks = [
            (Kind::Immutable, before.is_immutable, after.is_immutable && is_sent, "immutable"),
            (Kind::Deprecated, before.is_deprecated, after.is_deprecated, "deprecated"),
        ];
        let mut is_marked = false;
        for (kind, _, _, word) in marks.into_iter().filter(|(_, was, is, _)| *is && !was) {
            changes.push(Change::new(path, kind, "", word));
            is_marked = true;
        }
        // A mark is the first word of a description: that it came is told.
        let said = |text: Option<&str>| {
            let text = text.unwrap_or_default();
            words(if is_marked { Behavior::split(text).1 } else { text })
        };
        if before.description != after.description {
            let (old, new) = (said(before.description), said(after.description));
            if old != new {
                changes.push(Change::new(path, Kind::Described, old, new));
            }
        }
    }

    /// Values that went and came. That any value was allowed, and isn't any more, is a narrower bound.
    fn values(self, path: &str, before: &Facets<'_>, after: &Facets<'_>, changes: &mut Vec<Change>) {
        if before.values.is_empty() {
            return;
        }
        if after.values.is_empty() {
            if before.kind == after.kind {
                changes.push(Change::new(path, Kind::EnumAdded, before.values.join(", "), "any value"));
            }
            return;
        }
        // Both are sorted.
        let missing = |from: &[String], to: &[String]| -> Vec<String> {
            from.iter().filter(|value| to.binary_search(value).is_err()).cloned().collect()
        };
        let gone = missing(&before.values, &after.values);
        let came = missing(&after.values, &before.values);
        if !gone.is_empty() {
            let was_deprecated = before.are_deprecated(&gone);
            let change = Change::new(path, Kind::EnumRemoved, gone.join(", "), "");
            changes.push(Change { was_deprecated, values: gone, ..change });
        }
        if !came.is_empty() {
            let change = Change::new(path, Kind::EnumAdded, "", came.join(", "));
            changes.push(Change { values: came, ..change });
        }
    }
}
