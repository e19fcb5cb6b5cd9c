//! Why a document is read.

/// The purpose for which a document is read: it decides which problems of StackQL's annotations are errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The document is shown, compared or checked: a fault stays with its schema, method or service.
    Reading,
    /// The document is written anew, so that nothing which it names may be missing.
    Writing,
    /// The document is written anew, and is refused where a part would be repaired or left out.
    Strict,
}
