//! Which services and operations of the documents become part of the provider.
//!
//! In: an [`Api`] and the patterns of the configuration. Out: the API without the operations that they leave
//! out, and a list of these: nothing is left out without a reason, and no pattern goes unused.

use std::collections::{BTreeMap, BTreeSet};

use globset::{GlobBuilder, GlobMatcher};

use crate::api::{Api, Operation};
use crate::names::ServiceName;
use crate::patterns::bounded;
use crate::provider::ledger::Entry;
use crate::text::did_you_mean;

/// The prefix of Google's scopes; a pattern may omit it.
const GOOGLE_SCOPES: &str = "https://www.googleapis.com/auth/";

/// The reason for services and operations that no pattern of `select` matches.
const NOT_SELECTED: &str = "not selected";

/// The reason for a service without any operation left.
const NOTHING_LEFT: &str = "all of its operations are left out";

/// The configuration's `select` and `exclude`.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Patterns of the provider's content; empty for everything.
    pub select: Vec<Pattern>,
    /// Patterns of the content that is left out again.
    pub exclude: Vec<Pattern>,
}

/// The names that a pattern is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The service's name.
    Service,
    /// The OAuth scopes that the service's operations require, or that it declares.
    Scope,
    /// The operations' ids.
    Operation,
}

/// A name or a glob, and its reason.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// The names that the pattern is compared with.
    pub subject: Subject,
    /// The pattern as written.
    pub text: String,
    /// The reason in the configuration.
    pub reason: String,
    /// The pattern's place in the configuration: a JSON pointer.
    pub pointer: String,
    glob: GlobMatcher,
    /// The services whose operations are compared with the pattern; none for those of all.
    services: Option<GlobMatcher>,
}

/// The result of a selection on an API.
#[derive(Debug)]
pub struct Selected {
    /// The part that becomes part of the provider.
    pub part: SelectedPart,
    /// Pointers of the patterns that matched something.
    pub matched: BTreeSet<String>,
    /// The probable intent of patterns that matched nothing, by their pointers.
    pub near: BTreeMap<String, String>,
}

/// The part of an API that becomes part of the provider.
#[derive(Debug, PartialEq, Eq)]
pub enum SelectedPart {
    /// All of the API but these operations, which were removed from it.
    Operations(Vec<Entry>),
    /// The whole service is left out.
    Nothing {
        /// The reason why the whole service is left out.
        reason: String,
        /// The service's operations, each with its own reason.
        operations: Vec<Entry>,
    },
}

impl Subject {
    /// All subjects.
    pub const ALL: [Self; 3] = [Self::Service, Self::Scope, Self::Operation];

    /// The subject's key in the configuration: `service`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Scope => "scope",
            Self::Operation => "operation",
        }
    }
}

impl Pattern {
    /// The pattern `text`, in which `*`, `?`, `[…]` and `{…,…}` are wildcards.
    ///
    /// # Errors
    /// Why the text isn't a pattern.
    pub fn new(subject: Subject, text: &str, reason: &str, pointer: String) -> Result<Self, String> {
        let (text, reason) = (text.to_string(), reason.to_string());
        Ok(Self { subject, glob: glob(&text)?, text, reason, pointer, services: None })
    }

    /// The same for operations of those services alone whose names fit the pattern `services`.
    ///
    /// # Errors
    /// Why the text isn't a pattern.
    pub fn of_services(self, services: &str) -> Result<Self, String> {
        Ok(Self { services: Some(glob(services)?), ..self })
    }

    /// Whether operations of the service `name` are compared with the pattern.
    fn is_for(&self, name: &ServiceName) -> bool {
        self.services.as_ref().is_none_or(|services| services.is_match(name.as_str()))
    }

    fn matches_service(&self, name: &ServiceName, scopes: &BTreeSet<&str>) -> bool {
        match self.subject {
            Subject::Service => self.glob.is_match(name.as_str()),
            Subject::Scope => scopes.iter().any(|scope| {
                let short = scope.strip_prefix(GOOGLE_SCOPES);
                self.glob.is_match(scope) || short.is_some_and(|short| self.glob.is_match(short))
            }),
            Subject::Operation => false,
        }
    }
}

