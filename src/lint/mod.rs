//! Mistakes in manifests: what StackQL refuses to load, crashes at, or doesn't do right.
//!
//! In: the texts of a provider's folder, or of one service. Out: diagnostics, each by a rule
//! (`rules/lint/<id>.toml`), with the line and column of its place. The document is looked at as it is, not as
//! what it means: whatever cannot be read is passed over by the checks that need it, and told by another.
//!
//! ```text
//! text ─ document ─► Node ─ view ─► loader                   types and references
//!                                └─ method ─► resources, rows, parameters, bodies, returning
//! ```

mod bodies;
mod credentials;
mod finding;
mod loader;
mod method;
mod parameters;
mod provider;
mod repair;
mod required;
mod resources;
mod returning;
mod rows;
mod schema;
mod service;
mod shapes;
mod types;
mod view;

pub use crate::rules::lint_rule::{LintRule, LintRuleId, Stops};
pub use credentials::of_configuration;
pub use finding::{CODE, stops};
pub use provider::{Linted, of_provider, provider};
pub use repair::{Repairs, repairs};
pub use service::{accept, of_service, service};
