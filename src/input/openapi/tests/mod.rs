//! Readings of small documents, by topic.

mod annotations;
mod documents;
mod operations;
mod problems;
mod repairs;
mod schemas;

use crate::api::{Api, Operation, Schema};
use crate::diagnostic::Failure;
use crate::document::parse;
use crate::input::Purpose;

/// The API of a document in YAML or JSON.
fn api(text: &str) -> Api {
    read(text).unwrap_or_else(|failure| panic!("{failure}"))
}

fn read(text: &str) -> Result<Api, Failure> {
    read_for(text, Purpose::Writing)
}

/// The API of a document of which nothing may be repaired or left out.
fn read_strictly(text: &str) -> Result<Api, Failure> {
    read_for(text, Purpose::Strict)
}

fn read_for(text: &str, purpose: Purpose) -> Result<Api, Failure> {
    super::read(&parse::parse(text, "t.yaml").unwrap(), "t.yaml", "pets.openapi", purpose)
}

/// The codes and pointers of all problems of a document.
fn problems(text: &str) -> Vec<(String, String)> {
    let problems = read_strictly(text).unwrap_err().problems;
    assert!(problems.iter().all(|problem| problem.help.is_some()), "{problems:#?}");
    problems.into_iter().map(|problem| (problem.code.to_string(), problem.origin.unwrap().pointer)).collect()
}

/// Asserts that a document has these problems and no others, in any order.
#[track_caller]
fn assert_problems(text: &str, expected: &[(&str, &str)]) {
    let mut found = problems(text);
    found.sort();
    let mut expected: Vec<_> = expected.iter().map(|(code, at)| (code.to_string(), at.to_string())).collect();
    expected.sort();
    assert_eq!(found, expected);
}

/// A 3.0 document with these schemas, in YAML at an indent of 4.
fn with_schemas(version: &str, schemas: &str) -> String {
    format!("openapi: {version}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}")
}

/// The schema `A` of a document with these schemas.
fn schema(version: &str, schemas: &str) -> Schema {
    api(&with_schemas(version, schemas)).schemas.remove("A").unwrap()
}

fn operation<'a>(api: &'a Api, id: &str) -> &'a Operation {
    let ids = || api.operations.iter().map(|operation| operation.id.as_str()).collect::<Vec<_>>();
    let found = api.operations.iter().find(|operation| operation.id.as_str() == id);
    found.unwrap_or_else(|| panic!("no {id} among {:?}", ids()))
}

fn parameter_names(operation: &Operation) -> Vec<&str> {
    operation.parameters.iter().map(|parameter| parameter.name.as_str()).collect()
}
