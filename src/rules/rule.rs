//! The rules of `diff`: the name, severity and texts of each kind of change.
//!
//! In: `diff/*.toml`, one file a rule. Out: [`Rule`]s by [`RuleId`]. Rust code decides when a rule holds; its
//! severity and all of its texts are data.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::rule_ids;

rule_ids! {
    /// The id of a rule of `diff`, which is the name of its file. Findings are listed in this order.
    RuleId: Rule in "diff";
    ServiceRemoved = "service-removed",
    ServiceRenamed = "service-renamed",
    ServiceAdded = "service-added",
    ServiceApiVersionChanged = "service-api-version-changed",
    ServiceMerged = "service-merged",
    ServiceSplit = "service-split",
    StabilityChanged = "stability-changed",
    ServerUrlChanged = "server-url-changed",
    ServerVariableRequiredAdded = "server-variable-required-added",
    ServerVariableDefaultChanged = "server-variable-default-changed",
    AuthTypeChanged = "auth-type-changed",
    AuthScopeAdded = "auth-scope-added",
    AuthSettingsChanged = "auth-settings-changed",
    ResourceRemoved = "resource-removed",
    ResourceRenamed = "resource-renamed",
    ResourceMoved = "resource-moved",
    ResourceAdded = "resource-added",
    ResourceKindChanged = "resource-kind-changed",
    ViewDdlChanged = "view-ddl-changed",
    VerbRemoved = "verb-removed",
    VerbAdded = "verb-added",
    MethodVerbChanged = "method-verb-changed",
    SignatureLost = "signature-lost",
    SignatureRerouted = "signature-rerouted",
    SignatureAdded = "signature-added",
    RouteOrderChanged = "route-order-changed",
    RouteAmbiguous = "route-ambiguous",
    RouteShadowed = "route-shadowed",
    MethodRemoved = "method-removed",
    MethodRenamed = "method-renamed",
    MethodAdded = "method-added",
    MethodOperationChanged = "method-operation-changed",
    MethodHttpVerbChanged = "method-http-verb-changed",
    MethodPathChanged = "method-path-changed",
    MethodMediaTypeChanged = "method-media-type-changed",
    MethodAsyncChanged = "method-async-changed",
    MethodResponseRemoved = "method-response-removed",
    MethodDeprecated = "method-deprecated",
    ParamRequiredAdded = "param-required-added",
    ParamBecameRequired = "param-became-required",
    ParamBecameOptional = "param-became-optional",
    ParamRemoved = "param-removed",
    ParamRenamed = "param-renamed",
    ParamOptionalAdded = "param-optional-added",
    ParamTypeChanged = "param-type-changed",
    ParamFormatChanged = "param-format-changed",
    ParamEnumRemoved = "param-enum-removed",
    ParamEnumAdded = "param-enum-added",
    ParamConstraintNarrowed = "param-constraint-narrowed",
    ParamDefaultChanged = "param-default-changed",
    ParamRepeatedChanged = "param-repeated-changed",
    ParamShadowsColumn = "param-shadows-column",
    ParamDeprecated = "param-deprecated",
    ParamTypeWidened = "param-type-widened",
    ObjectKeyChanged = "object-key-changed",
    ObjectKeyPresenceChanged = "object-key-presence-changed",
    RowSchemaReplaced = "row-schema-replaced",
    ColumnRemoved = "column-removed",
    ColumnRenamed = "column-renamed",
    ColumnNamesChanged = "column-names-changed",
    ColumnAdded = "column-added",
    ColumnTypeChanged = "column-type-changed",
    ColumnFormatChanged = "column-format-changed",
    ColumnCardinalityChanged = "column-cardinality-changed",
    ColumnNestedRemoved = "column-nested-removed",
    ColumnNestedAdded = "column-nested-added",
    ColumnEnumAdded = "column-enum-added",
    ColumnEnumRemoved = "column-enum-removed",
    ColumnDeprecated = "column-deprecated",
    BodyFieldRemoved = "body-field-removed",
    BodyFieldRequiredAdded = "body-field-required-added",
    BodyFieldAdded = "body-field-added",
    BodyFieldBecameReadonly = "body-field-became-readonly",
    BodyFieldBecameImmutable = "body-field-became-immutable",
    BodyFieldDeprecated = "body-field-deprecated",
    BodyTypeChanged = "body-type-changed",
    BodyFormatChanged = "body-format-changed",
    BodyEnumRemoved = "body-enum-removed",
    BodyEnumAdded = "body-enum-added",
    BodyConstraintNarrowed = "body-constraint-narrowed",
    BodyNameTranslationChanged = "body-name-translation-changed",
    BodyTypeWidened = "body-type-widened",
    PaginationChanged = "pagination-changed",
    PushdownOrTransformChanged = "pushdown-or-transform-changed",
    SettingChanged = "setting-changed",
    RemovedWithoutDeprecation = "removed-without-deprecation",
    DocsOnly = "docs-only",
}

/// The effect of a change on those who query, the worst first.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// SQL that worked fails, or silently means something else.
    #[default]
    Breaking,
    /// SQL that worked may fail, or may mean something else.
    Risky,
    /// SQL works as it did, and the API advises against it.
    Deprecated,
    /// Something new can be queried.
    Additive,
    /// Only the wording changed.
    Docs,
}

