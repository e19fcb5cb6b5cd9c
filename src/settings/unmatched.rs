//! Entries of a configuration that match no service and no operation.

use std::collections::{BTreeMap, BTreeSet};

use super::file;
use super::model::Settings;
use crate::diagnostic::{Diagnostic, Failure};
use crate::document::locate;
use crate::mapping::UnmatchedOverride;
use crate::mapping::selection::{Pattern, Subject};
use crate::names::ServiceName;
use crate::text::did_you_mean;

impl Settings {
    /// Problems of a configuration that show only when the documents are known: overrides, services and
    /// patterns that match nothing. `matched` has the pointers of the patterns that match, `near` the
    /// probable intent of others.
    #[must_use]
    pub fn unmatched(
        &self,
        services: &[(ServiceName, Vec<UnmatchedOverride>)],
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
        for name in self.services.keys() {
            match services.iter().find(|(service, _)| service == name) {
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
