//! Which schemas are compared, and in what role.

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

/// The use of the schemas, which decides who may write what differs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::diff::compare) enum Of<'a> {
    /// Rows: whatever the server answers.
    Rows,
    /// The body of an operation, before and after: what the server sets is nobody's to send.
    Body(&'a OperationId, &'a OperationId),
    /// A parameter.
    Parameter,
}
