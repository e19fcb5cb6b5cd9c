//! Statements that worked in the old release: a finding shows one, so that users can recognise their own.
//!
//! In: a [`Statement`] from a comparer. Out: SQL that StackQL accepted: the statement gives the names that
//! the method requires, and the routes lead to the method. If no verb does, the statement is an EXEC.

mod caller;
mod exec;
mod value;

use std::fmt::Write as _;

use caller::{Caller, resource_id};
use value::literal;

use crate::diff::compare::change::{Call, Statement};
use crate::engine::sql::identifier;
use crate::provider::Service;

/// The older release of a service, whose statements are made.
#[derive(Clone, Copy)]
pub(in crate::diff) struct Witnesses<'a> {
    pub(in crate::diff) provider: &'a str,
    pub(in crate::diff) service: &'a Service,
}

impl<'a> Witnesses<'a> {
    /// The statement in SQL; none if StackQL can't send it, or if the service has nothing to query.
    pub(in crate::diff) fn sql(self, statement: &Statement<'a>) -> Option<String> {
        match statement {
            Statement::OnService => {
                let all = &self.service.resources;
                let resource = all.iter().find(|resource| resource.is_selectable()).or(all.first())?;
                self.sql(&Statement::OnResource(resource))
            }
            Statement::OnResource(resource) => {
                let mut methods = resource.methods.iter();
                let method = methods.find(|method| resource.reaches(method));
                let method = method.or(resource.methods.first())?;
                self.sql(&Call { resource, method }.plain())
            }
            Statement::OnView { name, needed, column } => {
                let column = column.as_deref().map_or_else(|| "*".into(), identifier);
                let id = resource_id(self.provider, self.service, name);
                let mut text = format!("SELECT {column} FROM {id}");
                for (index, name) in needed.iter().enumerate() {
                    let start = if index == 0 { "WHERE" } else { "AND" };
                    // Writing to a string can't fail.
                    let _ = write!(text, " {start} {} = {}", identifier(name), literal("…"));
                }
                Some(text)
            }
            Statement::Call(call, naming) => {
                let Self { provider, service } = self;
                let caller = Caller { provider, service, resource: call.resource, method: call.method };
                caller.naming(naming)
            }
        }
    }
}
