//! Examples: the request that arrived, and the rows that came back.

use super::body::body;
use super::route::{pages, route};
use crate::trial::engine::{Rows, Unanswered};
use crate::trial::example::{ExamplePlan, Expected, Returned};
use crate::trial::mock::{Answers, Received};
use crate::trial::operation::Paging;
use crate::trial::report::{Finding, Kind};

/// Words of a notice that tells of a failure.
const FAILURES: [&str; 3] = ["error", "response status code: 4", "response status code: 5"];

/// Compares the outcome of `example`.
pub(in crate::trial) fn example(
    example: &ExamplePlan,
    answer: &Result<Rows, Unanswered>,
    requests: &[Received],
    answers: Answers,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    match answer {
        Ok(_) if requests.is_empty() => findings.push(Finding::new(Kind::NotSent, "nothing was sent")),
        Ok(_) => {}
        Err(why) => findings.extend(unanswered(why, requests, answers)),
    }
    if let Some(request) = requests.first() {
        findings.extend(route(&example.expected, request));
        findings.extend(body(&example.expected.body, example.expected.form, request));
        findings.extend(pages(&example.expected, requests, answers));
    }
    if let Ok(rows) = answer {
        findings.extend(told(rows, answers));
        if !requests.is_empty() {
            findings.extend(returned(&example.expected, rows, answers));
        }
    }
    findings.extend(example.unclear.iter().map(|unclear| Finding::new(Kind::Unclear, unclear)));
    findings.sort_by_key(|finding| finding.kind);
    findings
}

/// The finding for a statement without an answer.
fn unanswered(why: &Unanswered, requests: &[Received], answers: Answers) -> Option<Finding> {
    let is_expected = matches!(answers, Answers::Error | Answers::Broken);
    Some(match why {
        Unanswered::Crash(words) => Finding::new(Kind::Crash, format!("the engine crashes: {words}")),
        Unanswered::Late | Unanswered::Interrupted => Finding::new(Kind::Late, "the engine takes too long"),
        Unanswered::Error(error) if requests.is_empty() => {
            Finding::new(Kind::Refused, format!("the engine sends nothing: {error}"))
        }
        Unanswered::Error(_) if is_expected => return None,
        Unanswered::Error(error) => {
            Finding::new(Kind::FailedAfter, format!("the request is sent, and then: {error}"))
        }
    })
}

/// The finding for notices that tell of a failure.
fn told(rows: &Rows, answers: Answers) -> Option<Finding> {
    if matches!(answers, Answers::Error | Answers::Broken) {
        return None;
    }
    let is_failure = |notice: &&String| {
        let notice = notice.to_ascii_lowercase();
        FAILURES.iter().any(|word| notice.contains(word))
    };
    let notice = rows.notices.iter().find(is_failure)?;
    Some(Finding::new(Kind::FailedAfter, format!("the request is sent, and then: {notice}")))
}

/// The finding for rows that aren't the expected ones.
fn returned(expected: &Expected, rows: &Rows, answers: Answers) -> Option<Finding> {
    let columns = match &expected.returned {
        Returned::Anything => return None,
        Returned::Columns(columns) => Some(columns),
        Returned::Rows => None,
    };
    let count = rows.rows.len();
    let is_list = expected.paging != Paging::One;
    let found = |message: String| Some(Finding::new(Kind::Rows, message));
    match answers {
        Answers::Empty if is_list && count > 0 => found(format!("an empty list gives {count} rows")),
        Answers::Empty if is_list => None,
        Answers::Error | Answers::Broken if count > 0 => {
            found(format!("an answer that failed gives {count} rows"))
        }
        Answers::Error | Answers::Broken => None,
        _ if count == 0 => found("there are no rows".into()),
        _ => match columns.filter(|columns| **columns != rows.columns) {
            Some(columns) => {
                let (is, should) = (rows.columns.join(", "), columns.join(", "));
                found(format!("the columns are {is}, not {should}"))
            }
            None if is_null(rows) => found("every column is NULL".into()),
            None => None,
        },
    }
}

fn is_null(rows: &Rows) -> bool {
    let is_null = |value: &Option<String>| value.as_deref().is_none_or(|text| text == "null");
    rows.rows.iter().all(|row| row.iter().all(is_null))
}
