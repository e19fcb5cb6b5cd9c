//! Tables: SHOW SERVICES, SHOW RESOURCES, SHOW METHODS, DESCRIBE.

use std::collections::BTreeSet;

use crate::trial::engine::{Rows, Unanswered};
use crate::trial::plan::{ColumnPlan, MethodPlan, Scope, ServicePlan};
use crate::trial::report::{Finding, Kind};

/// Most names in a message.
const MAX_NAMES: usize = 10;

/// The engine's answer.
type Answer = Result<Rows, Unanswered>;

/// Compares SHOW EXTENDED SERVICES.
pub(in crate::trial) fn services(answer: &Answer, plans: &[ServicePlan]) -> Vec<Finding> {
    let rows = match answer {
        Ok(rows) => rows,
        Err(why) => return vec![failed(why)],
    };
    let shown: Vec<&str> = rows.column("name").collect();
    let mut findings = names(Kind::Services, &shown, plans.iter().map(|plan| plan.name().as_str()));
    for (name, title) in rows.column("name").zip(rows.column("title")) {
        let plan = plans.iter().find(|plan| plan.name().as_str() == name);
        if let Some(plan) = plan.filter(|plan| plan.outline.title != title) {
            let expected = &plan.outline.title;
            findings.push(other(Kind::Title, &format!("`{name}` has the title"), title, expected));
        }
    }
    findings
}

/// Compares SHOW EXTENDED RESOURCES.
pub(in crate::trial) fn resources(answer: &Answer, plan: &ServicePlan) -> Vec<Finding> {
    let rows = match answer {
        Ok(rows) => rows,
        Err(why) => return vec![failed(why)],
    };
    let expected: BTreeSet<&str> = plan.resources.iter().map(|resource| resource.name.as_str()).collect();
    let is_meant = |name: &&str| plan.scope == Scope::All || expected.contains(name);
    let shown: Vec<&str> = rows.column("name").filter(is_meant).collect();
    names(Kind::Resources, &shown, expected.iter().copied())
}

/// Compares SHOW EXTENDED METHODS.
pub(in crate::trial) fn methods(answer: &Answer, methods: &[MethodPlan]) -> Vec<Finding> {
    let rows = match answer {
        Ok(rows) => rows,
        Err(why) => return vec![failed(why)],
    };
    let shown: Vec<&str> = rows.column("MethodName").collect();
    let expected = methods.iter().map(|method| method.name.as_str());
    let mut findings = names(Kind::Methods, &shown, expected);
    // The place of a method under several verbs is that of the one that the engine shows.
    let is_several = |name: &str| methods.iter().any(|known| known.name == name && known.verbs.len() > 1);
    let placed: Vec<&str> = shown.iter().copied().filter(|name| !is_several(name)).collect();
    let expected: Vec<&str> =
        methods.iter().map(|method| method.name.as_str()).filter(|name| !is_several(name)).collect();
    if findings.is_empty() && placed != expected {
        findings.push(order("methods", &placed, &expected));
    }
    let facts = rows.column("SQLVerb").zip(rows.column("RequiredParams"));
    for (name, (verb, required)) in shown.iter().zip(facts) {
        let Some(method) = methods.iter().find(|method| method.name == *name) else { continue };
        if method.verbs.iter().all(|known| known.as_str() != verb) {
            let known = method.verbs.first().map_or("", |verb| verb.as_str());
            findings.push(other(Kind::Verb, &format!("`{name}` has the verb"), verb, known));
        }
        let required: BTreeSet<&str> =
            required.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let expected: BTreeSet<&str> = method.required.iter().map(String::as_str).collect();
        if required != expected {
            let message = format!("`{name}` requires {} instead of {}", listed(&required), listed(&expected));
            findings.push(Finding::new(Kind::Required, message));
        }
    }
    findings
}

/// Compares DESCRIBE EXTENDED.
pub(in crate::trial) fn columns(answer: &Answer, columns: &[ColumnPlan]) -> Vec<Finding> {
    let rows = match answer {
        Ok(rows) => rows,
        Err(why) => return vec![failed(why)],
    };
    let shown: Vec<&str> = rows.column("name").collect();
    let expected: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut findings = names(Kind::Columns, &shown, expected.iter().copied());
    if findings.is_empty() && shown != expected {
        findings.push(order("columns", &shown, &expected));
    }
    for (name, datatype) in shown.iter().zip(rows.column("type")) {
        let column = columns.iter().find(|column| column.name == *name);
        if let Some(column) = column.filter(|column| column.datatype != datatype) {
            findings.push(other(Kind::Type, &format!("`{name}` has the type"), datatype, &column.datatype));
        }
    }
    findings
}

/// Looks at SHOW INSERT INTO, which must have an answer where an INSERT has a body.
pub(in crate::trial) fn insert(answer: &Answer) -> Vec<Finding> {
    match answer {
        Ok(_) => Vec::new(),
        // An INSERT that sends no body is shown as an error.
        Err(Unanswered::Error(error)) if error.contains("no request body") => Vec::new(),
        Err(why) => vec![failed(why)],
    }
}

/// A question that has no answer.
fn failed(why: &Unanswered) -> Finding {
    match why {
        Unanswered::Error(error) => Finding::new(Kind::Refused, format!("the engine refuses it: {error}")),
        Unanswered::Crash(_) => Finding::new(Kind::Crash, why.to_string()),
        Unanswered::Late => Finding::new(Kind::Late, why.to_string()),
    }
}

/// A finding for names that only one side has.
fn names<'n>(kind: Kind, shown: &[&str], expected: impl Iterator<Item = &'n str>) -> Vec<Finding> {
    let expected: BTreeSet<&str> = expected.collect();
    let shown: BTreeSet<&str> = shown.iter().copied().collect();
    let lacking: BTreeSet<&str> = expected.difference(&shown).copied().collect();
    let more: BTreeSet<&str> = shown.difference(&expected).copied().collect();
    let message = match (lacking.is_empty(), more.is_empty()) {
        (true, true) => return Vec::new(),
        (false, true) => format!("the engine lacks {}", listed(&lacking)),
        (true, false) => format!("the engine has {} besides", listed(&more)),
        (false, false) => format!("the engine has {} instead of {}", listed(&more), listed(&lacking)),
    };
    vec![Finding::new(kind, message)]
}

fn order(what: &str, shown: &[&str], expected: &[&str]) -> Finding {
    let place = shown.iter().zip(expected).find(|(shown, expected)| shown != expected);
    let place = place.map(|(shown, expected)| format!(": `{shown}` stands where `{expected}` should"));
    Finding::new(Kind::Order, format!("the {what} have another order{}", place.unwrap_or_default()))
}

fn other(kind: Kind, subject: &str, shown: &str, expected: &str) -> Finding {
    let quoted = |text: &str| if text.is_empty() { "none".to_string() } else { format!("`{text}`") };
    Finding::new(kind, format!("{subject} {}, not {}", quoted(shown), quoted(expected)))
}

/// The first of `names`, and how many more there are.
fn listed(names: &BTreeSet<&str>) -> String {
    if names.is_empty() {
        return "none".into();
    }
    let first: Vec<String> = names.iter().take(MAX_NAMES).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(MAX_NAMES) {
        0 => first.join(", "),
        more => format!("{}, and {more} more", first.join(", ")),
    }
}
