//! The version of OpenAPI of a document.

use crate::document::node::Node;

/// Version of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OpenApiVersion {
    V30,
    /// 3.2 as well: schemas are the same, and what is new concerns parts that StackQL has no use for.
    V31,
}

impl OpenApiVersion {
    /// The version that a document says it has.
    pub(super) fn of(document: &Node<'_>) -> Self {
        match document.get("openapi") {
            Some(Node::String(text)) if text.starts_with("3.1") || text.starts_with("3.2") => Self::V31,
            Some(Node::Number(number)) if matches!(number.as_f64(), Some(3.1 | 3.2)) => Self::V31,
            _ => Self::V30,
        }
    }
}
