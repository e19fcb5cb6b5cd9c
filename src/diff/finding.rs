//! A finding: one change, and its effect on those who query.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::place::FindingPlace;
use crate::api::SqlVerb;
use crate::rules::rule::{RuleId, Severity};

/// Longest wording that is shown, in characters.
const MAX_PROSE: usize = 1_000;

/// Rules about removals.
const REMOVALS: [RuleId; 6] = [
    RuleId::ResourceRemoved,
    RuleId::MethodRemoved,
    RuleId::ParamRemoved,
    RuleId::ColumnRemoved,
    RuleId::ColumnNestedRemoved,
    RuleId::BodyFieldRemoved,
];

/// One change, and its effect on those who query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// The rule of the finding; `provgen explain` tells its meaning.
    #[schemars(with = "String")]
    pub rule: RuleId,
    /// The severity.
    pub severity: Severity,
    /// Full name of the changed thing: `google.dataproc.sessions.createTime`.
    pub name: String,
    /// The place of the change.
    #[serde(flatten)]
    pub place: FindingPlace,
    /// The old state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// The new state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// A statement that worked before; none if no statement that worked is affected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// The statement's effect now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// SQL signatures of the old release that this change sends to another operation, or to none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
    /// Ids of the operations of a removed or added resource.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// All methods with this change, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// Other paths from the same column or field to the same place in the same types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The number of these paths: `also` lists the first.
    #[serde(skip_serializing_if = "is_zero")]
    pub also_count: usize,
    /// An id that is the same for the same change, whatever other changes there are.
    pub fingerprint: String,
    /// The fingerprint of the cause that the finding belongs to.
    pub cause: String,
    /// The severity before grading, if it isn't the rule's.
    #[serde(skip)]
    pub(super) own_severity: Option<Severity>,
    /// Whether the old release advised against the changed thing.
    #[serde(skip)]
    pub(super) was_deprecated: bool,
    /// Full name of the thing now, if it exists under another name.
    #[serde(skip)]
    pub(super) renamed: Option<String>,
    /// The operation of the new release whose answer has the changed rows.
    #[serde(skip)]
    pub(super) answer_of: Option<String>,
    /// The column that a path of `column` begins at.
    #[serde(skip)]
    pub(super) root: Option<String>,
    /// Whether the service wasn't stable in the old release.
    #[serde(skip)]
    pub(super) is_unstable: bool,
    /// Whether `place.parameter` names a field of a body.
    #[serde(skip)]
    pub(super) is_field: bool,
    /// Whether the change is a removal, though its rule has another subject.
    #[serde(skip)]
    pub(super) is_gone: bool,
    /// Whether the statement is sent all the same, without what is gone.
    #[serde(skip)]
    pub(super) is_still_sent: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The part of a statement that decides which method it reaches: a resource's SQL verb, and the names that
/// are given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Signature {
    /// SELECT, INSERT, …
    #[schemars(with = "String")]
    pub verb: SqlVerb,
    /// Names that the statement gives a value to, sorted.
    pub required: Vec<String>,
}

impl Signature {
    /// The signature of a verb and the given names.
    pub(super) fn new(verb: SqlVerb, names: &BTreeSet<String>) -> Self {
        Self { verb, required: names.iter().cloned().collect() }
    }
}

impl Finding {
    /// A finding of `rule` at `place`; the other methods add the rest.
    pub(super) fn new(rule: RuleId, provider: &str, place: FindingPlace) -> Self {
        Self {
            rule,
            // Severities are set for all findings together, by the levels of the configuration.
            severity: Severity::Docs,
            name: place.name(provider),
            place,
            old: None,
            new: None,
            witness: None,
            effect: None,
            signatures: Vec::new(),
            operations: Vec::new(),
            methods: Vec::new(),
            also: Vec::new(),
            also_count: 0,
            fingerprint: String::new(),
            cause: String::new(),
            own_severity: None,
            was_deprecated: false,
            renamed: None,
            answer_of: None,
            root: None,
            is_unstable: false,
            is_field: false,
            is_gone: false,
            is_still_sent: false,
        }
    }

    /// Whether something went that the old release hadn't marked as deprecated.
    pub(super) fn is_unannounced(&self) -> bool {
        let is_removal = REMOVALS.contains(&self.rule) && self.renamed.is_none();
        (is_removal || self.is_gone) && !self.was_deprecated
    }

    /// Sets the fingerprint: an id for the change that doesn't depend on wording, on other changes, or on any
    /// order. The old and the new state are part of it, unless they are prose: accepting `string` → `integer`
    /// doesn't accept a later change.
    pub(super) fn fingerprinted(mut self) -> Self {
        let mut digest = Sha256::new();
        // A field of a body has one fingerprint for all methods that send it.
        let is_field = self.rule != RuleId::DocsOnly && self.is_field;
        let name = match self.name.split_once('.') {
            Some((provider, _)) if is_field => {
                FindingPlace { method: None, ..self.place.clone() }.name(provider)
            }
            _ => self.name.clone(),
        };
        let is_prose = self.rule == RuleId::DocsOnly;
        let values = [&self.old, &self.new].map(|value| value.as_deref().filter(|_| !is_prose));
        for part in [self.rule.as_str(), &name].into_iter().chain(values.map(Option::unwrap_or_default)) {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        if let Some(signature) = self.signatures.first().filter(|_| self.place.method.is_none()) {
            digest.update(format!("{} {}", signature.verb.as_str(), signature.required.join(" ")));
        }
        // Pages of prose are cut, since nobody reads them to see that they changed; values are shown whole.
        for side in [&mut self.old, &mut self.new].into_iter().flatten().filter(|_| is_prose) {
            if let Some((end, _)) = side.char_indices().nth(MAX_PROSE) {
                side.truncate(end);
                side.push('…');
            }
        }
        self.fingerprint = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        self
    }
}
