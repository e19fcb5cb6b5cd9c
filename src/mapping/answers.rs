//! Names for answers that have none.
//!
//! The engine keeps one table for the rows that RETURNING reads, named by the answer's schema. Answers that are written
//! where they stand have no name, and so one table for all: the second call with other columns is sent, and fails then.

use heck::ToUpperCamelCase as _;

use crate::api::{Api, Format, HttpMethod, Schema, SchemaType};

/// What follows the id of an operation in the name of its answer.
const SUFFIX: &str = "Response";

/// Gives the answers of operations that change something names of their own, if several have none.
pub(super) fn name(api: &mut Api) {
    if api.annotated.is_some() || api.format != Format::OpenApi {
        return;
    }
    let unnamed: Vec<usize> = api
        .operations
        .iter()
        .enumerate()
        .filter(|(_, operation)| operation.http_method != HttpMethod::Get)
        .filter(|(_, operation)| operation.response.schema().is_some_and(|schema| has_no_name(api, schema)))
        .map(|(at, _)| at)
        .collect();
    if unnamed.len() < 2 {
        return;
    }
    for at in unnamed {
        let Some(operation) = api.operations.get_mut(at) else { continue };
        let Some((_, schema)) = &mut operation.response.content else { continue };
        let mut name = format!("{}{SUFFIX}", operation.id.as_str().to_upper_camel_case());
        while api.schemas.contains_key(&name) {
            name.push('_');
        }
        let reference = Schema { reference: Some(name.clone()), ..Schema::default() };
        api.schemas.insert(name, std::mem::replace(schema, reference));
    }
}

/// Whether an answer is an object that is written where it stands.
fn has_no_name(api: &Api, schema: &Schema) -> bool {
    !schema.is_bare_reference()
        && api.type_of(schema) != Some(SchemaType::Array)
        && !api.properties(schema).is_empty()
}
