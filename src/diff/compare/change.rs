//! A change as a comparer sees it.
//!
//! In: a difference between two releases of a service. Out: a [`Change`] with its rule, its place, the old
//! and the new state, and the names that a statement which shows it would give. A change knows no SQL: a
//! later step, which sees all changes together, finds out whether a statement of the old release still works,
//! and writes the statement.

use crate::diff::place::FindingPlace;
use crate::names::OperationId;
use crate::provider::{Method, Resource};
use crate::rules::rule::{RuleId, Severity};

/// One change.
#[derive(Debug, Clone)]
pub(in crate::diff) struct Change<'a> {
    /// The rule of the change.
    pub(in crate::diff) rule: RuleId,
    /// The severity, if it isn't the rule's: that of a setting depends on what the setting does.
    pub(in crate::diff) severity: Option<Severity>,
    pub(in crate::diff) place: FindingPlace,
    /// The old state; none if the thing is new.
    pub(in crate::diff) old: Option<String>,
    /// The new state; none if the thing is gone.
    pub(in crate::diff) new: Option<String>,
    /// The statement that shows the change; none if no statement that worked is affected.
    pub(in crate::diff) statement: Option<Statement<'a>>,
    /// The statement's effect now, if the rule's own text doesn't tell it.
    pub(in crate::diff) effect: Option<String>,
    /// Whether the old release advised against the changed thing.
    pub(in crate::diff) was_deprecated: bool,
    /// The new place, if the thing exists under another name.
    pub(in crate::diff) renamed: Option<FindingPlace>,
    /// The resource that went or came as a whole.
    pub(in crate::diff) whole: Option<&'a Resource>,
    /// The column that a path of `place.column` begins at.
    pub(in crate::diff) root: Option<String>,
    /// All methods with this change, if there are several.
    pub(in crate::diff) methods: Vec<String>,
    /// Other paths from the same column or field to the same change.
    pub(in crate::diff) also: OtherPaths,
    /// The operation of the new release that shows a change of rows.
    pub(in crate::diff) answer_of: Option<&'a OperationId>,
    /// The field of a body that `place.parameter` names, as the API has it: `note`, `lines[].price`.
    pub(in crate::diff) field: Option<String>,
    /// Whether the change is a removal, though its rule has another subject.
    pub(in crate::diff) is_gone: bool,
    /// Whether the statement is sent all the same, without what is gone: that is one step milder than a
    /// statement that fails.
    pub(in crate::diff) is_still_sent: bool,
}

/// Other paths to the same change: the first ones, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::diff) struct OtherPaths {
    pub(in crate::diff) first: Vec<String>,
    pub(in crate::diff) count: usize,
}

/// A statement of the old release, in the form that a comparer knows.
#[derive(Debug, Clone)]
pub(in crate::diff) enum Statement<'a> {
    /// Any statement on the service: on its first resource that has a SELECT, else on its first.
    OnService,
    /// Any statement on a resource: a routed one if there is one.
    OnResource(&'a Resource),
    /// A SELECT of a view, of a column or of all, which gives values to the names that the view needs.
    OnView { name: String, needed: Vec<String>, column: Option<String> },
    /// A call of a method.
    Call(Call<'a>, Naming),
}

/// A method of the old release, and its resource.
#[derive(Debug, Clone, Copy)]
pub(in crate::diff) struct Call<'a> {
    pub(in crate::diff) resource: &'a Resource,
    pub(in crate::diff) method: &'a Method,
}

/// The names that a call of a method gives.
#[derive(Debug, Clone)]
pub(in crate::diff) enum Naming {
    /// Only the names that the method requires.
    Needed,
    /// The same names in an EXEC, which also names the method.
    Method,
    /// The same names, and at least one field of the body.
    Body,
    /// The same names; a SELECT returns all columns.
    AllColumns,
    /// A column, or the field at a path within one; the column's name has `root` bytes of the path.
    Column { path: String, root: usize },
    /// A parameter or a field of the body; `value` is a text, or none for any value that fits.
    Given { name: String, value: Option<String> },
}

impl<'a> Call<'a> {
    /// The statement that gives only the names that the method requires.
    pub(in crate::diff) fn plain(self) -> Statement<'a> {
        Statement::Call(self, Naming::Needed)
    }

    /// The statement that also sets a field of the body.
    pub(super) fn with_body(self) -> Statement<'a> {
        Statement::Call(self, Naming::Body)
    }

    /// The same as an EXEC.
    pub(in crate::diff) fn exec(self) -> Statement<'a> {
        Statement::Call(self, Naming::Method)
    }

    /// The SELECT of all columns.
    pub(super) fn all_columns(self) -> Statement<'a> {
        Statement::Call(self, Naming::AllColumns)
    }

    /// The statement that selects a column, or the field at `path` within one.
    pub(super) fn column(self, path: &str, root: usize) -> Statement<'a> {
        Statement::Call(self, Naming::Column { path: path.to_string(), root })
    }

    /// The statement that gives a value to `name`.
    pub(super) fn given(self, name: &str, value: Option<String>) -> Statement<'a> {
        Statement::Call(self, Naming::Given { name: name.to_string(), value })
    }
}

impl<'a> Change<'a> {
    /// A change of `rule` at `place`; the other methods add the rest.
    pub(in crate::diff) fn new(rule: RuleId, place: FindingPlace) -> Self {
        Self {
            rule,
            severity: None,
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
            answer_of: None,
            field: None,
            is_gone: false,
            is_still_sent: false,
        }
    }

    /// Adds the old and the new state; an empty text counts as none.
    pub(in crate::diff) fn was(self, old: impl Into<String>, new: impl Into<String>) -> Self {
        let some = |text: String| (!text.is_empty()).then_some(text);
        Self { old: some(old.into()), new: some(new.into()), ..self }
    }

    /// Adds the statement that shows the change.
    pub(in crate::diff) fn shown_by(self, statement: Statement<'a>) -> Self {
        Self { statement: Some(statement), ..self }
    }

    /// Adds the statement's effect now.
    pub(in crate::diff) fn effect(self, effect: impl Into<String>) -> Self {
        Self { effect: Some(effect.into()), ..self }
    }

    /// Sets whether the old release advised against the changed thing.
    pub(in crate::diff) fn deprecated(self, was_deprecated: bool) -> Self {
        Self { was_deprecated, ..self }
    }

    /// Notes that the statement is sent all the same, without what is gone; `effect` says what that means.
    pub(super) fn still_sent(self, effect: impl Into<String>) -> Self {
        Self { is_still_sent: true, ..self }.effect(effect)
    }

    /// Adds the new place and the name `name` there.
    pub(super) fn renamed(self, place: FindingPlace, name: &str) -> Self {
        Self { renamed: Some(place), ..self }.effect(format!("it is `{name}` now"))
    }
}
