//! A difference between two schemas.
//!
//! In: the path to it, and how it was and is. Out: a [`Difference`], which whoever compares columns,
//! parameters or bodies makes a change of, by a rule of its own.

use super::change::OtherPaths;

/// How two schemas differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DifferenceKind {
    Removed,
    Renamed,
    Added,
    /// A field that came, and that an object must have.
    RequiredAdded,
    /// A field that was there, and that an object must have now.
    BecameRequired,
    Type,
    /// One value where many were, or the reverse.
    Cardinality,
    Format,
    EnumRemoved,
    EnumAdded,
    /// Bounds, a pattern or a list of values that lets less through.
    Narrowed,
    Default,
    ReadOnly,
    /// It was the server's to set, and can be set now.
    Settable,
    Immutable,
    Deprecated,
    Described,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// `config.disks[].size`, `labels.*`
    pub(super) path: String,
    /// How many bytes of the path are the column, parameter or field that all this is within.
    pub(super) root: usize,
    pub(super) kind: DifferenceKind,
    pub(super) old: String,
    pub(super) new: String,
    /// Name of the field that it is now, where it was renamed.
    pub(super) renamed: Option<String>,
    /// Type of the value in the old release, where it had one.
    pub(super) value: &'static str,
    /// Whether the new release has a list there.
    pub(super) is_list: bool,
    /// Whether the old release advised against it, or against what it is within.
    pub(super) was_deprecated: bool,
    /// Values that went or came.
    pub(super) values: Vec<String>,
    /// Other paths from the same column, parameter or field to the same place of the same types.
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
            is_list: false,
            was_deprecated: false,
            values: Vec::new(),
            also: OtherPaths::default(),
        }
    }

    /// The column, parameter or field that it is within.
    pub(super) fn root(&self) -> &str {
        self.path.get(..self.root).unwrap_or(&self.path)
    }

    /// How it was and how it is: the two names of what was renamed.
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

    /// Whether it is within a column, not the column itself.
    pub(super) fn is_nested(&self) -> bool {
        self.path.len() > self.root
    }
}
