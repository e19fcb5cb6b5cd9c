//! From two releases of a service to the changes between them.
//!
//! In: a service in both releases ([`Context`]). Out: [`Change`]s. Each comparer looks at one kind of thing
//! and knows nothing of the others, so their order doesn't matter. A later step looks at all changes
//! together, and finds out what one means for another, and for statements.

pub(super) mod bodies;
mod bounds;
pub(super) mod change;
pub(super) mod context;
mod difference;
pub(super) mod exec;
pub(super) mod facets;
mod labels;
mod method;
mod methods;
pub(super) mod object_key;
mod operations;
pub(super) mod pairs;
mod parameters;
pub(super) mod path;
mod resources;
mod rows;
pub(super) mod services;
pub(super) mod settings;
mod unchanged;
mod views;
mod walk;

use std::collections::BTreeSet;

use self::change::Change;
use self::context::Context;
pub(super) use self::operations::call;
use self::pairs::{Calls, ResourcePair};

/// All changes of a service.
pub(super) fn changes<'a>(context: &Context<'a>) -> Vec<Change<'a>> {
    let whole = services::changes(context).into_iter();
    let whole = whole.chain(resources::changes(context)).chain(views::changes(context));
    let whole = whole.chain(settings::changes(context));
    whole.chain(context.resources.iter().flat_map(|pair| of_resource(context, pair))).collect()
}

/// The changes of a resource that is in both releases.
fn of_resource<'a>(context: &Context<'a>, pair: &ResourcePair<'a>) -> Vec<Change<'a>> {
    let calls = pair.calls(&context.old.api, &context.new.api);
    let differing = differing(context, &calls);
    let of_method = |calls: &Calls<'a>| {
        method::changes(context, *calls).into_iter().chain(parameters::changes(context, *calls))
    };
    let names = methods::changes(context, pair).into_iter();
    // A view goes before methods under SELECT, and is compared by itself.
    let is_view = pair.old.view.is_some() && pair.new.view.is_some();
    let rows = if is_view { Vec::new() } else { rows::changes(context, pair, &calls) };
    names
        .chain(differing.iter().flat_map(of_method))
        .chain(bodies::changes(context, &differing))
        .chain(rows)
        .collect()
}

/// The operations that differ in any way. A list and its raw twin call one operation, which is reported once.
fn differing<'a>(context: &Context<'a>, calls: &[Calls<'a>]) -> Vec<Calls<'a>> {
    let mut seen = BTreeSet::new();
    let firsts = calls.iter().copied().filter(|calls| seen.insert(&calls.old.id));
    firsts.filter(|calls| !context.unchanged.is_same_operation(calls.old, calls.new)).collect()
}
