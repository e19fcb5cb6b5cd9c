//! A difference between two schemas.
//!
//! In: the path to the difference, and the old and the new state. Out: a [`Difference`]. The comparers of
//! columns, parameters and bodies turn it into a change, each by a rule of its own.

use super::change::OtherPaths;

/// The kind of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DifferenceKind {
    Removed,
    Renamed,
    Added,
    /// A field is new, and required.
    RequiredAdded,
    /// An existing field has become required.
    BecameRequired,
    Type,
    /// The type is another one, and takes each value that SQL gave before.
    Widened,
    /// One value became many, or the reverse.
    Cardinality,
    Format,
    EnumRemoved,
    EnumAdded,
    /// Bounds, a pattern or a list of values allow less.
    Narrowed,
    Default,
    ReadOnly,
    /// The server alone set the field, and now requests can set it.
    Settable,
    Immutable,
    Deprecated,
    /// The value of a key that StackQL reads of schemas: the key's name.
    Setting(&'static str),
    Described,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// `config.disks[].size`, `labels.*`
    pub(super) path: String,
    /// The length in bytes of the part of the path that names the column, parameter or top field.
    pub(super) root: usize,
    pub(super) kind: DifferenceKind,
    pub(super) old: String,
    pub(super) new: String,
    /// The field's new name, if it was renamed.
    pub(super) renamed: Option<String>,
    /// The type of the value in the old release, if it had one.
    pub(super) value: &'static str,
    /// The type of the value in the new release, if it has one.
    pub(super) now: &'static str,
    /// Whether the old release advised against the thing, or against one around it.
    pub(super) was_deprecated: bool,
    /// Values that came or went.
    pub(super) values: Vec<String>,
    /// Other paths from the same column, parameter or field to the same place in the same types.
    pub(super) also: OtherPaths,
}

impl Difference {
    pub(super) fn new(
        path: &str,
        kind: DifferenceKind,
        old: impl Into<String>,
        new: impl Into<String>,
    ) -> Self {
        Self {
            path: path.to_string(),
            root: path.len(),
            kind,
            old: old.into(),
            new: new.into(),
            renamed: None,
            value: "string",
            now: "string",
            was_deprecated: false,
            values: Vec::new(),
            also: OtherPaths::default(),
        }
    }

    /// The column, parameter or top field of the difference.
    pub(super) fn root(&self) -> &str {
        self.path.get(..self.root).unwrap_or(&self.path)
    }

    /// The old and the new state; for a renamed field its two names.
    pub(super) fn sides(&self) -> (String, String) {
        match &self.renamed {
            Some(name) => {
                let old = self.path.rsplit(['.', ']']).find(|part| !part.is_empty());
                let old = if self.is_nested() { old.unwrap_or(&self.path) } else { &self.path };
                (old.to_string(), name.clone())
            }
            None => (self.old.clone(), self.new.clone()),
        }
    }

    /// Whether the new release has a list there.
    pub(super) fn is_list(&self) -> bool {
        self.now == "array"
    }

    /// Whether the difference is within a column, not of the column itself.
    pub(super) fn is_nested(&self) -> bool {
        self.path.len() > self.root
    }
}
