//! The settings of a service's document, by the part that they stand on.
//!
//! In: settings with pointers. Out: the one that holds for a method, and whose it is.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::api::SettingPart;
use crate::engine::settings::{EngineSetting, SettingOwner, SettingPlace};
use crate::provider::Service;

/// The key of the settings that a document has for all of its methods.
const SERVICE: &str = "x-stackQL-config";
/// The key of the same for a method or a resource.
const CONFIG: &str = "config";

/// Settings by their path.
type ByPath<'s> = BTreeMap<Cow<'s, str>, &'s Value>;

/// The settings of a service's document.
#[derive(Debug, Default)]
pub(in crate::diff::compare) struct FoundSettings<'s> {
    document: ByPath<'s>,
    operations: BTreeMap<&'s str, ByPath<'s>>,
    resources: BTreeMap<Cow<'s, str>, ByPath<'s>>,
    methods: BTreeMap<Cow<'s, str>, BTreeMap<Cow<'s, str>, ByPath<'s>>>,
}

impl<'s> FoundSettings<'s> {
    pub(in crate::diff::compare) fn of(service: &'s Service) -> Self {
        let mut found = Self::default();
        for setting in service.settings() {
            let (part, path) = setting.place();
            let known = match part {
                SettingPart::Document => &mut found.document,
                SettingPart::Operation(pointer) => found.operations.entry(pointer).or_default(),
                SettingPart::Resource(name) => found.resources.entry(name).or_default(),
                SettingPart::Method(resource, method) => {
                    found.methods.entry(resource).or_default().entry(method).or_default()
                }
            };
            known.insert(path, &setting.value);
        }
        found
    }

    /// Whether the document has no settings, as one without annotations.
    pub(super) fn is_empty(&self) -> bool {
        self.document.is_empty()
            && self.operations.is_empty()
            && self.resources.is_empty()
            && self.methods.is_empty()
    }

    /// The document's own `setting`.
    pub(super) fn of_document(&self, setting: &EngineSetting) -> Option<&'s Value> {
        set(self.document.get(format!("info/{}", setting.name).as_str()).copied())
    }

    /// The `setting` of the operation at `pointer`.
    pub(super) fn of_operation(&self, setting: &EngineSetting, pointer: &str) -> Option<&'s Value> {
        set(self.operations.get(pointer)?.get(setting.name.as_str()).copied())
    }

    /// The `setting` of a resource.
    pub(super) fn of_resource(&self, setting: &EngineSetting, resource: &str) -> Option<&'s Value> {
        set(self.resources.get(resource)?.get(setting.name.as_str()).copied())
    }

    /// The `setting` that holds for a method, and whose it is: its own, else its resource's, else its service's.
    pub(super) fn of_method(
        &self,
        setting: &EngineSetting,
        resource: &str,
        method: &str,
    ) -> Option<(&'s Value, SettingOwner)> {
        let own = self.methods.get(resource).and_then(|methods| methods.get(method));
        let named = |part: &str| own?.get(format!("{part}/{}", setting.name).as_str()).copied();
        let within = |config: Option<&&'s Value>| set(config?.get(&setting.name));
        let owned = |owner| move |value| (value, owner);
        let direct = match setting.at {
            SettingPlace::Method => own.and_then(|own| own.get(setting.name.as_str()).copied()),
            SettingPlace::Request => named("request"),
            SettingPlace::Response => named("response"),
            SettingPlace::Config => {
                let mut found = within(own.and_then(|own| own.get(CONFIG))).map(owned(SettingOwner::Method));
                if setting.is_inherited() {
                    let of_resource = || self.resources.get(resource).and_then(|own| own.get(CONFIG));
                    found = found
                        .or_else(|| within(of_resource()).map(owned(SettingOwner::Resource)))
                        .or_else(|| within(self.document.get(SERVICE)).map(owned(SettingOwner::Service)));
                }
                return found;
            }
            _ => None,
        };
        set(direct).map(owned(SettingOwner::Method))
    }
}

/// A value that sets something.
fn set(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null())
}
