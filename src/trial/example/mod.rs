//! The examples of pages: read, and their placeholders filled.
//!
//! In: the text of an example, and the method that it should reach. Out: an [`ExamplePlan`]: the statement to
//! ask, and the request that should arrive. Examples are read tolerantly: a placeholder may be quoted or not,
//! and stand anywhere in a JSON text.

mod expected;
mod fill;
mod json;
mod read;
mod tokens;

pub(super) use expected::{ExamplePlan, Expected, Returned};
pub(super) use fill::Filler;
pub(super) use read::{Calls, read};
pub(super) use tokens::{holes, names, tokens};
