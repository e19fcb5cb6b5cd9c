//! What StackQL can't do with a method, in words for its place on the page.

use super::methods::MethodFacts;
use crate::api::{Api, Location, SchemaType, SqlVerb, Transfer};
use crate::engine::exec::Obstacle;
use crate::engine::{answer, columns, media};
use crate::provider::{Resource, Service};
use crate::text::code;

/// Most names that a sentence gives.
const NAMED: usize = 8;

/// The limits of a method of `service`, a sentence each, in Markdown.
pub(super) fn of(service: &Service, resource: &Resource, facts: &MethodFacts<'_>) -> Vec<String> {
    let api = &service.api;
    let is_called = facts.is_called;
    let mut limits = Vec::new();
    limits.extend(is_called.then(|| facts.exec_obstacle(api)).flatten().map(|obstacle| refused(&obstacle)));
    limits.extend(columns_in_case(resource, facts));
    limits.extend(request(api, facts));
    limits.extend(response(service, resource, facts, is_called));
    limits.extend(rows(api, facts));
    limits.extend(lists(api, facts));
    limits.extend(facts.method.transfer.map(transferred));
    limits.extend(media::offered(facts.operation).map(|transfer| content(service, facts, transfer)));
    limits
}

/// Why EXEC can't call the method.
fn refused(obstacle: &Obstacle) -> String {
    let what = match obstacle {
        Obstacle::Parameter(name) => {
            format!("it can't give the parameter {}, which is neither text, list nor object", code(name))
        }
        Obstacle::Field(name, refusal) => {
            format!("the body needs {}, and it can't send {}", code(name), refusal.as_str())
        }
        Obstacle::Answer => "it can't read an answer of that form".to_string(),
    };
    format!("`EXEC` can't call it: {what}.")
}

/// Columns that are one to SQL.
fn columns_in_case(resource: &Resource, facts: &MethodFacts<'_>) -> Option<String> {
    let names = resource.columns.iter().map(|column| column.name.as_str());
    let (one, other) = columns::alike(names).filter(|_| facts.method.verb == SqlVerb::Select)?;
    Some(format!(
        "Every `SELECT` fails: the columns {} and {} differ in upper and lower case alone, and are one to SQL.",
        code(one),
        code(other)
    ))
}

/// A body in a form that StackQL can't write.
fn request(api: &Api, facts: &MethodFacts<'_>) -> Option<String> {
    let body = facts.operation.request.as_ref()?;
    if !facts.sends_body() {
        let media_type = code(&body.media_type);
        return Some(format!(
            "The API takes its body as {media_type}, which StackQL can't write: a call has no body."
        ));
    }
    let is_list = api.type_of(&body.schema) == Some(SchemaType::Array);
    (is_list && api.annotated.is_none())
        .then(|| "The API takes a list as its body, and StackQL sends an empty one.".to_string())
}

/// An answer of which StackQL makes no rows.
fn response(
    service: &Service,
    resource: &Resource,
    facts: &MethodFacts<'_>,
    is_called: bool,
) -> Option<String> {
    let (media_type, _) = facts.operation.response.content.as_ref()?;
    let (resource, method) = (resource.name.as_str(), facts.method.name.as_str());
    // A template of the provider makes JSON of it.
    let is_transformed = service.method_setting(resource, method, "response/transform").is_some();
    (!is_transformed && !answer::is_read(facts.operation)).then(|| {
        let end = if is_called { "only tells whether the call succeeded" } else { "makes no rows of it" };
        format!("The API answers with {}: StackQL {end}.", code(media_type))
    })
}

/// What becomes of content that isn't plain text.
fn transferred(transfer: Transfer) -> String {
    match transfer {
        Transfer::Download => {
            "Only content that is text in UTF-8 arrives whole: StackQL replaces all other bytes.".to_string()
        }
        Transfer::Upload => format!(
            "Only text can be sent. A text that is JSON of an object or an array is written anew, with its keys \
             sorted; {} sends it as it is.",
            code("string('…')")
        ),
    }
}

/// Content beside the JSON that StackQL sends or reads: the resource that has it, or that it stays where it is.
fn content(service: &Service, facts: &MethodFacts<'_>, transfer: Transfer) -> String {
    let (api, operation) = (&service.api, facts.operation);
    let other = api.transfer_of(&operation.id, transfer).and_then(|other| service.resource_of(&other.id));
    let other = other.map(|resource| code(resource.name.as_str()));
    match transfer {
        Transfer::Upload => {
            let upload = operation.media.upload.as_ref();
            let place = upload.and_then(|upload| upload.path.as_deref());
            let place = place.map(|path| format!(" at {}", code(path))).unwrap_or_default();
            let sent = if operation.request.is_some() {
                "Only the fields of the body are sent, not"
            } else {
                "No body is sent, nor"
            };
            let end = other.map_or_else(
                || format!("which the API takes{place}"),
                |other| format!("which {other} sends"),
            );
            format!("{sent} the content itself, {end}.")
        }
        Transfer::Download => {
            let has_fields = operation.response.schema().is_some_and(|read| !api.properties(read).is_empty());
            let read = if has_fields { "Only the metadata is read, not" } else { "No fields are read, nor" };
            let end = other.map_or_else(
                || "which the API gives with `alt=media`".to_string(),
                |other| format!("which {other} reads"),
            );
            format!("{read} the content itself, {end}.")
        }
    }
}

/// Rows that aren't objects, and pages after the first.
fn rows(api: &Api, facts: &MethodFacts<'_>) -> Option<String> {
    let is_select = facts.method.verb == SqlVerb::Select && facts.is_reached;
    let rows = api.row_schema(facts.operation, facts.method.object_key.as_ref());
    let rows = rows.ok().filter(|_| is_select)?;
    if api.properties(rows).is_empty() && facts.method.object_key.is_some() {
        return Some(
            "Its rows have no fields: `SELECT *` gives a row for each, without columns.".to_string(),
        );
    }
    let is_paged = facts.parameter(answer::PAGE_TOKEN).is_some();
    (is_paged && !answer::reads_pages(facts.operation)).then(|| {
        format!(
            "StackQL reads only the first page of a `{}`; {} takes the token of another.",
            facts.operation.http_method.as_str(),
            code(answer::PAGE_TOKEN)
        )
    })
}

/// Parameters that may be given several times.
fn lists(api: &Api, facts: &MethodFacts<'_>) -> Option<String> {
    let is_list = |parameter: &&crate::api::Parameter| {
        parameter.location != Location::Path && api.type_of(&parameter.schema) == Some(SchemaType::Array)
    };
    let mut names: Vec<String> =
        facts.operation.parameters.iter().filter(is_list).map(|parameter| code(&parameter.name)).collect();
    names.sort();
    if names.is_empty() {
        return None;
    }
    let more = names.len().saturating_sub(NAMED);
    let mut listed = names.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    if more > 0 {
        listed += &format!(" and {more} more");
    }
    Some(format!("One value at most for {listed}: StackQL sends a list as one text."))
}
