//! Names for parts that come from other files.

use std::collections::BTreeSet;

use super::target::Target;
use crate::names::as_component_name;

/// A name for the part at `target` that none of `taken` is: the one that it has there, or the file's for a file that is one
/// part; behind the file's name if that is taken.
pub(super) fn unique(target: &Target, taken: &BTreeSet<String>) -> String {
    let file = target.file.rsplit('/').next().unwrap_or_default();
    let stem = as_component_name(file.rsplit_once('.').map_or(file, |(stem, _)| stem));
    let segments = target.segments();
    let own = match segments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["components", _, rest @ ..] | ["definitions" | "$defs" | "parameters" | "responses", rest @ ..]
            if !rest.is_empty() =>
        {
            rest.iter().filter(|part| **part != "properties").map(ToString::to_string).collect::<Vec<_>>()
        }
        rest => rest.iter().filter(|part| **part != "properties").map(ToString::to_string).collect(),
    };
    let own = as_component_name(&own.join("_"));
    let own = match (own.is_empty(), stem.is_empty()) {
        (false, _) => own,
        (true, false) => stem.clone(),
        (true, true) => "part".into(),
    };
    let qualified = format!("{stem}_{own}");
    let numbered = (2..).map(|number: u64| format!("{qualified}_{number}"));
    let mut candidates = [own, qualified.clone()].into_iter().chain(numbered);
    candidates.find(|name| !taken.contains(name)).unwrap_or(qualified)
}
