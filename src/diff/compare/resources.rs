//! The resources of a service: renamed, removed and added ones.
//!
//! In: a service in both releases. Out: changes of whole resources; other comparers look at the other changes
//! of resources.

use std::collections::BTreeSet;

use super::change::{Change, Statement};
use super::context::Context;
use super::views;
use crate::diff::place::FindingPlace;
use crate::provider::Resource;
use crate::rules::rule::RuleId;

/// The changes for removed, added and renamed resources.
pub(super) fn changes<'a>(context: &Context<'a>) -> Vec<Change<'a>> {
    let gone = context.old.tables().filter_map(|old| change_of(context, old));
    let known: BTreeSet<&str> = context.resources.iter().map(|pair| pair.new.name.as_str()).collect();
    let came = context.new.tables().filter(|new| !known.contains(new.name.as_str()));
    gone.chain(came.map(|new| added(context, new))).collect()
}

/// The change for a resource of the old release; none if it still has its name.
fn change_of<'a>(context: &Context<'a>, old: &'a Resource) -> Option<Change<'a>> {
    let now = context.resources.iter().find(|pair| pair.old.name == old.name).map(|pair| pair.new);
    match now {
        Some(new) if new.name == old.name => None,
        Some(new) => {
            let place = FindingPlace::resource(context.new.name.as_str(), new.name.as_str());
            let change = gone(context, old, RuleId::ResourceRenamed);
            Some(change.was(old.name.as_str(), new.name.as_str()).renamed(place, new.name.as_str()))
        }
        None if context.new.resource(old.name.as_str()).is_some_and(views::is_view) => {
            Some(gone(context, old, RuleId::ResourceKindChanged).was("table", "view"))
        }
        None => {
            let change = gone(context, old, RuleId::ResourceRemoved);
            Some(match elsewhere(context, old) {
                Some(other) => change.effect(format!("what it called is in `{}` now", other.name)),
                None => change,
            })
        }
    }
}

/// The change for a resource whose name is gone.
fn gone<'a>(context: &Context<'a>, resource: &'a Resource, rule: RuleId) -> Change<'a> {
    let change = Change::new(rule, context.resource(resource))
        .deprecated(resource.methods.iter().all(|method| method.deprecated))
        .shown_by(Statement::OnResource(resource));
    Change { whole: Some(resource), ..change }
}

/// The resource of the new release that calls the operations of a removed one.
fn elsewhere<'a>(context: &Context<'a>, resource: &Resource) -> Option<&'a Resource> {
    resource.methods.iter().find_map(|method| {
        let operation = context.operations.to_new(&method.operation_id)?;
        let calls =
            |other: &&Resource| other.methods.iter().any(|method| method.operation_id == operation.id);
        context.new.resources.iter().find(calls)
    })
}

/// The change for a new resource.
fn added<'a>(context: &Context<'a>, new: &'a Resource) -> Change<'a> {
    let place = context.resource(new);
    if let Some(old) = context.old.resource(new.name.as_str()).filter(|old| views::is_view(old)) {
        let change = Change::new(RuleId::ResourceKindChanged, place).was("view", "table");
        return change.shown_by(views::statement(old));
    }
    Change { whole: Some(new), ..Change::new(RuleId::ResourceAdded, place) }
}
