//! The place of a method's rows in its answer.

use crate::api::Api;
use crate::provider::Method;

/// The place of a method's rows: `$` for the whole response.
pub(in crate::diff) fn effective_key(api: &Api, method: &Method) -> String {
    let written = method.object_key.as_ref().map(ToString::to_string);
    written.unwrap_or_else(|| {
        // StackQL does the same for a method without a key.
        let response = api.operation(&method.operation_id).and_then(|operation| operation.response.schema());
        let has_items = response.is_some_and(|schema| api.properties(schema).contains_key("items"));
        if has_items { "$.items".into() } else { "$".into() }
    })
}