impl Selection {
    /// Removes from `api`, the service `name`, the operations that don't become part of the provider.
    pub fn apply(&self, api: &mut Api, name: &ServiceName) -> Selected {
        if self.select.is_empty() && self.exclude.is_empty() {
            return Selected {
                part: SelectedPart::Operations(Vec::new()),
                matched: BTreeSet::new(),
                near: BTreeMap::new(),
            };
        }
        let mut broken = std::mem::take(&mut api.unreadable);
        let scopes = scopes(api);
        let mut matched = BTreeSet::new();
        let fits = |pattern: &Pattern| pattern.matches_service(name, &scopes);
        let is_selected = first_hit(&self.select, fits, &mut matched).is_some() || self.select.is_empty();
        let excluded = first_hit(&self.exclude, fits, &mut matched);

        let (mut entries, mut unreadable) = (Vec::new(), Vec::new());
        for operation in &api.operations {
            // Content goes with the operation whose content it is.
            let ids = [Some(&operation.id), operation.content_of()];
            let fits = |pattern: &Pattern| {
                let mut ids = ids.iter().flatten();
                let is_for = pattern.subject == Subject::Operation && pattern.is_for(name);
                is_for && ids.any(|id| pattern.glob.is_match(id.as_str()))
            };
            let is_selected = first_hit(&self.select, fits, &mut matched).is_some() || is_selected;
            let reason = match first_hit(&self.exclude, fits, &mut matched) {
                Some(pattern) => pattern.reason.as_str(),
                None if is_selected => continue,
                None => NOT_SELECTED,
            };
            entries.push(Entry::Excluded { operation: operation.id.clone(), reason: reason.to_string() });
        }
        // What nobody can make sense of may be excluded, so that it isn't told.
        broken.retain(|operation| {
            let fits = |pattern: &Pattern| {
                pattern.subject == Subject::Operation
                    && pattern.is_for(name)
                    && pattern.glob.is_match(operation.id.as_str())
            };
            let is_selected = first_hit(&self.select, fits, &mut matched).is_some() || is_selected;
            let reason = match first_hit(&self.exclude, fits, &mut matched) {
                Some(pattern) => pattern.reason.as_str(),
                None if is_selected => return true,
                None => NOT_SELECTED,
            };
            unreadable.push(Entry::Excluded { operation: operation.id.clone(), reason: reason.to_string() });
            false
        });
        let near = self.near(api, &scopes, &matched);
        let is_empty = api.operations.is_empty();
        let part = match excluded {
            Some(pattern) => {
                let reason = pattern.reason.clone();
                let entry = |operation: &Operation| Entry::Excluded {
                    operation: operation.id.clone(),
                    reason: reason.clone(),
                };
                SelectedPart::Nothing { operations: api.operations.iter().map(entry).collect(), reason }
            }
            None if entries.len() == api.operations.len() && !(is_empty && is_selected) => {
                let is_chosen = entries.iter().any(|entry| entry.reason() != Some(NOT_SELECTED));
                let reason = if is_chosen { NOTHING_LEFT } else { NOT_SELECTED };
                SelectedPart::Nothing { reason: reason.to_string(), operations: entries }
            }
            None => SelectedPart::Operations(entries),
        };
        let part = match part {
            SelectedPart::Operations(mut entries) => {
                let out: BTreeSet<_> = entries.iter().map(Entry::operation).collect();
                api.operations.retain(|operation| !out.contains(&operation.id));
                entries.append(&mut unreadable);
                api.unreadable = broken;
                SelectedPart::Operations(entries)
            }
            SelectedPart::Nothing { reason, mut operations } => {
                operations.append(&mut unreadable);
                let rest = broken.into_iter();
                operations
                    .extend(rest.map(|rest| Entry::Excluded { operation: rest.id, reason: reason.clone() }));
                SelectedPart::Nothing { reason, operations }
            }
        };
        Selected { part, matched, near }
    }

    /// The probable intent of patterns without wildcards that match nothing of `api`.
    fn near(
        &self,
        api: &Api,
        scopes: &BTreeSet<&str>,
        matched: &BTreeSet<String>,
    ) -> BTreeMap<String, String> {
        let mut near = BTreeMap::new();
        for pattern in self.unmatched(matched).filter(|pattern| !is_wild(&pattern.text)) {
            let meant = match pattern.subject {
                Subject::Service => None,
                Subject::Scope if pattern.text.contains(':') => {
                    did_you_mean(&pattern.text, scopes.iter().copied())
                }
                Subject::Scope => did_you_mean(
                    &pattern.text,
                    scopes.iter().filter_map(|scope| scope.strip_prefix(GOOGLE_SCOPES)),
                ),
                Subject::Operation => {
                    let ids = api.operations.iter().map(|operation| operation.id.as_str());
                    did_you_mean(&pattern.text, ids)
                }
            };
            if let Some(meant) = meant {
                near.insert(pattern.pointer.clone(), meant.to_string());
            }
        }
        near
    }

    /// The patterns whose pointers aren't in `matched`.
    pub fn unmatched<'s>(&'s self, matched: &'s BTreeSet<String>) -> impl Iterator<Item = &'s Pattern> {
        self.select.iter().chain(&self.exclude).filter(|pattern| !matched.contains(&pattern.pointer))
    }
}

/// A pattern, ready to be compared.
fn glob(text: &str) -> Result<GlobMatcher, String> {
    let glob = GlobBuilder::new(bounded(text)?).backslash_escape(true).build();
    Ok(glob.map_err(|error| error.kind().to_string())?.compile_matcher())
}

fn is_wild(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// The first of `patterns` that `fits`. All patterns that do are added to `matched`: a pattern is unused only
/// if it fits nothing, even if another pattern already leaves the operation out.
fn first_hit<'p>(
    patterns: &'p [Pattern],
    fits: impl Fn(&Pattern) -> bool,
    matched: &mut BTreeSet<String>,
) -> Option<&'p Pattern> {
    let hits: Vec<&Pattern> = patterns.iter().filter(|pattern| fits(pattern)).collect();
    matched.extend(hits.iter().map(|hit| hit.pointer.clone()));
    hits.first().copied()
}

/// The OAuth scopes that an API's operations require, and those that it declares.
fn scopes(api: &Api) -> BTreeSet<&str> {
    let mut scopes = BTreeSet::new();
    for scheme in api.security_schemes.values() {
        let openapiv3::SecurityScheme::OAuth2 { flows, .. } = scheme else { continue };
        let declared = [
            flows.implicit.as_ref().map(|flow| &flow.scopes),
            flows.password.as_ref().map(|flow| &flow.scopes),
            flows.client_credentials.as_ref().map(|flow| &flow.scopes),
            flows.authorization_code.as_ref().map(|flow| &flow.scopes),
        ];
        scopes.extend(declared.into_iter().flatten().flat_map(|scopes| scopes.keys().map(String::as_str)));
    }
    let required = api.operations.iter().flat_map(|operation| operation.security.iter());
    scopes.extend(required.flat_map(|requirement| requirement.values().flatten().map(String::as_str)));
    scopes
}
