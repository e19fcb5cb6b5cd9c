//! Entries of a configuration that match no service and no operation.

use std::collections::{BTreeMap, BTreeSet};

use super::file;
use super::model::{ServiceSettings, Settings};
use crate::diagnostic::{Diagnostic, Failure};
use crate::document::locate;
use crate::mapping::UnmatchedOverride;
use crate::mapping::selection::{Pattern, Subject};
use crate::mapping::split::SplitProblem;
use crate::mapping::split::options::PartChange;
use crate::names::ServiceName;
use crate::needs::named::NamedPart;
use crate::needs::options::NeedsOptions;
use crate::text::did_you_mean;

impl Settings {
    /// Problems of a configuration that show only when the documents are known: overrides, services and
    /// patterns that match nothing. `documents` are the names that documents have before they are split, `matched` has
    /// the pointers of the patterns that match, `near` the probable intent of others.
    #[must_use]
    pub fn unmatched(
        &self,
        services: &[(ServiceName, Vec<UnmatchedOverride>)],
        documents: &BTreeSet<ServiceName>,
        matched: &BTreeSet<String>,
        near: &BTreeMap<String, String>,
    ) -> Option<Failure> {
        let origin = self.origin.as_ref()?;
        let unmatched = self.selection.unmatched(matched);
        let mut problems: Vec<Diagnostic> = unmatched
            .map(|pattern| unmatched_pattern(pattern, services, near).at(&origin.name, &pattern.pointer))
            .collect();
        let own = self.services.values().map(|service| &service.rules.needs);
        let patterns = own.chain([&self.needs]).flat_map(|needs| &needs.settings);
        problems.extend(patterns.flat_map(|entry| &entry.patterns).filter(|pattern| !matched.contains(&pattern.pointer)).map(
            |pattern| {
                let near = near.get(&pattern.pointer).map(|near| format!("did you mean `{near}`?"));
                let help = "remove it, or fix it: a pattern is of ids, or of `METHOD /path`; documents with StackQL's annotations have settings of their own";
                Diagnostic::error("config::unmatched-pattern", format!("no operation fits `{}`", pattern.text))
                    .help(near.unwrap_or_else(|| help.into()))
                    .at(&origin.name, &pattern.pointer)
            },
        ));
        let changes = self.all_splits().flat_map(|split| &split.changes);
        problems.extend(
            changes
                .filter(|change| !matched.contains(&change.pointer))
                .map(|change| unmatched_change(change, near.get(&change.pointer), &origin.name)),
        );
        for (name, own) in &self.services {
            let is_document = documents.contains(name);
            let found = services.iter().find(|(service, _)| service == name);
            if found.is_some() && !is_document {
                problems.extend(of_documents_alone(name, own, &origin.name));
            }
            match found {
                None if is_document => problems.extend(own.rules.overrides.keys().map(|id| {
                    let message = format!("there is no service `{name}`: its document is split");
                    Diagnostic::error("config::unmatched-override", message)
                        .help("write the override at the service that has the operation")
                        .at(&origin.name, file::override_pointer(name.as_str(), id.as_str()))
                        .on_key()
                })),
                None => {
                    let near = did_you_mean(name.as_str(), services.iter().map(|(name, _)| name.as_str()));
                    let help = near.map_or("remove it, or add its document to `specs`".into(), |near| {
                        format!("did you mean `{near}`?")
                    });
                    let message = format!("no document describes the service `{name}`");
                    problems.push(
                        Diagnostic::error("config::unknown-service", message)
                            .help(help)
                            .at(&origin.name, format!("/services/{name}"))
                            .on_key(),
                    );
                }
                Some((_, overrides)) => problems.extend(overrides.iter().map(|UnmatchedOverride { id, near, excluded }| {
                    let pointer = file::override_pointer(name.as_str(), id);
                    if *excluded {
                        let message = format!("the override of {id} changes nothing: the operation is left out");
                        return Diagnostic::error("config::unmatched-override", message)
                            .help("remove it, or what leaves the operation out")
                            .at(&origin.name, pointer)
                            .on_key();
                    }
                    let help = near.as_ref().map_or_else(
                        || "an override is keyed by the operation's id; `provgen show … --format json` has them".into(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    Diagnostic::error(
                        "config::unmatched-override",
                        format!("`{name}` has no operation `{id}`"),
                    )
                    .help(help)
                    .at(&origin.name, pointer)
                    .on_key()
                })),
            }
        }
        let failure = Failure { problems, omitted: 0 };
        (!failure.problems.is_empty()).then(|| locate::positions(failure, &origin.text, &origin.name))
    }

    /// Warnings about parameters and properties that settings name and no operation has. StackQL sends such a parameter all
    /// the same, and documents forget some. `matched` and `near` are as for [`Settings::unmatched`].
    #[must_use]
    pub fn unmatched_names(
        &self,
        matched: &BTreeSet<String>,
        near: &BTreeMap<String, String>,
    ) -> Vec<Diagnostic> {
        let Some(origin) = &self.origin else { return Vec::new() };
        let own = self.services.values().map(|service| &service.rules.needs);
        let named = own.chain([&self.needs]).flat_map(NeedsOptions::named);
        let missing = named.filter(|named| !matched.contains(&named.pointer)).map(|named| {
            let message = match named.what {
                NamedPart::Parameter(location) => {
                    format!("no GET has a parameter `{}` in its {}", named.text, location.as_str())
                }
                NamedPart::Property => format!("no answer of a GET has `{}`", named.text),
            };
            let help = near.get(&named.pointer).map_or_else(
                || "fix it, or add to the document what it lacks by an overlay".into(),
                |near| format!("did you mean `{near}`?"),
            );
            Diagnostic::warning("config::unmatched-name", message).help(help).at(&origin.name, named.pointer)
        });
        locate::notes(missing.collect(), &origin.text, &origin.name)
    }

    /// The failure of a split, whose problems are those of the configuration.
    #[must_use]
    pub fn bad_split(&self, problems: Vec<SplitProblem>) -> Failure {
        let (name, text) = self.origin.as_ref().map_or(("", ""), |origin| (&origin.name, &origin.text));
        let problems =
            problems.into_iter().map(|SplitProblem { pointer, problem }| problem.at(name, pointer));
        locate::positions(Failure { problems: problems.collect(), omitted: 0 }, text, name)
    }
}

/// The error for a pattern of `select` or `exclude` that fits nothing.
fn unmatched_pattern(
    pattern: &Pattern,
    services: &[(ServiceName, Vec<UnmatchedOverride>)],
    near: &BTreeMap<String, String>,
) -> Diagnostic {
    let (text, key) = (&pattern.text, pattern.subject.key());
    let near = match pattern.subject {
        Subject::Service => did_you_mean(text, services.iter().map(|(name, _)| name.as_str())),
        Subject::Scope | Subject::Operation => near.get(&pattern.pointer).map(String::as_str),
    };
    let help = near.map_or_else(
        || "remove it, or fix it: `*` stands for any text, `?` for one character".into(),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::error("config::unmatched-pattern", format!("no {key} fits `{text}`")).help(help)
}

/// The error for an entry of `split` that names no service.
fn unmatched_change(change: &PartChange, near: Option<&String>, file: &str) -> Diagnostic {
    let help = near.map_or_else(
        || "remove it, or fix it: `provgen inspect` lists the services by tag and by path".into(),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("no document gives a service `{}` by `split`", change.of);
    let problem = Diagnostic::error("config::unmatched-split", message).help(help).at(file, &change.pointer);
    if change.is_key { problem.on_key() } else { problem }
}

/// Errors for what `own`, the settings of the service `name`, say of a document, if it is no document's service.
fn of_documents_alone(
    name: &ServiceName,
    own: &ServiceSettings,
    file: &str,
) -> impl Iterator<Item = Diagnostic> {
    let has = [("split", own.split.is_some()), ("overlays", !own.overlays.is_empty())];
    has.into_iter().filter(|(_, has)| *has).map(move |(key, _)| {
        let message = format!("`{key}` is for documents, and `{name}` is a part of one");
        Diagnostic::error("config::unused-key", message)
            .help("write it at the service that has the document, or at the top level for all documents")
            .at(file, format!("/services/{name}/{key}"))
            .on_key()
    })
}
