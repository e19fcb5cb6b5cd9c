//! The settings of a service in its manifest.
//!
//! In: settings with their pointers. Out: those of the service as a whole, and methods with theirs.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::sorted::Sorted;
use crate::api::{SERVICE_CONFIG, Setting, SettingPart};
use crate::provider::Service;

/// The settings of a service, by the part that has them.
#[derive(Debug, Default)]
pub(super) struct ServiceSettings<'a> {
    /// `x-stackQL-config`
    pub(super) config: Option<&'a Value>,
    methods: BTreeMap<(String, String), Vec<(String, &'a Value)>>,
}

impl<'a> ServiceSettings<'a> {
    /// Those that `service` has beside what its model says.
    pub(super) fn of(service: &'a Service) -> Self {
        let mut found =
            Self { config: Setting::find(&service.settings, SERVICE_CONFIG), methods: BTreeMap::new() };
        for setting in &service.settings {
            if let (SettingPart::Method(resource, method), path) = setting.place() {
                let methods = found.methods.entry((resource.into_owned(), method.into_owned())).or_default();
                methods.push((path.into_owned(), &setting.value));
            }
        }
        found
    }

    /// The method `document` with its settings.
    pub(super) fn of_method<D: Serialize>(
        &self,
        resource: &str,
        method: &str,
        document: D,
    ) -> MethodEntry<D> {
        let Some(settings) = self.methods.get(&(resource.to_string(), method.to_string())) else {
            return MethodEntry::Own(document);
        };
        let Ok(mut written) = serde_json::to_value(&document) else { return MethodEntry::Own(document) };
        for (path, value) in settings {
            let keys: Vec<&str> = path.split('/').collect();
            put(&mut written, &keys, value);
        }
        MethodEntry::Set(written)
    }
}

/// Writes `value` below the `keys` of `at`.
fn put(at: &mut Value, keys: &[&str], value: &Value) {
    let Some((key, rest)) = keys.split_first() else {
        at.clone_from(value);
        return;
    };
    if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    if let Some(entries) = at.as_object_mut() {
        put(entries.entry(*key).or_insert(Value::Null), rest, value);
    }
}

/// A method, as its model says it or with settings.
#[derive(Debug)]
pub(super) enum MethodEntry<D> {
    Own(D),
    Set(Value),
}

impl<D: Serialize> Serialize for MethodEntry<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Own(document) => document.serialize(serializer),
            Self::Set(value) => Sorted::Value(value).serialize(serializer),
        }
    }
}
