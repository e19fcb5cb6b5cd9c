//! The schemas to compare, and their role.

use crate::api::Api;
use crate::diff::compare::unchanged::Unchanged;
use crate::names::OperationId;

/// Two APIs whose schemas are compared.
#[derive(Clone, Copy)]
pub(in crate::diff::compare) struct Walk<'a> {
    pub(in crate::diff::compare) old: &'a Api,
    pub(in crate::diff::compare) new: &'a Api,
    pub(in crate::diff::compare) unchanged: &'a Unchanged<'a>,
    pub(in crate::diff::compare) of: Of<'a>,
}

/// The role of the schemas, which decides who writes the values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::diff::compare) enum Of<'a> {
    /// Rows, which the server sends.
    Rows,
    /// The body of an operation, before and after; values that the server sets are never sent.
    Body(&'a OperationId, &'a OperationId),
    /// A parameter.
    Parameter,
}
