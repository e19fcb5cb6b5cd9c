//! The differences between what the file says and the names of now.
//!
//! In: two mappings. Out: [`Changes`], each a line of its own, and [`Unsettled`] ones for reports.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Line, Mapping, Mark, MethodPath, Resources};
use crate::diagnostic::Diagnostic;
use crate::names::ServiceName;
use crate::text::did_you_mean;

/// The differences between the file and the names of now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Methods that the file lacks, with their lines.
    pub new: Vec<(MethodPath, Line)>,
    /// Lines of the file whose method there isn't any more, those marked as gone included.
    pub gone: Vec<(MethodPath, Line)>,
    /// Methods of which the file says otherwise, or has a `?` that nothing stands for: its line, and the one of now.
    pub changed: Vec<(MethodPath, Line, Line)>,
    /// Lines that are marked as gone, and whose method is there.
    pub back: Vec<(MethodPath, Line)>,
}

impl Mapping {
    /// What `now` has otherwise than this file.
    #[must_use]
    pub fn changes(&self, now: &Self) -> Changes {
        let mut changes = Changes::default();
        for (path, line) in now.lines() {
            match self.line(&path) {
                None => changes.new.push((path, line.clone())),
                Some(old) if old.mark == Mark::Gone => changes.back.push((path, line.clone())),
                Some(old) if old.agrees(line, &path.method) && old.mark == line.mark => {}
                Some(old) => changes.changed.push((path, old.clone(), line.clone())),
            }
        }
        let gone = self.lines().filter(|(path, _)| now.line(path).is_none());
        changes.gone = gone.map(|(path, line)| (path, line.clone())).collect();
        changes
    }
}

impl Mapping {
    /// `now`, with the lines of this mapping whose method there isn't any more, marked as gone: not those that went to another
    /// service, or whose group has another name.
    #[must_use]
    pub fn with_gone(&self, now: &Self) -> Self {
        let mut old = self.clone();
        while let Some(renamed) = old.renamed(now) {
            old = old.with_renamed(&renamed);
        }
        let mut whole = now.clone();
        for (path, line) in old.changes(now).gone {
            if !now.has_elsewhere(&path, &line) {
                whole.insert(path, Line { mark: Mark::Gone, ..line });
            }
        }
        whole
    }
}

impl Mapping {
    /// Warnings about services of this file, which messages call `file`, that are none of the `known` ones: no line of
    /// theirs is about anything.
    #[must_use]
    pub fn strange_services(&self, known: &BTreeSet<&ServiceName>, file: &str) -> Vec<Diagnostic> {
        let is_living = |resources: &Resources| {
            resources.values().flat_map(BTreeMap::values).any(|line| line.mark != Mark::Gone)
        };
        let strange = self
            .services
            .iter()
            .filter(|(service, resources)| !known.contains(service) && is_living(resources));
        let warning = |(service, _): (&ServiceName, &Resources)| {
            let message = format!("the provider has no service `{service}`");
            let near = did_you_mean(service.as_str(), known.iter().map(|name| name.as_str()));
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            Diagnostic::warning("mapping::no-service", message)
                .help(format!("{near}`provgen map` takes its lines along to where their operations are; services are named by provgen.yaml: `services: {{ {service}: {{ spec: … }} }}`, or `split`"))
                .at(file, format!("/{service}"))
        };
        strange.map(warning).collect()
    }
}

impl Changes {
    /// What a release has to settle.
    #[must_use]
    pub fn unsettled(&self, file: &Mapping) -> Unsettled {
        let gone = self.gone.iter().filter(|(_, line)| line.mark != Mark::Gone);
        let changed = self.changed.iter().filter(|(path, old, now)| !old.agrees(now, &path.method));
        let left: BTreeSet<&MethodPath> = self.gone.iter().map(|(path, _)| path).collect();
        let doubted = file.lines().filter(|(path, line)| line.mark == Mark::Doubtful && !left.contains(path));
        let new = self.new.iter().filter(|(_, line)| line.mark == Mark::Doubtful);
        let new = new.map(|(path, line)| shown(path, line));
        let mut undecided: Vec<String> = doubted.map(|(path, line)| shown(&path, line)).chain(new).collect();
        undecided.sort();
        Unsettled {
            new: self
                .new
                .iter()
                .map(|(path, line)| shown(path, line))
                .chain(changed.clone().map(|(path, _, now)| shown(path, now)))
                .chain(self.back.iter().map(|(path, line)| shown(path, line)))
                .collect(),
            gone: gone
                .map(|(path, line)| shown(path, line))
                .chain(changed.map(|(path, old, _)| shown(path, old)))
                .collect(),
            undecided,
        }
    }
}

/// What the file doesn't hold, and what it leaves to a person: a text for each method.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unsettled {
    /// Methods as they are, and not in the file.
    pub new: Vec<String>,
    /// Methods as they are in the file alone.
    pub gone: Vec<String>,
    /// Methods that the rules doubt, and no person has decided.
    pub undecided: Vec<String>,
}

impl Unsettled {
    /// Whether the file holds all names.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty()
    }
}

/// A line for people, with the name of its method.
#[must_use]
pub fn shown(path: &MethodPath, line: &Line) -> String {
    let rest = line.rest_text();
    let space = if rest.is_empty() { "" } else { "  " };
    format!("{path}  {}  {}{space}{rest}", line.verbs_text(), line.call_text())
}
