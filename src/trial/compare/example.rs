//! Examples: the request that arrived, and the rows that came back.

use super::body::body;
use super::route::{pages, route};
use crate::text::counted;
use crate::trial::engine::{Rows, Unanswered};
use crate::trial::example::{ExamplePlan, Expected, Returned};
use crate::trial::mock::{Answers, Received};
use crate::trial::operation::{Paging, RowsOf};
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
        Unanswered::Crash(_) => Finding::new(Kind::Crash, why.to_string()),
        Unanswered::Late => Finding::new(Kind::Late, why.to_string()),
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
    // The mock has nothing in a list.
    let is_empty = answers == Answers::Empty && expected.paging != Paging::One;
    let has_rows = expected.rows == RowsOf::Whole;
    let found = |message: String| Some(Finding::new(Kind::Rows, message));
    match answers {
        _ if is_empty && !has_rows => {
            (count > 0).then(|| format!("an empty list gives {}", counted(count, "row"))).and_then(found)
        }
        Answers::Error | Answers::Broken if count > 0 => {
            found(format!("an answer that failed gives {}", counted(count, "row")))
        }
        Answers::Error | Answers::Broken => None,
        _ if count == 0 => found("there are no rows".into()),
        _ => match columns.filter(|columns| **columns != rows.columns) {
            Some(columns) => {
                let (is, should) = (rows.columns.join(", "), columns.join(", "));
                found(format!("the columns are {is}, not {should}"))
            }
            // A list that is a column is NULL where it has no items.
            None if is_null(rows) && !is_empty => found("every column is NULL".into()),
            None => None,
        },
    }
}

fn is_null(rows: &Rows) -> bool {
    let is_null = |value: &Option<String>| value.as_deref().is_none_or(|text| text == "null");
    rows.rows.iter().all(|row| row.iter().all(is_null))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::HttpMethod;
    use crate::trial::example::Calls;
    use crate::trial::operation::Form;

    fn of_nothing(rows_of: RowsOf, rows: &[Option<&str>]) -> Option<String> {
        let expected = Expected {
            http_method: HttpMethod::Get,
            path: None,
            query: Vec::new(),
            headers: std::collections::BTreeMap::new(),
            body: serde_json::Map::new(),
            form: Form::Json,
            calls: Calls::One,
            paging: Paging::Pages,
            page_parameter: "pageToken".into(),
            rows: rows_of,
            returned: Returned::Columns(vec!["snapshots".into()]),
        };
        let rows = rows.iter().map(|value| vec![value.map(String::from)]).collect();
        let rows = Rows { columns: vec!["snapshots".into()], rows, notices: Vec::new() };
        returned(&expected, &rows, Answers::Empty).map(|finding| finding.message)
    }

    #[test]
    fn an_answer_without_items_is_a_row_where_a_list_is_a_column() {
        assert_eq!(of_nothing(RowsOf::Items, &[]), None);
        assert_eq!(of_nothing(RowsOf::Items, &[None]).as_deref(), Some("an empty list gives 1 row"));
        let two = of_nothing(RowsOf::Items, &[Some("[]"), None]);
        assert_eq!(two.as_deref(), Some("an empty list gives 2 rows"));
        assert_eq!(of_nothing(RowsOf::Whole, &[None]), None);
        assert_eq!(of_nothing(RowsOf::Whole, &[]).as_deref(), Some("there are no rows"));
    }
}
