//! Repairs of a manifest that is written anew: whatever keeps the engine from loading the service.
//!
//! In: a document. Out: for each such part the repair, and warnings about these and about all other mistakes at which
//! the engine fails: they are the document's own, and stay.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::service::mistakes;
use super::shapes::Shape;
use super::view::View;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::document::node::Node;
use crate::manifest::kept::Repair;
use crate::rules::lint_rule::LintRuleId;

/// The repairs without which the engine wouldn't load `document`, which messages call `file`; and warnings about them and
/// about all other errors. These have no positions.
#[must_use]
pub fn repairs(document: &Node<'_>, file: &str) -> (Vec<Repair>, Vec<Diagnostic>) {
    let view = View::new(document);
    let (mut repairs, mut warnings) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for finding in mistakes(&view).into_iter().filter(Finding::is_error) {
        if !seen.insert((finding.rule(), finding.pointer().to_string())) {
            continue;
        }
        let repaired = repair(&view, &finding);
        warnings.push(told(finding, file, repaired.is_some()));
        repairs.extend(repaired);
    }
    (repairs, warnings)
}

fn repair(view: &View<'_>, finding: &Finding) -> Option<Repair> {
    let pointer = finding.pointer().to_string();
    match finding.rule() {
        LintRuleId::WrongType => {
            let node = view.at(&pointer);
            let instead = finding.wanted().filter(|shape| *shape == Shape::Text).and_then(|_| text(node?));
            Some(Repair { pointer, instead })
        }
        LintRuleId::SchemaNull | LintRuleId::ReferenceDangling => Some(Repair { pointer, instead: None }),
        // The finding is about the schema, which others refer to: its own reference goes.
        LintRuleId::ReferenceCircle => Some(Repair { pointer: format!("{pointer}/$ref"), instead: None }),
        LintRuleId::ParameterSchemaAndContent => {
            Some(Repair { pointer: format!("{pointer}/content"), instead: None })
        }
        _ => None,
    }
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

fn told(finding: Finding, file: &str, is_repaired: bool) -> Diagnostic {
    let problem = finding.diagnostic(file, None);
    let message = if is_repaired {
        format!("{}; it is written so that StackQL can load the service", problem.message)
    } else {
        problem.message
    };
    Diagnostic { severity: DiagnosticSeverity::Warning, message, ..problem }
}
