//! An example as it is run, and what should come of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::read::Calls;
use crate::api::{HttpMethod, SqlVerb};
use crate::trial::operation::{Form, Paging, RowsOf};

/// An example with its placeholders filled.
#[derive(Debug, Clone)]
pub(in crate::trial) struct ExamplePlan {
    /// The method that it should reach.
    pub(in crate::trial) method: String,
    /// The place of its operation among those of the service.
    pub(in crate::trial) operation: usize,
    /// The verb.
    pub(in crate::trial) verb: SqlVerb,
    /// The difference from the method's other examples.
    pub(in crate::trial) variant: Option<&'static str>,
    /// The statement.
    pub(in crate::trial) sql: String,
    /// The request and the rows.
    pub(in crate::trial) expected: Expected,
    /// Parts that could not be read, or that the operation doesn't know.
    pub(in crate::trial) unclear: Vec<String>,
}

/// The request that an example should become, and its result.
#[derive(Debug, Clone)]
pub(in crate::trial) struct Expected {
    /// HTTP method.
    pub(in crate::trial) http_method: HttpMethod,
    /// The path, decoded; none for an example that becomes several requests, or lacks a part of the path.
    pub(in crate::trial) path: Option<String>,
    /// Names and values of the query, sorted.
    pub(in crate::trial) query: Vec<(String, String)>,
    /// Values of headers.
    pub(in crate::trial) headers: BTreeMap<String, String>,
    /// Fields of the body; empty for no body.
    pub(in crate::trial) body: Map<String, Value>,
    /// How the fields of the body are sent.
    pub(in crate::trial) form: Form,
    /// Whether it is one call.
    pub(in crate::trial) calls: Calls,
    /// Whether a call is followed by that of a second page.
    pub(in crate::trial) paging: Paging,
    /// The parameter of the query that asks for the second page.
    pub(in crate::trial) page_parameter: String,
    /// Where the rows of an answer are.
    pub(in crate::trial) rows: RowsOf,
    /// The result.
    pub(in crate::trial) returned: Returned,
}

/// The result of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::trial) enum Returned {
    /// Rows with these columns.
    Columns(Vec<String>),
    /// Rows with any columns.
    Rows,
    /// Rows or none: the example filters them, or returns none.
    Anything,
}
