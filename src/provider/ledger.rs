//! The ledger: operations that the plain rules don't settle.
//!
//! In: findings of the mapping. Out: [`Entry`]s, one for each fact. Reports list the entries, and warnings
//! are made from them, so that both say the same.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::{Api, SqlVerb, Transfer};
use crate::diagnostic::Diagnostic;
use crate::names::{MethodName, OperationId, ResourceName};

/// One fact about one operation, or about several that meet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Entry {
    /// Several operations of a resource would have one method name.
    Collision {
        /// The resource of the operations.
        #[schemars(with = "String")]
        resource: ResourceName,
        /// The name that all would have.
        method: String,
        /// All operations, by id.
        #[schemars(with = "Vec<String>")]
        operations: Vec<OperationId>,
        /// The operation that keeps the name.
        #[schemars(with = "String")]
        kept_by: OperationId,
    },
    /// An operation has another resource or method than the rules would give it.
    Rename {
        /// The operation.
        #[schemars(with = "String")]
        operation: OperationId,
        /// `resource.method` by the rules.
        from: String,
        /// The actual `resource.method`.
        to: String,
        /// The reason.
        because: Because,
    },
    /// An operation has a path of its own, since the document gives one path and HTTP method to several.
    Path {
        /// The operation.
        #[schemars(with = "String")]
        operation: OperationId,
        /// The path in the document.
        from: String,
        /// The path in the manifest.
        to: String,
    },
    /// An operation is in no resource, since the document's annotations don't name it.
    LeftOut {
        /// The operation.
        #[schemars(with = "String")]
        operation: OperationId,
    },
    /// An operation is left out, since nobody can make sense of it.
    Unreadable {
        /// The operation.
        #[schemars(with = "String")]
        operation: OperationId,
        /// What is wrong with it.
        reason: String,
    },
    /// A method that its SQL verb never reaches: another one needs no more names and is tried before.
    DeadRoute {
        /// The operation that the method calls.
        #[schemars(with = "String")]
        operation: OperationId,
        /// The resource of the method.
        #[schemars(with = "String")]
        resource: ResourceName,
        /// The method.
        #[schemars(with = "String")]
        method: MethodName,
        /// The verb.
        verb: SqlVerb,
        /// The method that is tried before.
        #[schemars(with = "String")]
        winner: MethodName,
        /// Whether both need the same names, or the winner only some of them.
        needs: Needs,
    },
    /// An operation whose rows could be in several places of its response.
    AmbiguousObjectKey {
        /// The operation.
        #[schemars(with = "String")]
        operation: OperationId,
        /// The key that was chosen; `$` is the whole response.
        chosen: String,
        /// The other possible keys.
        others: Vec<String>,
    },
    /// An operation of which neither path nor id tells the SQL verb.
    AmbiguousVerb {
        /// The operation.
        #[schemars(with = "String")]
        operation: OperationId,
        /// The verb that was chosen.
        chosen: SqlVerb,
        /// The other verb that fits.
        other: SqlVerb,
    },
    /// The API transfers content beside JSON by an operation, such as a file, and StackQL the JSON alone.
    Media {
        /// The operation.
        #[schemars(with = "String")]
        operation: OperationId,
        /// The direction of the content.
        transfer: Transfer,
        /// The path that takes the content of an upload in a single request, if the document gives it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
    },
    /// The configuration leaves an operation out, or doesn't select it.
    Excluded {
        /// The operation.
        #[schemars(with = "String")]
        operation: OperationId,
        /// The reason in the configuration.
        reason: String,
    },
}

/// The names of a kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryKind {
    /// The value of `kind` in a report.
    pub key: &'static str,
    /// The name of one entry.
    pub one: &'static str,
    /// The name of several entries.
    pub many: &'static str,
}

/// Why an operation doesn't have the name that the rules give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// Another operation of the resource has it.
    Collision,
    /// `mapping.yaml` says another one.
    Mapping,
    /// The configuration gives it another one.
    Override,
}

/// The names that the winner of two routes needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Needs {
    /// The same names as the other.
    Same,
    /// Some of the names that the other needs.
    Part,
}

impl Entry {
    /// All kinds, in the order in which a summary counts them.
    pub const KINDS: [EntryKind; 10] = [
        EntryKind { key: "collision", one: "collision", many: "collisions" },
        EntryKind { key: "rename", one: "rename", many: "renames" },
        EntryKind { key: "path", one: "shared path", many: "shared paths" },
        EntryKind { key: "dead-route", one: "dead route", many: "dead routes" },
        EntryKind { key: "ambiguous-object-key", one: "ambiguous object key", many: "ambiguous object keys" },
        EntryKind { key: "ambiguous-verb", one: "ambiguous verb", many: "ambiguous verbs" },
        EntryKind { key: "media", one: "media transfer", many: "media transfers" },
        EntryKind { key: "excluded", one: "excluded operation", many: "excluded operations" },
        EntryKind { key: "unreadable", one: "unreadable operation", many: "unreadable operations" },
        EntryKind { key: "left-out", one: "operation left out", many: "operations left out" },
    ];

