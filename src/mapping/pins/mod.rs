//! `mapping.yaml`: which query calls which operation, one line a method.
//!
//! In: the text of the file, and mapped services. Out: the [`Pins`] that the mapping follows; the text of a new file, or the
//! old one with the lines changed that a run may change; and the differences between two. A release's names are its users'
//! API, so what stands in the file wins over overrides and rules.
//!
//! ```text
//! read.rs, legacy.rs ─► Mapping ─► resolve.rs (with the API) ─► keep.rs: proposals
//! services ─► current.rs ─► Mapping ─► changes.rs ─► write.rs, edit.rs: the text      table.rs: CSV
//! ```

mod changes;
mod columns;
mod current;
mod edit;
mod follow;
pub(super) mod keep;
mod layout;
mod legacy;
mod line;
mod model;
mod read;
mod resolve;
pub mod table;
mod write;

pub use changes::{Changes, Unsettled, shown};
pub use edit::{Policy, edited};
pub use model::{Line, Mapping, Mark, MethodPath, Methods, PinnedVerb, Resources};
pub use resolve::{Pin, Pins};

/// The JSON Schema of the file, for editors.
pub const SCHEMA: &str = include_str!("mapping.schema.json");
