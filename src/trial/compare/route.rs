//! The way of a request: method, path, query, headers, and the pages after the first.

use crate::text::counted;
use crate::trial::example::{Calls, Expected};
use crate::trial::mock::{Answers, Received};
use crate::trial::operation::{Paging, SECOND_PAGE};
use crate::trial::report::{Finding, Kind};

/// Compares the first request.
pub(super) fn route(expected: &Expected, request: &Received) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |message: String| findings.push(Finding::new(Kind::Route, message));
    let method = expected.http_method.as_str();
    if request.method != method {
        find(format!("the method is {}, not {method}", request.method));
    }
    // An example without a path is one whose requests differ in it.
    let Some(path) = &expected.path else { return findings };
    if request.path() != *path {
        find(format!("the path is `{}`, not `{path}`", request.path()));
    }
    let mut query = request.query();
    query.sort();
    for (name, value) in expected.query.iter().filter(|pair| !query.contains(pair)) {
        find(format!("the query lacks `{name}={value}`"));
    }
    for (name, value) in query.iter().filter(|pair| !expected.query.contains(pair)) {
        find(format!("the query has `{name}={value}` too"));
    }
    for (name, value) in &expected.headers {
        let sent = request.header(name);
        if sent != Some(value) {
            find(format!("the header `{name}` is {}, not `{value}`", shown(sent)));
        }
    }
    findings
}

/// Compares the number of requests, and the second one with the first.
pub(super) fn pages(expected: &Expected, requests: &[Received], answers: Answers) -> Vec<Finding> {
    let number = match (expected.calls, answers, expected.paging) {
        (Calls::Several, _, _) | (_, Answers::Error | Answers::Broken, _) => return Vec::new(),
        (_, Answers::Full | Answers::Slow, Paging::Pages) => 2,
        _ => 1,
    };
    if requests.len() != number {
        let message = format!("it becomes {}, not {number}", counted(requests.len(), "request"));
        return vec![Finding::new(Kind::Pages, message)];
    }
    let [first, second] = requests else { return Vec::new() };
    let parameter = &expected.page_parameter;
    let token = (parameter.clone(), SECOND_PAGE.to_string());
    let rest = |request: &Received| {
        let mut query: Vec<_> = request.query().into_iter().filter(|(name, _)| name != parameter).collect();
        query.sort();
        (request.path(), query)
    };
    if rest(first) != rest(second) || !second.query().contains(&token) {
        let message = format!("the second page is `{}`, after `{}`", second.target, first.target);
        return vec![Finding::new(Kind::Pages, message)];
    }
    Vec::new()
}

fn shown(value: Option<&str>) -> String {
    value.map_or_else(|| "missing".to_string(), |value| format!("`{value}`"))
}
