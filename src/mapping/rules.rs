//! The settings by which the mapping names one service: the lists of `google.toml`, and the configuration's
//! rules.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::pins::Pins;
use crate::api::{HttpMethod, ObjectKey, SqlVerb};
use crate::mapping::column_names::ColumnNames;
use crate::names::{MethodName, OperationId, ResourceName};
use crate::needs::options::NeedsOptions;
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

/// The rule by which resources of an OpenAPI document without annotations are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResourceNames {
    /// The last literal of the path: `members` of `/teams/{id}/members/{member}`.
    #[default]
    PathLast,
    /// The last two literals of the path: `teams_members`.
    PathTail,
    /// The last literal; where several collections of the service end alike, as many as tell them apart.
    PathParent,
    /// The things that the operation's id names, in plural: `datastore_items` of `ListDatastoreItems`.
    OperationId,
    /// The operation's first tag, and the part of what it names that the id names.
    Tag,
    /// The operation's last tag, likewise: some documents have the service's before it.
    LastTag,
}

impl ResourceNames {
    /// All rules, by the names that the configuration gives them.
    pub const ALL: [(&'static str, Self); 6] = [
        ("path-last", Self::PathLast),
        ("path-tail", Self::PathTail),
        ("path-parent", Self::PathParent),
        ("operation-id", Self::OperationId),
        ("tag", Self::Tag),
        ("last-tag", Self::LastTag),
    ];
}

/// The style in which methods of an OpenAPI document without annotations are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OperationNames {
    /// The operation's id in snake case, without the path that FastAPI puts at its end.
    #[default]
    Id,
    /// The operation's id in its own spelling.
    IdRaw,
    /// The id in snake case without a tag or the service before it.
    IdWithoutTag,
    /// What the method does: `list`, `get`, `create`, `update`, `edit`, `delete`, or the action at the path's end.
    Crud,
    /// The first word of the id.
    Verb,
}

impl OperationNames {
    /// All styles, by the names that the configuration gives them.
    pub const ALL: [(&'static str, Self); 5] = [
        ("id", Self::Id),
        ("id-raw", Self::IdRaw),
        ("id-without-tag", Self::IdWithoutTag),
        ("crud", Self::Crud),
        ("verb", Self::Verb),
    ];
}

/// How the names of an OpenAPI document without annotations are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenApiNames {
    /// The rule for resources.
    pub resources: ResourceNames,
    /// The style of methods.
    pub methods: OperationNames,
}

/// What the configuration adds to the rules by which rows are found in answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Envelope {
    /// Properties that hold rows, before those that the rules know.
    pub rows: Vec<String>,
    /// Properties that are about the answer, besides those that the rules know.
    pub ignore: Vec<String>,
    /// What becomes of an answer that has one thing in a property.
    pub single: Single,
}

/// What becomes of an answer like `{"book": {…}}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Single {
    /// The thing is the row: `$.book`.
    #[default]
    Unwrap,
    /// The answer is the row, with the column `book`.
    Keep,
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
    /// How names of documents without annotations are made.
    pub names: OpenApiNames,
    /// How rows are found in answers of documents without annotations.
    pub envelope: Envelope,
    /// Words that snake case keeps whole; none for the default ones.
    pub acronyms: Option<Vec<String>>,
    /// The names of columns.
    pub column_names: ColumnNames,
    /// What the engine needs besides names.
    pub needs: NeedsOptions,
    /// Settings for single operations.
    pub overrides: BTreeMap<OperationId, Override>,
    /// Names that `mapping.yaml` has, which stay.
    pub pins: Pins,
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
