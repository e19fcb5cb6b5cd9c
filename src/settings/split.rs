//! The key `split` of `provgen.yaml`: documents that become several services.

use super::keys::{checked, checked_key, choice, unknown_key};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::mapping::split::options::{Fate, PartChange, SplitBy, SplitOptions};
use crate::names::ServiceName;

const SPLIT_KEYS: [&str; 4] = ["by", "rename", "merge", "drop"];

/// Help for a value of the wrong form.
const EXAMPLE: &str = "for example, write `split: { by: tag }`, or `by: path`";

/// What a configuration says of the split of documents.
#[derive(Debug, Clone)]
pub enum SplitSetting {
    /// Each document is one service.
    None,
    /// A document becomes services by these options.
    By(SplitOptions),
}

impl SplitSetting {
    /// The options, if documents are split.
    #[must_use]
    pub const fn options(&self) -> Option<&SplitOptions> {
        match self {
            Self::None => None,
            Self::By(options) => Some(options),
        }
    }
}

/// Reads the key `split`; problems are reported at their places.
pub(super) fn read(at: &Cursor<'_, '_>) -> Option<SplitSetting> {
    if matches!(at.node, Node::String(_)) {
        return choice(at, &[("none", ())]).map(|()| SplitSetting::None);
    }
    let (mut by, mut changes) = (None, Vec::new());
    for (key, value) in at.entries() {
        match key {
            "by" => by = choice(&value, &SplitBy::ALL),
            "rename" => changes.extend(value.entries().filter_map(|(of, value)| {
                let name = value.string()?;
                let name = checked(&name, ServiceName::new, "service", &value)?;
                let pointer = value.pointer();
                Some(PartChange { of: of.to_string(), pointer, is_key: true, fate: Fate::Renamed(name) })
            })),
            "merge" => {
                for (name, value) in value.entries() {
                    let Some(name) = checked_key(name, &value) else { continue };
                    changes.extend(listed(&value, &Fate::Merged(name)));
                }
            }
            "drop" => changes.extend(listed(&value, &Fate::Dropped)),
            _ => unknown_key(key, &SPLIT_KEYS, &value),
        }
    }
    if at.node.get("by").is_none() && matches!(at.node, Node::Map(_)) {
        at.report(Diagnostic::error("config::missing-key", "`by` is missing").help(EXAMPLE));
    }
    Some(SplitSetting::By(SplitOptions { by: by?, changes }))
}

/// The services of a list, which have the same fate.
fn listed(at: &Cursor<'_, '_>, fate: &Fate) -> Vec<PartChange> {
    let change = |item: Cursor<'_, '_>| {
        let pointer = item.pointer();
        Some(PartChange { of: item.string()?, pointer, is_key: false, fate: fate.clone() })
    };
    at.items().filter_map(change).collect()
}
