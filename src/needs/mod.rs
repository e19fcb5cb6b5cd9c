//! What the engine needs of a provider besides names, for documents without StackQL's annotations.
//!
//! In: an API, and the options of the configuration. Out: settings in the engine's words, at the places where a manifest
//! has them; and what can't be derived, as warnings.

pub mod auth;
pub mod bodies;
pub mod named;
pub mod names;
pub mod options;
mod paging;
pub mod pattern;
pub mod patterns;
pub mod servers;
mod settings;

pub use settings::Needed;
