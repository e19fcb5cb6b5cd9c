//! A statement of the user: told from a name, and its placeholders filled.
//!
//! In: the text. Out: the text that is asked. A placeholder gets a value as those of the pages' examples do,
//! since that is where most statements with placeholders come from.

use super::example::{self, Filler};
use super::operation::OperationPlan;
use crate::api::SqlVerb;
use crate::diagnostic::{Diagnostic, Result};
use crate::provider::{Method, Resource, Service};

/// Whether a text is a statement, and not the name of a service or a resource.
#[must_use]
pub fn is_statement(text: &str) -> bool {
    let is_of_statements = |c: char| c.is_whitespace() || matches!(c, '(' | ')');
    text.is_empty() || text.contains(is_of_statements) || text.starts_with("--") || text.starts_with("/*")
}

/// Whether a statement says nothing: it has comments at most.
#[must_use]
pub fn is_empty(text: &str) -> bool {
    example::tokens(text).iter().all(|token| token.is(";"))
}

/// The statement `sql` with values for its placeholders; none if it has no placeholders, or calls no method
/// of `service`.
pub(super) fn filled(provider: &str, service: &Service, sql: &str) -> Option<String> {
    let tokens = example::tokens(sql);
    if example::holes(&tokens).is_empty() {
        return None;
    }
    let verb = tokens.iter().find_map(|token| SqlVerb::parse(&token.name()?))?;
    let called = example::names(&tokens).into_iter().find_map(|name| {
        let own = name.strip_prefix(provider)?.strip_prefix('.')?;
        let own = own.strip_prefix(service.name.as_str())?.strip_prefix('.')?;
        called(service, verb, own, sql)
    });
    let (resource, method) = called?;
    let operation = service.api.operation(&method.operation_id)?;
    let plan = OperationPlan::new(service, resource, method, operation);
    Some(Filler::new(service, resource, method)?.filled(sql, None, (0, &plan)).sql)
}

/// The resource `name`, and the method that a statement of `verb` reaches there; the first of the verb, if the
/// statement lacks a name that each of them needs: the engine tells which. EXEC names its method.
fn called<'s>(
    service: &'s Service,
    verb: SqlVerb,
    name: &str,
    sql: &str,
) -> Option<(&'s Resource, &'s Method)> {
    let (name, exec) = name.split_once('.').map_or((name, None), |(name, exec)| (name, Some(exec)));
    let resource = service.resources.iter().find(|resource| resource.name.as_str() == name)?;
    let method = match exec {
        Some(exec) => resource.methods.iter().find(|method| method.name.as_str() == exec),
        None => resource.reached(verb, &example::read(sql).given()).or_else(|| {
            let first = resource.routes.get(&verb).and_then(|routes| routes.first());
            first.and_then(|name| resource.method(name))
        }),
    };
    Some((resource, method?))
}

/// Checks that a statement has no placeholders any more: the engine takes them for a template of its own.
///
/// # Errors
/// - `try::placeholders`: it has some
pub(super) fn check(sql: &str) -> Result<()> {
    let tokens = example::tokens(sql);
    let left: Vec<String> = example::holes(&tokens).iter().map(|hole| format!("`{hole}`")).collect();
    if left.is_empty() {
        return Ok(());
    }
    let message = format!("nothing tells a value for {}", left.join(", "));
    let is_several = tokens.iter().skip_while(|token| !token.is(";")).any(|token| !token.is(";"));
    let help = if is_several {
        "these are several statements: ask one after the other, or write values in place of the placeholders"
    } else {
        "write values in their place: only those of parameters and fields of the method that it calls are filled"
    };
    Err(Diagnostic::error("try::placeholders", message).help(help).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_no_names() {
        for text in [
            "",
            " ",
            "SELEC 1",
            "SELECT(1)",
            "/* c */SELECT",
            "--x",
            "a\tb",
            "REGISTRY LIST",
            "(x)",
            "show\nx",
        ] {
            assert!(is_statement(text), "{text}");
        }
        for text in ["google", "google.dataproc.sessions", "dataproc", "select", "a-b", "a--b", "."] {
            assert!(!is_statement(text), "{text}");
        }
    }

    #[test]
    fn comments_alone_say_nothing() {
        for (text, expected) in
            [("", true), (" \n", true), ("-- x", true), ("/* x", true), (" ; ", true), ("-- x\n1", false)]
        {
            assert_eq!(is_empty(text), expected, "{text}");
        }
    }
}