impl Severity {
    /// All severities, the worst first.
    pub const ALL: [Self; 5] = [Self::Breaking, Self::Risky, Self::Deprecated, Self::Additive, Self::Docs];

    /// `breaking`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Risky => "risky",
            Self::Deprecated => "deprecated",
            Self::Additive => "additive",
            Self::Docs => "docs",
        }
    }

    /// A milder severity, for parts that nobody should rely on: what is breaking becomes risky, and what is risky
    /// additive. What changes no statement stays as it is.
    #[must_use]
    pub const fn milder(self) -> Self {
        match self {
            Self::Breaking => Self::Risky,
            Self::Risky | Self::Additive => Self::Additive,
            Self::Deprecated => Self::Deprecated,
            Self::Docs => Self::Docs,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The kind of thing that a rule is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Group {
    #[default]
    Provider,
    Resource,
    Routing,
    Method,
    Parameter,
    Row,
    Body,
    Runtime,
    Wording,
}

impl Group {
    /// `parameter`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Resource => "resource",
            Self::Routing => "routing",
            Self::Method => "method",
            Self::Parameter => "parameter",
            Self::Row => "row",
            Self::Body => "body",
            Self::Runtime => "runtime",
            Self::Wording => "wording",
        }
    }
}

/// The texts and the severity of a rule.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The kind of thing that the rule is about.
    pub group: Group,
    /// The severity, unless the configuration sets another.
    pub severity: Severity,
    /// The change in one line, without a full stop.
    pub summary: String,
    /// The effect on a statement, worded to follow the statement.
    pub effect: String,
    /// When the rule holds, and what the change does to SQL.
    pub explanation: String,
    /// The way out.
    pub help: String,
    /// A change that the rule finds.
    pub example: RuleExample,
    /// Which findings of the rule tell one fact, and how it is told.
    pub cause: RuleCause,
}

/// Which findings of a rule have one cause, and the cause in a sentence.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleCause {
    /// The name of the fact, where other rules find the same one: a property that goes from a schema goes from
    /// rows and from bodies. The rule's own id, if there is none.
    pub fact: Option<String>,
    /// The parts that findings of one cause have in common.
    pub same: Vec<Same>,
    /// The cause in a sentence without a full stop. `{reach}` stands for where it shows, `{are}` for the verb
    /// behind it, `{name}` for what changed, `{old}`, `{new}` and `{change}` for what it was and is.
    pub sentence: String,
    /// The sentence for findings that differ in their names or, where a cause isn't about one name, in their
    /// old and new states.
    pub several: Option<String>,
}

/// A part that findings of one cause have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Same {
    /// The last part of the name of what changed: a parameter, a column, a field, else a method or a resource.
    Name,
    /// The old and the new state.
    Change,
    /// The new state.
    New,
    /// What is left of the old and the new state without what they share at both ends.
    Difference,
    /// That a name changed in its spelling alone. The old and the new name, where it didn't.
    Spelling,
    /// How a name changed: in its spelling, or that it became shorter or longer. The old and the new name,
    /// where it is neither.
    Style,
    /// The service.
    Service,
    /// The resource.
    Resource,
}

impl Same {
    /// The part in words: `name`, `old and new state`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Change => "old and new state",
            Self::New => "new state",
            Self::Difference => "difference of old and new state",
            Self::Spelling => "old and new name, unless they differ in spelling alone",
            Self::Style => "style of change",
            Self::Service => "service",
            Self::Resource => "resource",
        }
    }
}

/// A change that a rule finds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleExample {
    /// The API before the change.
    pub before: String,
    /// The API after it.
    pub after: String,
    /// A statement that the change affects.
    pub sql: String,
}

#[cfg(test)]
mod tests {
    use include_dir::{Dir, include_dir};

    use super::*;

    static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/rules/diff");

    #[test]
    fn each_file_is_a_rule_and_says_what_it_means() {
        assert_eq!(RuleId::ALL.len(), FILES.files().count(), "a file is no rule");
        for id in RuleId::ALL {
            let text = FILES.get_file(format!("{id}.toml")).unwrap().contents_utf8().unwrap();
            toml::from_str::<Rule>(text).unwrap_or_else(|error| panic!("{id}.toml: {error}"));
            let rule = id.rule();
            assert!(rule.summary.chars().count() <= 60 && !rule.summary.ends_with('.'), "{id}");
            assert!(rule.effect.chars().count() <= 50, "{id}");
            assert!(rule.explanation.lines().all(|line| line.chars().count() <= 100), "{id}");
            assert!(rule.explanation.split_whitespace().count() >= 12, "{id}");
            assert!(!rule.help.trim().is_empty() && !rule.example.sql.trim().is_empty(), "{id}");
            let RuleCause { sentence, several, same, .. } = &rule.cause;
            assert!(!sentence.is_empty() && !sentence.ends_with('.'), "{id}");
            // Where old and new may differ within a cause, a sentence that names one of them would be false.
            let differs =
                same.iter().any(|same| matches!(same, Same::Difference | Same::Spelling | Same::Style));
            let names_them = ["{old}", "{new}", "{change}"].iter().any(|part| sentence.contains(part));
            assert!(!(differs && names_them) || several.is_some(), "{id}");
        }
    }
}