    /// The kind of the fact.
    #[must_use]
    pub const fn kind(&self) -> EntryKind {
        let [collision, rename, path, dead_route, object_key, verb, media, excluded, unreadable, left_out] =
            Self::KINDS;
        match self {
            Self::Collision { .. } => collision,
            Self::Rename { .. } => rename,
            Self::Path { .. } => path,
            Self::DeadRoute { .. } => dead_route,
            Self::AmbiguousObjectKey { .. } => object_key,
            Self::AmbiguousVerb { .. } => verb,
            Self::Media { .. } => media,
            Self::Excluded { .. } => excluded,
            Self::LeftOut { .. } => left_out,
            Self::Unreadable { .. } => unreadable,
        }
    }

    /// The operation that the entry is about; of several, the one that keeps the shared name.
    #[must_use]
    pub const fn operation(&self) -> &OperationId {
        match self {
            Self::Collision { kept_by: operation, .. }
            | Self::Rename { operation, .. }
            | Self::Path { operation, .. }
            | Self::LeftOut { operation }
            | Self::Unreadable { operation, .. }
            | Self::DeadRoute { operation, .. }
            | Self::AmbiguousObjectKey { operation, .. }
            | Self::AmbiguousVerb { operation, .. }
            | Self::Media { operation, .. }
            | Self::Excluded { operation, .. } => operation,
        }
    }

    /// The line for a decision of the user, or for a fact that other entries follow from; none for an entry
    /// that is a warning.
    #[must_use]
    pub fn fact(&self) -> Option<String> {
        match self {
            Self::Collision { resource, method, operations, kept_by } => {
                let others = operations.iter().filter(|operation| *operation != kept_by);
                let others: Vec<&str> = others.map(OperationId::as_str).collect();
                Some(format!(
                    "collision  {kept_by} has the name `{resource}.{method}` of {}",
                    others.join(", ")
                ))
            }
            Self::Rename { operation, from, to, because } => {
                let because = match because {
                    Because::Collision => return None,
                    Because::Mapping => "mapping.yaml says so",
                    Because::Override => "an override sets the name",
                };
                Some(format!("rename     {operation} is `{to}`, not `{from}`: {because}"))
            }
            Self::Media { operation, transfer, path } => {
                Some(media_fact(operation, *transfer, path.as_deref()))
            }
            Self::Excluded { operation, reason } => Some(format!("excluded   {operation}: {reason}")),
            Self::Unreadable { operation, reason } => Some(format!("unreadable {operation}: {reason}")),
            Self::LeftOut { operation } => {
                Some(format!("left out   {operation}: the document's annotations don't name it"))
            }
            Self::AmbiguousVerb { operation, chosen, other } => Some(format!(
                "verb       {operation} is {}; {} fits as well",
                chosen.as_str(),
                other.as_str()
            )),
            Self::Path { .. } | Self::DeadRoute { .. } | Self::AmbiguousObjectKey { .. } => None,
        }
    }

    /// The reason why the configuration leaves the operation out, if it does.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Excluded { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// The warning for an entry that may need action; none for a decision of the user.
    #[must_use]
    pub fn warning(&self, api: &Api) -> Option<Diagnostic> {
        let (code, message, help) = match self {
            Self::Rename { operation, from, to, because: Because::Collision } => (
                "mapping::renamed",
                format!("{operation} is `{to}`: another operation has the name `{from}`"),
                "an override with `method` gives it another name",
            ),
            Self::Path { operation, from, to } => (
                "mapping::shared-path",
                format!("{operation} has the path `{to}`: another operation has `{from}`"),
                "a `flatPath` of its own in the document names its segments",
            ),
            Self::DeadRoute { resource, method, verb, winner, needs, .. } => {
                let needs = match needs {
                    Needs::Same => "the same",
                    Needs::Part => "a part of the same",
                };
                (
                    "mapping::dead-route",
                    format!(
                        "{} on `{resource}` never reaches `{method}`: `{winner}` is tried before and needs {needs} parameters",
                        verb.as_str(),
                    ),
                    "EXEC reaches it; an override of `verb`, `resource` or `route` makes it reachable by SQL",
                )
            }
            Self::AmbiguousObjectKey { operation, chosen, others } => {
                let rows = if chosen == "$" { "the whole response".into() } else { format!("`{chosen}`") };
                (
                    "mapping::ambiguous-object-key",
                    format!("the rows of {operation} are {rows}; `{}` could be too", others.join("`, `")),
                    "an override with `object_key` settles it; `$` is the whole response",
                )
            }
            Self::Collision { .. }
            | Self::Rename { .. }
            | Self::AmbiguousVerb { .. }
            | Self::Media { .. }
            | Self::LeftOut { .. }
            | Self::Unreadable { .. }
            | Self::Excluded { .. } => return None,
        };
        let pointer = api.operation(self.operation()).map(|operation| operation.pointer.clone());
        Some(Diagnostic::warning(code, message).help(help).at(&api.file, pointer.unwrap_or_default()))
    }
}

fn media_fact(operation: &OperationId, transfer: Transfer, path: Option<&str>) -> String {
    match (transfer, path) {
        (Transfer::Upload, Some(path)) => {
            format!("media      {operation} sends no content; the API takes it at {path}")
        }
        (Transfer::Upload, None) => format!("media      {operation} sends no content, which the API takes"),
        (Transfer::Download, _) => {
            format!("media      {operation} fetches no content; the API gives it with alt=media")
        }
    }
}
