//! Bounds that allow less than before.
//!
//! In: the facets of a schema in both releases. Out: the bounds before and after, in words.

use super::facets::Facets;
use crate::api::Bounds;

/// Bounds that allow less than before, in words before and after.
pub(super) fn narrowed(before: &Facets<'_>, after: &Facets<'_>) -> Option<(String, String)> {
    let none = Bounds::default();
    let (old, new) = (before.bounds.unwrap_or(&none), after.bounds.unwrap_or(&none));
    let pattern = after.pattern.filter(|pattern| before.pattern != Some(pattern));
    let pattern = pattern.map(|new| (before.pattern.unwrap_or("any text").to_string(), new.to_string()));
    let is_listed = before.values.is_empty() && !after.values.is_empty();
    let values = is_listed.then(|| ("any value".into(), format!("one of {}", after.values.join(", "))));
    let changes = lower(old, new).into_iter().chain(upper(old, new)).chain(strict(old, new));
    let (old, new): (Vec<String>, Vec<String>) = changes.flatten().chain(pattern).chain(values).unzip();
    (!old.is_empty()).then(|| (old.join(", "), new.join(", ")))
}

/// Lower bounds that are higher now.
fn lower(old: &Bounds, new: &Bounds) -> [Option<(String, String)>; 3] {
    let is_narrower = |old: f64, new: f64| new > old;
    [
        bound("minimum", number(&old.minimum), number(&new.minimum), is_narrower),
        bound("minimum length", count(old.min_length), count(new.min_length), is_narrower),
        bound("minimum of items", count(old.min_items), count(new.min_items), is_narrower),
    ]
}

/// Upper bounds that are lower now.
fn upper(old: &Bounds, new: &Bounds) -> [Option<(String, String)>; 3] {
    let is_narrower = |old: f64, new: f64| new < old;
    [
        bound("maximum", number(&old.maximum), number(&new.maximum), is_narrower),
        bound("maximum length", count(old.max_length), count(new.max_length), is_narrower),
        bound("maximum of items", count(old.max_items), count(new.max_items), is_narrower),
    ]
}

/// Bounds that were allowed as values, and aren't any more.
fn strict(old: &Bounds, new: &Bounds) -> [Option<(String, String)>; 2] {
    let strict = |name: &str, old: bool, new: bool| {
        (new && !old).then(|| (format!("{name} allowed"), format!("{name} excluded")))
    };
    [
        strict("minimum", old.exclusive_minimum, new.exclusive_minimum),
        strict("maximum", old.exclusive_maximum, new.exclusive_maximum),
    ]
}

fn bound(
    name: &str,
    old: Option<f64>,
    new: Option<f64>,
    is_narrower: impl Fn(f64, f64) -> bool,
) -> Option<(String, String)> {
    let new = new.filter(|new| old.is_none_or(|old| is_narrower(old, *new)))?;
    let old = old.map_or_else(|| format!("no {name}"), |old| format!("{name} {old}"));
    Some((old, format!("{name} {new}")))
}

#[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^53")]
fn count(bound: Option<u64>) -> Option<f64> {
    bound.map(|bound| bound as f64)
}

fn number(bound: &Option<serde_json::Number>) -> Option<f64> {
    bound.as_ref().and_then(serde_json::Number::as_f64)
}
