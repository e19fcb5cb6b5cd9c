//! Names for answers that have none.
//!
//! The engine keeps one table for the rows that RETURNING reads, named by the answer's schema, or by that of its items.
//! Answers that are written where they stand have no name, and so one table for all: the second call with other columns is
//! sent, and fails then.

use std::collections::BTreeSet;

use super::inline::{Place, Placed};
use crate::api::{Api, Format, HttpMethod, Operation};
use crate::diagnostic::Diagnostic;
use crate::engine::answer;
use crate::engine::columns::columns;

/// What follows the id of an operation in the name of its answer.
const SUFFIX: &str = "Response";

/// Gives the answers of operations that change something names of their own, if several have none.
pub(super) fn name(api: &mut Api) {
    if api.annotated.is_some() || api.format != Format::OpenApi {
        return;
    }
    let changing = api
        .operations
        .iter()
        .enumerate()
        .filter(|(_, operation)| operation.http_method != HttpMethod::Get)
        .map(|(at, _)| at);
    let unnamed: Vec<Place> = changing.filter_map(|at| unnamed(api, at)).collect();
    if unnamed.len() < 2 {
        return;
    }
    for place in unnamed.into_iter().collect::<BTreeSet<_>>() {
        place.name(api, SUFFIX);
    }
}

/// The place of the answer of the operation `at` that place, or of its items, if it has columns and no name.
fn unnamed(api: &Api, at: usize) -> Option<Place> {
    let row = Placed::answer(api, at)?.item(api);
    if columns(api, row.schema()).is_empty() { None } else { row.unnamed() }
}

/// The warning about an operation that is named like a SELECT and answers with nothing to select from: it would
/// break DESCRIBE of its whole resource.
pub(super) fn no_rows(api: &Api, operation: &Operation) -> Diagnostic {
    let why = match &operation.response.content {
        Some((media_type, _)) if !answer::is_read(operation) => {
            format!("StackQL makes no rows of {media_type}")
        }
        Some(_) => "the response has no properties".into(),
        None => "the response has no body".into(),
    };
    Diagnostic::warning("mapping::no-rows", format!("{} is for EXEC alone: {why}", operation.id))
        .help("an override can give it another verb")
        .at(&api.file, operation.pointer.clone())
}
