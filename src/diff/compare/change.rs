//! A change as a comparer sees it.
//!
//! In: what differs between two releases of a service. Out: a [`Change`], which says by which rule, where,
//! how it was and is, and what a statement that shows it would name. It knows no SQL: whether a statement of
//! the old release still works, and what it looks like, is found out of all changes together.

use crate::diff::place::FindingPlace;
use crate::provider::{Method, Resource};
use crate::rules::rule::RuleId;

/// One change.
#[derive(Debug, Clone)]
pub(in crate::diff) struct Change<'a> {
    /// The rule that tells of it.
    pub(in crate::diff) rule: RuleId,
    pub(in crate::diff) place: FindingPlace,
    /// How it was; none where it wasn't there.
    pub(in crate::diff) old: Option<String>,
    /// How it is; none where it is gone.
    pub(in crate::diff) new: Option<String>,
    /// The statement that shows it; none where nothing that worked is touched.
    pub(in crate::diff) statement: Option<Statement<'a>>,
    /// What the statement does now, where the rule's own words don't tell.
    pub(in crate::diff) effect: Option<String>,
    /// Whether the old release advised against what changed.
    pub(in crate::diff) was_deprecated: bool,
    /// Where it is now, if it is there under another name.
    pub(in crate::diff) renamed: Option<FindingPlace>,
    /// The resource that went or came as a whole.
    pub(in crate::diff) whole: Option<&'a Resource>,
    /// The column that a path of `place.column` begins at.
    pub(in crate::diff) root: Option<String>,
    /// All methods that it holds for, where it holds for several.
    pub(in crate::diff) methods: Vec<String>,
    /// Other paths from the same column or field to the same change.
    pub(in crate::diff) also: OtherPaths,
    /// Whether something went that the rule itself doesn't tell of.
    pub(in crate::diff) is_gone: bool,
}

/// Other paths to one change: the first of them, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::diff) struct OtherPaths {
    pub(in crate::diff) first: Vec<String>,
    pub(in crate::diff) count: usize,
}

/// A statement of the old release, as far as a comparer knows it.
#[derive(Debug, Clone)]
pub(in crate::diff) enum Statement<'a> {
    /// Any on the service: on its first resource that has a SELECT, else on its first.
    OnService,
    /// Any on a resource: a routed one where there is one.
    OnResource(&'a Resource),
    /// A SELECT of all columns of the view that is called so.
    OnView(String),
    /// A call of a method.
    Call(Call<'a>, Naming),
}

/// A method of the old release, and the resource that it is of.
#[derive(Debug, Clone, Copy)]
pub(in crate::diff) struct Call<'a> {
    pub(in crate::diff) resource: &'a Resource,
    pub(in crate::diff) method: &'a Method,
}

/// The names that a call of a method gives.
#[derive(Debug, Clone)]
pub(in crate::diff) enum Naming {
    /// What the method needs, and nothing else.
    Needed,
    /// The same, and the method itself: an EXEC.
    Method,
    /// A column, or the field at a path within one; the column's name has `root` bytes of the path.
    Column { path: String, root: usize },
    /// A parameter or a field of the body; `value` is a text, none for one that fits.
    Given { name: String, value: Option<String> },
}

impl<'a> Call<'a> {
    /// The statement that names what the method needs and nothing else.
    pub(in crate::diff) fn plain(self) -> Statement<'a> {
        Statement::Call(self, Naming::Needed)
    }

    /// The EXEC that does.
    pub(in crate::diff) fn exec(self) -> Statement<'a> {
        Statement::Call(self, Naming::Method)
    }

    /// The statement that asks for a column, or for the field at `path` within one.
    pub(super) fn column(self, path: &str, root: usize) -> Statement<'a> {
        Statement::Call(self, Naming::Column { path: path.to_string(), root })
    }

    /// The statement that gives a value to `name`.
    pub(super) fn given(self, name: &str, value: Option<String>) -> Statement<'a> {
        Statement::Call(self, Naming::Given { name: name.to_string(), value })
    }
}

impl<'a> Change<'a> {
    /// A change of `rule` at `place`; the rest is added.
    pub(in crate::diff) fn new(rule: RuleId, place: FindingPlace) -> Self {
        Self {
            rule,
            place,
            old: None,
            new: None,
            statement: None,
            effect: None,
            was_deprecated: false,
            renamed: None,
            whole: None,
            root: None,
            methods: Vec::new(),
            also: OtherPaths::default(),
            is_gone: false,
        }
    }

    /// Adds how it was and how it is; an empty text is none.
    pub(in crate::diff) fn was(self, old: impl Into<String>, new: impl Into<String>) -> Self {
        let some = |text: String| (!text.is_empty()).then_some(text);
        Self { old: some(old.into()), new: some(new.into()), ..self }
    }

    /// Adds the statement that shows it.
    pub(in crate::diff) fn shown_by(self, statement: Statement<'a>) -> Self {
        Self { statement: Some(statement), ..self }
    }

    /// Adds what the statement does now.
    pub(in crate::diff) fn effect(self, effect: impl Into<String>) -> Self {
        Self { effect: Some(effect.into()), ..self }
    }

    /// Says that the old release advised against it, where it did.
    pub(in crate::diff) fn deprecated(self, was_deprecated: bool) -> Self {
        Self { was_deprecated, ..self }
    }

    /// Adds where it is now, and that it is called `name` there.
    pub(super) fn renamed(self, place: FindingPlace, name: &str) -> Self {
        Self { renamed: Some(place), ..self }.effect(format!("it is `{name}` now"))
    }
}
