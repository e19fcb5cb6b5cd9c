//! Views, which annotated documents have beside the tables that methods serve.
//!
//! In: a service in both releases. Out: changes of views; the comparer of resources reports a view that
//! became a table, or the reverse.

use serde_json::Value;

use super::change::{Change, Statement};
use super::context::Context;
use super::engine;
use crate::diff::place::FindingPlace;
use crate::names::ResourceName;
use crate::provider::Service;
use crate::rules::rule::RuleId;

/// The DDL of the view that an annotated document has under a resource's name.
pub(super) fn view<'s>(service: &'s Service, resource: &str) -> Option<&'s str> {
    let config = engine::of_resource(service, resource, "config")?;
    config.pointer("/views/select/ddl").and_then(Value::as_str)
}

/// The changes for removed, added and changed views.
pub(super) fn changes<'a>(context: &Context<'a>) -> Vec<Change<'a>> {
    let is_table = |name: &ResourceName| {
        [context.old, context.new].iter().any(|service| service.tables().any(|table| table.name == *name))
    };
    let place = |name: &ResourceName| FindingPlace::resource(context.old.name.as_str(), name.as_str());
    let before = names(context.old).filter_map(|name| {
        let old = view(context.old, name.as_str())?;
        let statement = Statement::OnView(name.to_string());
        match view(context.new, name.as_str()) {
            Some(new) if new.split_whitespace().ne(old.split_whitespace()) => {
                Some(Change::new(RuleId::ViewDdlChanged, place(name)).was(old, new).shown_by(statement))
            }
            None if !is_table(name) => {
                Some(Change::new(RuleId::ResourceRemoved, place(name)).shown_by(statement))
            }
            _ => None,
        }
    });
    let after = names(context.new).filter_map(|name| {
        let is_new = context.old.api.annotated.as_ref().is_none_or(|own| !own.resources.contains_key(name));
        let is_view = !is_table(name) && view(context.new, name.as_str()).is_some();
        (is_new && is_view).then(|| Change::new(RuleId::ResourceAdded, place(name)))
    });
    before.chain(after).collect()
}

/// The names of all resources that an annotated document has, views among them.
fn names(service: &Service) -> impl Iterator<Item = &ResourceName> {
    service.api.annotated.iter().flat_map(|own| own.resources.keys())
}
