//! The rules that are lists, read from `google.toml`; and the settings of one service that the mapping
//! follows.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::lock::ServicePins;
use crate::api::{HttpMethod, ObjectKey, SqlVerb};
use crate::diagnostic::{Diagnostic, Result};
use crate::names::{MethodName, OperationId, ResourceName};
use crate::provider::ledger::Entry;

/// The lists of `google.toml`; comments there tell what each is for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GoogleRules {
    pub(crate) acronyms: Vec<String>,
    pub(super) policy_actions: Vec<String>,
    pub(super) policy_suffix: String,
    pub(super) resource_prefixes: Vec<String>,
    pub(super) containers: Vec<String>,
    pub(super) never_rows: Vec<String>,
    pub(super) qualified_services: Vec<String>,
    pub(super) implicit_items: Vec<String>,
    pub(super) list_actions: Vec<String>,
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

/// An action's verb on the policy of a resource.
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
    #[serde(default)]
    pub(super) service: Option<String>,
    pub(super) action: String,
    pub(super) key: String,
}

fn verb<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<SqlVerb, D::Error> {
    let text = String::deserialize(deserializer)?;
    SqlVerb::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a SQL verb")))
}

fn http_method<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<HttpMethod, D::Error> {
    let text = String::deserialize(deserializer)?;
    HttpMethod::parse(&text)
        .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not an HTTP method")))
}

static GOOGLE: LazyLock<std::result::Result<GoogleRules, toml::de::Error>> =
    LazyLock::new(|| toml::from_str(include_str!("google.toml")));

/// The lists by which Google's APIs are named.
///
/// # Errors
/// When the embedded file can't be read, which a test rules out.
pub(crate) fn google() -> Result<&'static GoogleRules> {
    GOOGLE.as_ref().map_err(|error| Diagnostic::error("mapping::rules", error.to_string()).into())
}

/// How methods are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodNames {
    /// By the action alone: `list`.
    Short,
    /// By every part of the operation's id: `projects_locations_sessions_list`.
    Qualified,
}

/// Where an OpenAPI document without annotations gets its resources' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResourceFrom {
    /// The last literal segment of the path before its final parameter.
    #[default]
    Path,
    /// The operation's first tag.
    Tag,
}

/// What a configuration says of one operation; it wins over the rules and over the document.
#[derive(Debug, Clone, Default)]
pub struct Override {
    /// Resource that the operation's method goes to.
    pub resource: Option<ResourceName>,
    /// The method's key.
    pub method: Option<MethodName>,
    /// SQL verb.
    pub verb: Option<SqlVerb>,
    /// Where the rows are; `$` for the whole response.
    pub object_key: Option<ObjectKey>,
    /// Place among the methods of its verb: lower numbers are tried first, and before those without one.
    pub route: Option<u32>,
}

/// How one service is mapped.
#[derive(Debug, Clone, Default)]
pub struct ServiceRules {
    /// How methods are named; none for what the published provider does.
    pub method_names: Option<MethodNames>,
    /// Whether each list gets a twin that returns the whole response.
    pub raw_list_methods: bool,
    /// Where resources without annotations get their names.
    pub resource_from: ResourceFrom,
    /// Words that snake case keeps whole; none for the default ones.
    pub acronyms: Option<Vec<String>>,
    /// What the configuration says of single operations.
    pub overrides: BTreeMap<OperationId, Override>,
    /// Names that operations were released with; they stay.
    pub pins: ServicePins,
}

impl ServiceRules {
    /// Forgets the pins of operations that the configuration leaves out.
    pub fn leave_out(&mut self, excluded: &[Entry]) {
        for entry in excluded {
            self.pins.remove(entry.operation());
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
        let rules = super::google().unwrap();
        assert_eq!(rules.verbs.len(), 9);
        assert_eq!(rules.qualified_services.len(), 41);
        assert!(rules.qualified_services.is_sorted());
    }
}
