//! provgen renders a StackQL provider from an API's machine description.
//!
//! ```text
//! specs/*.json|yaml ─ input ─► Api ─ mapping ─► Provider ─┬─ manifest ─► generated/providers/…   (YAML)
//!                                                         └─ docs ─────► generated/docs/…        (Markdown)
//! ```

pub mod api;
pub mod diagnostic;
pub mod input;
pub mod names;
