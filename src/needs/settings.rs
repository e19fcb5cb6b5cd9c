//! Settings of a manifest: the values, and where each stands.
//!
//! In: mapped resources. Out: settings in the order of pointers, as a manifest has them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::options::{NeedsOptions, Pagination};
use super::{bodies, names, paging, patterns};
use crate::api::{Api, Format, SERVICE_CONFIG, Setting};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::escape;
use crate::provider::{Method, Resource};

/// Paths of settings that are derived.
const TRANSLATE: &str = "config/requestBodyTranslate";
const PAGINATION: &str = "config/pagination";
const TRANSFORM: &str = "request/transform";

/// Paths of settings that the model of a method has, so that it is written with them.
const MODEL: [&str; 3] = ["request/required", "request/default", "response/objectKey"];

/// The settings of a service, and notes on what couldn't be set as the options want it.
#[derive(Debug, Default)]
pub struct Needed {
    /// The settings, in the order of pointers.
    pub settings: Vec<Setting>,
    /// What is worth knowing.
    pub notes: Vec<Diagnostic>,
}

impl Needed {
    /// What the engine needs for `resources`, the service of `api`; nothing for one that StackQL's annotations describe.
    #[must_use]
    pub fn of(api: &Api, resources: &[Resource], options: &NeedsOptions) -> Self {
        let mut needed = Self::default();
        if api.annotated.is_some() {
            return needed;
        }
        let mut found: BTreeMap<String, Value> = BTreeMap::new();
        let is_googles = api.format == Format::Discovery;
        let pagination = match options.pagination.clone().unwrap_or_default() {
            // The engine reads pages of Google's APIs by itself.
            Pagination::Auto if is_googles => Pagination::None,
            set => set,
        };
        let mut paged = paging::of(api, methods(resources), &pagination);
        if let Some(pagination) = paged.service.take() {
            found.insert(SERVICE_CONFIG.into(), json!({ "pagination": pagination }));
        }
        for (resource, method) in methods(resources) {
            let Some(operation) = api.operation(&method.operation_id) else { continue };
            let place = place(resource, method);
            let mut own: BTreeMap<String, Value> = BTreeMap::new();
            own.extend(names::translate(method).map(|value| (TRANSLATE.to_string(), value)));
            let pagination = paged.methods.remove(&(resource.name.as_str(), method.name.as_str()));
            own.extend(pagination.map(|value| (PAGINATION.to_string(), value)));
            own.extend(bodies::transform(operation, method).map(|value| (TRANSFORM.to_string(), value)));
            needed.notes.extend(names::kept(api, method, options));
            needed.notes.extend(bodies::unsent(api, operation, method).filter(|_| !is_googles));
            own.extend(patterns::of(operation, options));
            let mut config = Map::new();
            for (path, value) in own {
                match path.strip_prefix("config/") {
                    Some(key) => drop(config.insert(key.to_string(), value)),
                    // The model has these.
                    None if MODEL.contains(&path.as_str()) => {}
                    None => drop(found.insert(format!("{place}/{path}"), value)),
                }
            }
            if !config.is_empty() {
                found.insert(format!("{place}/config"), Value::Object(config));
            }
        }
        needed.settings = found.into_iter().map(|(pointer, value)| Setting { pointer, value }).collect();
        needed
    }
}

/// All methods, each with its resource. One that is under two verbs comes once.
fn methods(resources: &[Resource]) -> impl Iterator<Item = (&Resource, &Method)> {
    resources.iter().flat_map(|resource| {
        let mut seen = std::collections::BTreeSet::new();
        let first = resource.methods.iter().filter(move |method| seen.insert(&method.name));
        first.map(move |method| (resource, method))
    })
}

/// The pointer of a method.
fn place(resource: &Resource, method: &Method) -> String {
    Setting::of_method(&escape(resource.name.as_str()), &escape(method.name.as_str()))
}
