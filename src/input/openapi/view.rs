//! Views of a document's resources.
//!
//! In: `config` of a resource. Out: its view, if it has one.

use crate::api::{View, ViewField, ViewQuery};
use crate::document::cursor::Cursor;

/// Deepest chain of fallbacks that is followed; StackQL knows two dialects.
const MAX_FALLBACKS: usize = 16;

/// The view `views.select`, as `docs` describes it.
pub(super) fn read(config: &Cursor<'_, '_>) -> Option<View> {
    let views = config.get("views")?;
    let select = views.get("select")?;
    let mut view = View::default();
    queries(&select, 0, &mut view.queries);
    if let Some(docs) = config.get("docs") {
        let fields = |key| docs.get(key).map(|list| list.items().filter_map(|item| field(&item)).collect());
        view.fields = fields("fields").unwrap_or_default();
        view.required = fields("requiredParams").unwrap_or_default();
    }
    (!view.queries.is_empty()).then_some(view)
}

fn queries(at: &Cursor<'_, '_>, depth: usize, found: &mut Vec<ViewQuery>) {
    let text = |key: &str| at.get(key).and_then(|value| value.string());
    if let Some(ddl) = text("ddl") {
        let predicate = text("predicate").filter(|predicate| !predicate.trim().is_empty());
        let needs = predicate.as_deref().map(needs).unwrap_or_default();
        found.push(ViewQuery { predicate, needs, ddl });
    }
    if let Some(fallback) = at.get("fallback")
        && depth < MAX_FALLBACKS
        && fallback.node.get("ddl").is_some()
    {
        queries(&fallback, depth + 1, found);
    }
}

/// The names in `requiredParams == [ Identifier, region ]` of a predicate.
fn needs(predicate: &str) -> Vec<String> {
    let list = predicate.split_once("requiredParams").and_then(|(_, rest)| rest.split_once('['));
    let Some((names, _)) = list.and_then(|(_, rest)| rest.split_once(']')) else { return Vec::new() };
    let names = names.split(',').map(|name| name.trim().replace('"', ""));
    names.filter(|name| !name.is_empty()).collect()
}

fn field(at: &Cursor<'_, '_>) -> Option<ViewField> {
    let text = |key: &str| at.get(key).and_then(|value| value.string());
    let description = text("description").filter(|text| !text.trim().is_empty());
    Some(ViewField { name: text("name")?, datatype: text("type").unwrap_or_default(), description })
}
