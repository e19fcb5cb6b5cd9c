//! Names for rows that have none.
//!
//! The engine keeps the rows of a SELECT in a table that is named by the resource and by the reference to a row's schema,
//! and has what all SELECTs of that schema require among its columns. Rows whose schema is written where it stands have
//! no name, and so one table for all of their resource, with the columns of the first SELECT: a second one with others is
//! sent, and fails then.

use std::collections::BTreeSet;

use super::inline::{Place, Placed};
use crate::api::{Api, Format, SqlVerb};
use crate::provider::{Method, Resource};

/// What the name of a row's schema ends with.
const SUFFIX: &str = "Row";

/// Gives the schemas of rows names of their own, where several SELECTs of a resource would share a table.
pub(super) fn name(api: &mut Api, resources: &[Resource]) {
    if api.annotated.is_some() || api.format != Format::OpenApi {
        return;
    }
    let places: BTreeSet<Place> = resources.iter().flat_map(|resource| unnamed(api, resource)).collect();
    for place in places {
        place.name(api, SUFFIX);
    }
}

/// The places of the rows of `resource` that have no name, if its SELECTs would share a table for them.
fn unnamed(api: &Api, resource: &Resource) -> Vec<Place> {
    let selects = resource.methods.iter().filter(|method| method.verb == SqlVerb::Select);
    let rows: Vec<Placed<'_>> = selects.filter_map(|method| row(api, method)).collect();
    // The engine calls rows that are made of others after the first of these.
    let is_called_after_others = |row: &Placed<'_>| {
        !row.schema().is_bare_reference()
            && (row.schema().reference.is_some() || !row.schema().all_of.is_empty())
    };
    let number = rows.len();
    let is_shared = number > 1 && rows.iter().any(is_called_after_others);
    let places: Vec<Place> = rows.into_iter().filter_map(Placed::unnamed).collect();
    if is_shared || places.len() > 1 { places } else { Vec::new() }
}

fn row<'a>(api: &'a Api, method: &Method) -> Option<Placed<'a>> {
    let at = api.operation_index(&method.operation_id)?;
    Placed::answer(api, at)?.row(api, method.object_key.as_ref())
}
