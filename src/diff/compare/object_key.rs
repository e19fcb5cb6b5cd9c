//! The place of a method's rows in its answer.

use crate::api::{Api, IMPLIED_ROWS};
use crate::provider::Method;

/// The place of a method's rows: `$` for the whole response.
pub(in crate::diff) fn effective_key(api: &Api, method: &Method) -> String {
    let written = method.object_key.as_ref().map(ToString::to_string);
    written.unwrap_or_else(|| {
        let response = api.operation(&method.operation_id).and_then(|operation| operation.response.schema());
        match response.and_then(|schema| api.implied_rows(schema)) {
            Some(_) => format!("$.{IMPLIED_ROWS}"),
            None => "$".into(),
        }
    })
}
