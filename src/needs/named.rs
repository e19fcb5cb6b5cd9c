//! Parameters and properties that settings of the configuration name, and whether a document has them.
//!
//! In: a setting of pages or of what is left to the API. Out: each name in it with its place; and those that an API has.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::options::{NeedsOptions, Pagination};
use super::pattern::PatternSettings;
use crate::api::{Api, Location, Operation, Schema};
use crate::document::cursor::escape;
use crate::engine::answer::reads_pages;
use crate::engine::paging::body_keys;
use crate::text::did_you_mean;

/// A parameter or a property that a setting names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What has the name.
    pub what: NamedPart,
    /// The name as it is written.
    pub text: String,
    /// Its place in the configuration: a JSON pointer.
    pub pointer: String,
}

/// What a setting names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedPart {
    /// A parameter of a request.
    Parameter(Location),
    /// A property of an answer, by the keys from the top down.
    Property,
}

/// The names in the setting of pages `value`, which stands at `pointer`.
fn of_pages(value: &Value, pointer: &str) -> Vec<Named> {
    let named = |part: &str| {
        let text = |key: &str| value.get(part)?.get(key)?.as_str();
        let name = text("key").filter(|name| !name.is_empty())?;
        let what = match (part, text("location").unwrap_or_default()) {
            ("requestToken", "query") => NamedPart::Parameter(Location::Query),
            ("requestToken", "header") => NamedPart::Parameter(Location::Header),
            ("responseToken" | "responseTerminator", "body") => NamedPart::Property,
            // Documents seldom tell the headers of an answer.
            _ => return None,
        };
        Some(Named { what, text: name.to_string(), pointer: format!("{pointer}/{part}/key") })
    };
    ["requestToken", "responseToken", "responseTerminator"].into_iter().filter_map(named).collect()
}

/// The parameters that `value`, the setting of what is left to the API, names at `pointer`.
fn of_pushdown(value: &Value, pointer: &str) -> Vec<Named> {
    let parts = value.as_object().into_iter().flatten();
    let named = parts.filter_map(|(part, setting)| {
        let text = setting.get("paramName")?.as_str()?.to_string();
        let pointer = format!("{pointer}/{}/paramName", escape(part));
        Some(Named { what: NamedPart::Parameter(Location::Query), text, pointer })
    });
    named.collect()
}

/// The names in an entry of `settings`.
fn of_entry(entry: &PatternSettings) -> Vec<Named> {
    let at = |key: &str| format!("{}/config/{key}", entry.pointer);
    let mut found = Vec::new();
    if let Some(value) = entry.values.get("config/pagination") {
        found.extend(of_pages(value, &at("pagination")));
    }
    if let Some(value) = entry.values.get("config/queryParamPushdown") {
        found.extend(of_pushdown(value, &at("queryParamPushdown")));
    }
    found
}

impl NeedsOptions {
    /// All names in the settings.
    #[must_use]
    pub fn named(&self) -> Vec<Named> {
        let mut found = match &self.pagination {
            Some(Pagination::Set { value, pointer }) => of_pages(value, pointer),
            Some(Pagination::Auto | Pagination::None) | None => Vec::new(),
        };
        found.extend(self.settings.iter().flat_map(of_entry));
        found
    }
}

/// Adds the places of names that an operation of `api` has to `matched`, and the probable intent of others to `near`.
pub(super) fn check(
    api: &Api,
    options: &NeedsOptions,
    matched: &mut BTreeSet<String>,
    near: &mut BTreeMap<String, String>,
) {
    let gets = || api.operations.iter().filter(|operation| reads_pages(operation));
    let mut compare = |named: Vec<Named>, operations: &[&Operation]| {
        for named in named {
            let mut others = BTreeSet::new();
            if operations.iter().any(|operation| has(api, operation, &named, &mut others)) {
                matched.insert(named.pointer);
            } else if let Some(name) = did_you_mean(&named.text, others.iter().map(String::as_str)) {
                near.insert(named.pointer, name.to_string());
            }
        }
    };
    if let Some(Pagination::Set { value, pointer }) = &options.pagination {
        compare(of_pages(value, pointer), &gets().collect::<Vec<_>>());
    }
    for entry in &options.settings {
        let fits = |operation: &&Operation| entry.patterns.iter().any(|pattern| pattern.fits(operation));
        let named = of_entry(entry);
        if !named.is_empty() {
            compare(named, &gets().filter(fits).collect::<Vec<_>>());
        }
    }
}

/// Whether `operation` has what is named; `others` gets what it has instead.
fn has(api: &Api, operation: &Operation, named: &Named, others: &mut BTreeSet<String>) -> bool {
    match named.what {
        NamedPart::Parameter(location) => {
            let all = operation.parameters.iter().chain(api.parameters.values());
            let mut names = all.filter(|parameter| parameter.location == location).map(|own| &own.name);
            let is_same = |name: &String| {
                let ignores_case = location == Location::Header && name.eq_ignore_ascii_case(&named.text);
                let is_same = ignores_case || *name == named.text;
                if !is_same {
                    others.insert(name.clone());
                }
                is_same
            };
            names.any(is_same)
        }
        NamedPart::Property => {
            let schema = operation.response.schema();
            schema.is_some_and(|schema| has_property(api, schema, &body_keys(&named.text), "$", others))
        }
    }
}

/// Whether a value of `schema`, which is at `place` of an answer, has or may have the property at `keys`.
fn has_property(
    api: &Api,
    schema: &Schema,
    keys: &[&str],
    place: &str,
    others: &mut BTreeSet<String>,
) -> bool {
    let Some((first, rest)) = keys.split_first() else { return true };
    let properties = api.properties(schema);
    // A value of which nothing is told may have any property.
    if properties.is_empty() {
        return true;
    }
    match properties.get(first) {
        Some(property) => has_property(api, property, rest, &format!("{place}.{first}"), others),
        None => {
            let rest: String = rest.iter().map(|key| format!(".{key}")).collect();
            others.extend(properties.keys().map(|name| format!("{place}.{name}{rest}")));
            false
        }
    }
}
