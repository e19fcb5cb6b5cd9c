//! The rules of `lint` over manifests: the name, severity and texts of each mistake.
//!
//! In: `lint/*.toml`, one file a rule. Out: [`LintRule`]s by [`LintRuleId`]. Rust code decides when a rule holds;
//! its severity and all of its texts are data. What a rule says of StackQL was seen on a running one.

use serde::Deserialize;

use super::ids::rule_ids;
use crate::diagnostic::DiagnosticSeverity;

rule_ids! {
    /// The id of a rule of `lint`, which is the name of its file.
    LintRuleId: LintRule in "lint";
    YamlUnreadable = "yaml-unreadable",
    KeyTwice = "key-twice",
    WordReadOtherwise = "word-read-otherwise",
    TextAfterEnd = "text-after-end",
    WrongType = "wrong-type",
    SchemaNull = "schema-null",
    ReferenceDangling = "reference-dangling",
    ReferenceCircle = "reference-circle",
    ReferenceSiblings = "reference-siblings",
    InfoMissing = "info-missing",
    ServersMissing = "servers-missing",
    ServerWithoutHost = "server-without-host",
    ServerVariableWithoutDefault = "server-variable-without-default",
    ResourcesMissing = "resources-missing",
    ProviderUnusable = "provider-unusable",
    ProviderIncomplete = "provider-incomplete",
    AuthMissing = "auth-missing",
    AuthUnknown = "auth-unknown",
    AuthKeyUnknown = "auth-key-unknown",
    ServiceFileMissing = "service-file-missing",
    FileUnreferenced = "file-unreferenced",
    ResourceNameDiffers = "resource-name-differs",
    ResourceDescriptionUnseen = "resource-description-unseen",
    ResourceNameReserved = "resource-name-reserved",
    MethodWithoutOperation = "method-without-operation",
    OperationDangling = "operation-dangling",
    RouteDangling = "route-dangling",
    ResponseMissing = "response-missing",
    SelectWithoutRows = "select-without-rows",
    SelectRouteWithoutRows = "select-route-without-rows",
    ObjectKeyUnresolved = "object-key-unresolved",
    ObjectKeyOverScalars = "object-key-over-scalars",
    ListWithoutObjectKey = "list-without-object-key",
    SchemaOverrideDangling = "schema-override-dangling",
    ParameterLocation = "parameter-location",
    ParameterWithoutSchema = "parameter-without-schema",
    ParameterTypesDiffer = "parameter-types-differ",
    ParameterSchemaAndContent = "parameter-schema-and-content",
    PathTokenUndeclared = "path-token-undeclared",
    ColumnsDifferInCase = "columns-differ-in-case",
    ColumnUnnameable = "column-unnameable",
    InsertArrayWithoutItems = "insert-array-without-items",
    ExecEmptyAnswer = "exec-empty-answer",
    AnswerNoTable = "answer-no-table",
    ExecCrash = "exec-crash",
    ExecParameterType = "exec-parameter-type",
    ExecBodyArray = "exec-body-array",
    PathDescription = "path-description",
    PathLevelParameter = "path-level-parameter",
    ReturningClash = "returning-clash",
    BodyMediaType = "body-media-type",
}

/// What StackQL can't use because of a mistake; everything else works.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stops {
    /// Nothing of the service, or of the provider.
    Service,
    /// Nothing of the resource.
    Resource,
    /// Single statements, or nothing: a text isn't shown.
    #[default]
    Statement,
}

/// The texts and the severity of a rule.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LintRule {
    /// An error is what StackQL refuses, or crashes at; a warning is what it loads and doesn't do right.
    pub severity: DiagnosticSeverity,
    /// What can't be used because of it.
    #[serde(default)]
    pub stops: Stops,
    /// Whether an API may be so by itself, and provgen can't write it otherwise. `generate` then goes on, and warns.
    #[serde(default)]
    pub of_the_api: bool,
    /// The mistake in one line, without a full stop.
    pub summary: String,
    /// What StackQL does about it, in one line.
    pub effect: String,
    /// When the rule holds, and why StackQL does so.
    pub explanation: String,
    /// The way out.
    pub help: String,
    /// A part of a manifest with the mistake.
    pub example: String,
}

#[cfg(test)]
mod tests {
    use include_dir::{Dir, include_dir};

    use super::*;

    static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/rules/lint");

    #[test]
    fn each_file_is_a_rule_and_says_what_it_means() {
        assert_eq!(LintRuleId::ALL.len(), FILES.files().count(), "a file is no rule");
        for id in LintRuleId::ALL {
            let text = FILES.get_file(format!("{id}.toml")).unwrap().contents_utf8().unwrap();
            toml::from_str::<LintRule>(text).unwrap_or_else(|error| panic!("{id}.toml: {error}"));
            let rule = id.rule();
            assert!(rule.summary.chars().count() <= 60 && !rule.summary.ends_with('.'), "{id}");
            assert!(!rule.effect.is_empty() && !rule.effect.ends_with('.'), "{id}");
            assert!(rule.explanation.lines().all(|line| line.chars().count() <= 100), "{id}");
            assert!(rule.explanation.split_whitespace().count() >= 12, "{id}");
            // It stands behind "help:", and behind a message of the same style.
            assert!(!rule.help.is_empty() && !rule.help.ends_with('.'), "{id}");
            assert!(!rule.example.trim().is_empty(), "{id}");
        }
    }
}
