//! provgen renders a StackQL provider from an API's machine description.
//!
//! ```text
//! specs/*.json|yaml ─ input ─► Api ─ mapping ─► Provider ─┬─ manifest ─► generated/providers/…   (YAML)
//!                                                         └─ docs ─────► generated/docs/…        (Markdown)
//! ```

pub mod api;
pub mod cli;
pub mod diagnostic;
pub mod docs;
pub mod input;
pub mod manifest;
pub mod mapping;
pub mod names;
pub mod output;
pub mod pipeline;
pub mod provider;
pub mod settings;
