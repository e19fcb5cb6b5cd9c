//! Example statements that run: each names only what its route takes, reaches the method that it shows, and
//! sends what it says.

mod call;
pub(super) mod given;
pub(super) mod heading;
mod note;
mod read;
pub(super) mod start;
pub(super) mod statement;
pub(super) mod value;
mod write;

use given::Context;
use start::Start;

use super::methods::{MethodFacts, reached_by};
use super::reference::{Example, Habit};
use crate::api::SqlVerb;

/// The SELECTs that a page begins with, and what people do with the rows, in statements.
pub(super) fn start<'a>(context: Context<'a>, methods: &'a [MethodFacts<'a>]) -> (Vec<Example>, Vec<Habit>) {
    Start::of(context, methods).map(|start| (start.examples(), start.habits())).unwrap_or_default()
}

/// The examples of all methods, by verb in the order of the routes; methods that no route reaches get an EXEC.
pub(super) fn all<'a>(context: Context<'a>, methods: &'a [MethodFacts<'a>]) -> Vec<Example> {
    let mut examples = Vec::new();
    for (verb, names) in &context.resource.routes {
        for facts in names.iter().filter_map(|name| reached_by(methods, *verb, name)) {
            examples.extend(match verb {
                SqlVerb::Select => read::select(context, facts).into_iter().collect(),
                SqlVerb::Insert => write::inserts(context, facts),
                SqlVerb::Delete => read::delete(context, facts).into_iter().collect(),
                SqlVerb::Update | SqlVerb::Replace => write::changes(context, facts),
                SqlVerb::Exec => Vec::new(),
            });
        }
    }
    let called = methods.iter().filter(|facts| facts.is_called);
    examples.extend(called.flat_map(|facts| call::exec(context, facts)));
    examples
}
