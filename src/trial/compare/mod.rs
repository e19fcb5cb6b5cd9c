//! What the engine showed and did, compared with what it should.
//!
//! In: an answer of the engine, the requests that arrived, and the plan. Out: [`Finding`]s.
//!
//! [`Finding`]: super::report::Finding

mod body;
mod example;
mod route;
mod tables;

pub(super) use example::example;
pub(super) use tables::{columns, insert, methods, resources, services};
