//! Reading an OpenAPI document.

use crate::api::Api;
use crate::diagnostic::Result;
use crate::input::node::Node;

/// Reads an OpenAPI 3.0 or 3.1 document.
///
/// # Errors
/// All problems of the document.
pub fn read(_document: &Node<'_>, _file: &str, _stem: &str) -> Result<Api> {
    Err(crate::diagnostic::Diagnostic::error("input::todo", "not yet").into())
}
