//! The keys `naming` and `envelope`: how documents without annotations are named, and how their rows are found.

use super::keys::{choice, unknown_key};
use crate::document::cursor::Cursor;
use crate::mapping::rules::{Envelope, OpenApiNames, OperationNames, ResourceNames, Single};

const NAMING_KEYS: [&str; 2] = ["resources", "methods"];
const ENVELOPE_KEYS: [&str; 3] = ["rows", "ignore", "single"];

/// What a configuration says of names and rows, for the whole provider or for one service.
#[derive(Debug, Clone, Default)]
pub struct NamingSettings {
    /// The rule for resources.
    pub resources: Option<ResourceNames>,
    /// The style of methods.
    pub methods: Option<OperationNames>,
    /// How rows are found.
    pub envelope: Option<Envelope>,
}

impl NamingSettings {
    /// The settings of a service, and those of the provider where it has none.
    pub(super) fn over(&self, provider: &Self) -> (OpenApiNames, Envelope) {
        let names = OpenApiNames {
            resources: self.resources.or(provider.resources).unwrap_or_default(),
            methods: self.methods.or(provider.methods).unwrap_or_default(),
        };
        let envelope = self.envelope.as_ref().or(provider.envelope.as_ref());
        (names, envelope.cloned().unwrap_or_default())
    }

    /// These settings, and those of `other` where there are none.
    pub(super) fn or(self, other: &Self) -> Self {
        Self {
            resources: self.resources.or(other.resources),
            methods: self.methods.or(other.methods),
            envelope: self.envelope.or_else(|| other.envelope.clone()),
        }
    }

    /// Reads the key `naming`.
    pub(super) fn read(&mut self, at: &Cursor<'_, '_>) {
        for (key, value) in at.entries() {
            match key {
                "resources" => self.resources = choice(&value, &ResourceNames::ALL),
                "methods" => self.methods = choice(&value, &OperationNames::ALL),
                _ => unknown_key(key, &NAMING_KEYS, &value),
            }
        }
    }

    /// Reads the key `envelope`.
    pub(super) fn read_envelope(&mut self, at: &Cursor<'_, '_>) {
        let mut envelope = Envelope::default();
        for (key, value) in at.entries() {
            match key {
                "rows" => envelope.rows = value.strings(),
                "ignore" => envelope.ignore = value.strings(),
                "single" => {
                    let choices = [("unwrap", Single::Unwrap), ("keep", Single::Keep)];
                    envelope.single = choice(&value, &choices).unwrap_or_default();
                }
                _ => unknown_key(key, &ENVELOPE_KEYS, &value),
            }
        }
        self.envelope = Some(envelope);
    }
}
