//! Mistakes of parameters.

use super::finding::Finding;
use super::method::{Operation, Parameter, Resource};
use super::view::{is_set, reference};
use crate::document::node::Node;
use crate::rules::lint_rule::LintRuleId;

/// The mistakes in the parameters of `resource`'s methods.
pub(super) fn check(resource: &Resource<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for operation in resource.methods.iter().filter_map(|method| method.operation()) {
        found.extend(operation.parameters.iter().flat_map(|parameter| one(parameter, operation)));
        found.extend(tokens(operation));
    }
    found
}

fn one(parameter: &Parameter<'_>, operation: &Operation<'_>) -> Vec<Finding> {
    // A reference that leads nowhere is told by the loader.
    if reference(parameter.node).is_some() {
        return Vec::new();
    }
    let (name, place, pointer) = (parameter.says("name"), parameter.says("in"), &parameter.pointer);
    let mut found = Vec::new();
    let mut add = |rule, message: String| found.push(Finding::new(rule, pointer.clone(), message));
    if !matches!(place, "path" | "query" | "header" | "server" | "context") {
        add(LintRuleId::ParameterLocation, format!("`{name}` is in `{place}`"));
    }
    let is_required = is_set(parameter.node, "required");
    if is_required && !matches!(parameter.node.get("schema"), Some(Node::Map(_))) {
        add(LintRuleId::ParameterWithoutSchema, format!("`{name}` has no schema"));
    }
    let description = parameter.says("description");
    if let Some(mark) = description.chars().find(|c| matches!(c, '?' | '#')).filter(|_| place == "path") {
        add(LintRuleId::PathDescription, format!("the description of `{name}` has a `{mark}`"));
    }
    if parameter.of_path && is_required {
        add(
            LintRuleId::PathLevelParameter,
            format!("`{name}` is a parameter of all of `{}`", operation.path),
        );
    }
    found
}

/// Names in a path that are no parameters.
fn tokens(operation: &Operation<'_>) -> Vec<Finding> {
    let is_known = |token: &str| {
        let mut parameters = operation.parameters.iter();
        parameters.any(|parameter| parameter.says("in") == "path" && parameter.says("name") == token)
    };
    names(&operation.path)
        .filter(|token| !is_known(token))
        .map(|token| {
            let message = format!("`{{{token}}}` is no parameter of the operation");
            Finding::new(LintRuleId::PathTokenUndeclared, operation.pointer.clone(), message).on_key()
        })
        .collect()
}

/// The names in braces of a path.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
