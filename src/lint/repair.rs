//! Repairs of a manifest that is written anew: whatever keeps the engine from loading the service.
//!
//! In: a document. Out: for each such part the repair, and warnings about these and about all other mistakes at which
//! the engine fails: they are the document's own, and stay.

use std::collections::BTreeSet;

use super::finding::{Finding, Wanted};
use super::service::mistakes;
use super::shapes::Shape;
use super::view::View;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::document::node::Node;
use crate::manifest::kept::Repair;
use crate::rules::lint_rule::LintRuleId;

/// What is wrong with a manifest that is written anew.
#[derive(Debug, Default)]
pub struct Repairs {
    /// The repairs without which the engine wouldn't load the service.
    pub repairs: Vec<Repair>,
    /// Warnings about what is repaired, without positions.
    pub repaired: Vec<Diagnostic>,
    /// Warnings about all other errors, without positions: the document's own, which stay.
    pub left: Vec<Diagnostic>,
}

/// What is wrong with `document`, which messages call `file`.
#[must_use]
pub fn repairs(document: &Node<'_>, file: &str) -> Repairs {
    let view = View::new(document);
    let mut all = Repairs::default();
    let mut seen = BTreeSet::new();
    for finding in mistakes(&view, Wanted::Errors).into_iter().filter(Finding::is_error) {
        if !seen.insert((finding.rule(), finding.pointer().to_string())) {
            continue;
        }
        match repair(&view, &finding) {
            Some(repair) => {
                all.repairs.push(repair);
                all.repaired.push(told(finding, file));
            }
            None => all.left.push(told(finding, file)),
        }
    }
    all
}

fn repair(view: &View<'_>, finding: &Finding) -> Option<Repair> {
    let pointer = finding.pointer().to_string();
    match finding.rule() {
        LintRuleId::WrongType => {
            let node = view.at(&pointer);
            let instead = finding.wanted().filter(|shape| *shape == Shape::Text).and_then(|_| text(node?));
            Some(Repair { pointer, instead })
        }
        // A cookie is taken out of the model, too; other places are the document's own.
        LintRuleId::ParameterLocation if is_cookie(view, &pointer) => Some(Repair { pointer, instead: None }),
        LintRuleId::SchemaNull | LintRuleId::ReferenceDangling => Some(Repair { pointer, instead: None }),
        // The finding is about the schema, which others refer to: its own reference goes.
        LintRuleId::ReferenceCircle => Some(Repair { pointer: format!("{pointer}/$ref"), instead: None }),
        LintRuleId::ParameterSchemaAndContent => {
            Some(Repair { pointer: format!("{pointer}/content"), instead: None })
        }
        _ => None,
    }
}

fn is_cookie(view: &View<'_>, pointer: &str) -> bool {
    let place = view.at(pointer).and_then(|parameter| view.follow(parameter).get("in"));
    place.and_then(Node::as_str) == Some("cookie")
}

/// The text for a value that has to be one: a number or a truth value as it is written, of several types the first.
fn text(node: &Node<'_>) -> Option<String> {
    match node {
        Node::Bool(value) => Some(value.to_string()),
        Node::Number(number) => Some(number.to_string()),
        Node::List(items) => {
            items.iter().filter_map(Node::as_str).find(|word| *word != "null").map(str::to_string)
        }
        _ => None,
    }
}

fn told(finding: Finding, file: &str) -> Diagnostic {
    Diagnostic { severity: DiagnosticSeverity::Warning, ..finding.diagnostic(file, None) }
}
