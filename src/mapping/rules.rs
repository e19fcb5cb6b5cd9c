//! The settings by which the mapping names one service: the lists of `google.toml`, and the configuration's
//! rules.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::lock::ServicePins;
use crate::api::{HttpMethod, ObjectKey, SqlVerb};
use crate::mapping::column_names::ColumnNames;
use crate::names::{MethodName, OperationId, ResourceName};
use crate::provider::ledger::Entry;

/// The lists of `google.toml`; its comments explain each.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GoogleRules {
    pub(crate) acronyms: Vec<String>,
    pub(super) policy_actions: Vec<String>,
    pub(super) policy_suffix: String,
    pub(super) content_suffix: String,
    pub(super) resource_prefixes: Vec<String>,
    pub(super) containers: Vec<String>,
    pub(super) never_rows: Vec<String>,
    pub(super) qualified_services: Vec<String>,
    pub(super) list_actions: Vec<String>,
    pub(super) paged_action: String,
    pub(super) page_token: String,
    pub(super) verbs: Vec<VerbRule>,
    pub(super) policy_verbs: Vec<PolicyVerb>,
    pub(super) object_keys: Vec<ObjectKeyRule>,
}

/// An action's verb, by HTTP method and the action's start.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerbRule {
    #[serde(deserialize_with = "verb")]
    pub(super) verb: SqlVerb,
    #[serde(deserialize_with = "http_method")]
    pub(super) http: HttpMethod,
    pub(super) actions: Vec<String>,
}

/// The verb of an action on a resource's policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyVerb {
    #[serde(deserialize_with = "verb")]
    pub(super) verb: SqlVerb,
    pub(super) action: String,
}

/// An action's object key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectKeyRule {
    pub(super) action: String,
    pub(super) key: String,
}

fn verb<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<SqlVerb, D::Error> {
    let text = String::deserialize(deserializer)?;
    SqlVerb::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a SQL verb")))
}

fn http_method<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<HttpMethod, D::Error> {
    let text = String::deserialize(deserializer)?;
    HttpMethod::parse(&text)
        .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not an HTTP method")))
}

const GOOGLE_TOML: &str = include_str!("google.toml");

/// A test reads the embedded file, so that lists without entries are never had.
static GOOGLE: LazyLock<GoogleRules> = LazyLock::new(|| toml::from_str(GOOGLE_TOML).unwrap_or_default());

/// The lists by which Google's APIs are named.
///
/// # Errors
/// The embedded file can't be read, which a test rules out.
pub(crate) fn google() -> &'static GoogleRules {
    &GOOGLE
}

/// The form of methods' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodNames {
    /// The action alone: `list`.
    Short,
    /// Every part of the operation's id: `projects_locations_sessions_list`.
    Qualified,
}

/// The source of resources' names in an OpenAPI document without annotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResourceFrom {
    /// The last literal segment of the path before its final parameter.
    #[default]
    Path,
    /// The operation's first tag.
    Tag,
}

/// The configuration's settings for one operation, which win over the rules and the document.
#[derive(Debug, Clone, Default)]
pub struct Override {
    /// The resource of the operation's method.
    pub resource: Option<ResourceName>,
    /// The method's key.
    pub method: Option<MethodName>,
    /// The method's SQL verb.
    pub verb: Option<SqlVerb>,
    /// The place of the rows; `$` for the whole response.
    pub object_key: Option<ObjectKey>,
    /// The place among the methods of the verb: lower numbers are tried first, and before methods without a
    /// place.
    pub route: Option<u32>,
}

/// The settings of the mapping of one service.
#[derive(Debug, Clone, Default)]
pub struct ServiceRules {
    /// The form of methods' names; none for that of the published provider.
    pub method_names: Option<MethodNames>,
    /// Whether each list gets a twin that returns the whole response.
    pub raw_list_methods: bool,
    /// The source of the names of resources without annotations.
    pub resource_from: ResourceFrom,
    /// Words that snake case keeps whole; none for the default ones.
    pub acronyms: Option<Vec<String>>,
    /// The names of columns.
    pub column_names: ColumnNames,
    /// Settings for single operations.
    pub overrides: BTreeMap<OperationId, Override>,
    /// Names from the last release, which stay.
    pub pins: ServicePins,
}

impl ServiceRules {
    /// Drops the pins of operations that the configuration leaves out.
    pub fn leave_out(&mut self, excluded: &[Entry]) {
        for entry in excluded {
            self.pins.remove(entry.operation());
        }
    }

    /// Drops pins and overrides of operations that nobody can make sense of: they count again when the document is fixed.
    pub fn forget<'o>(&mut self, operations: impl Iterator<Item = &'o OperationId>) {
        for id in operations {
            self.pins.remove(id);
            self.overrides.remove(id);
        }
    }

    pub(super) fn acronyms(&self, google: &'static GoogleRules) -> Vec<String> {
        self.acronyms.clone().unwrap_or_else(|| google.acronyms.clone())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_embedded_lists_can_be_read() {
        toml::from_str::<super::GoogleRules>(super::GOOGLE_TOML).unwrap();
        let rules = super::google();
        assert_eq!(rules.verbs.len(), 9);
        assert_eq!(rules.qualified_services.len(), 41);
        assert!(rules.qualified_services.is_sorted());
    }
}
