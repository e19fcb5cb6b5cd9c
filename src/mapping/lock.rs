//! Pinned names: a release's names are its users' API.
//!
//! In: the text of a lock file, and mapped services. Out: the pins that the mapping follows, the text of a
//! new lock file, and the differences between two. The file has one line a method, sorted, for easy reviews.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{annotated, routes};
use crate::api::{Api, Location, ObjectKey, Operation, Parameter, Schema, SchemaType, SqlVerb};
use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::mapping::proposal::{Proposal, ProposalSource};
use crate::names::{MethodName, OperationId, ResourceName, ServiceName};
use crate::provider::Service;
use crate::provider::ledger::{Because, Entry};

/// The first lines of a lock file.
const HEADER: &str = "\
# Names that users' queries depend on, kept by `provgen generate`. Written by `provgen lock`; a changed line is a change
# for users. Columns, parted by tabs: service, operation, resource.method, SQL verb, object key or -, path. A * behind
# the verb: the method is tried before plainer ones that need the same names.
";

/// Stands for no object key.
const NO_KEY: &str = "-";

/// Stands behind the verb of a method that is tried before plainer ones.
const FIRST: char = '*';

/// How one operation was released under one method name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pin {
    /// The resource.
    pub resource: ResourceName,
    /// The method's key in the resource.
    pub method: MethodName,
    /// The method's SQL verb.
    pub verb: SqlVerb,
    /// Whether the method is tried before plainer ones that need the same names, against the rules.
    pub goes_first: bool,
    /// The place of the rows, as written; none for the whole response.
    pub object_key: Option<String>,
    /// The operation's path.
    pub path: String,
}

/// The pins of one service by operation; a raw list twin is a second pin of its operation.
pub type ServicePins = BTreeMap<OperationId, BTreeSet<Pin>>;

/// A lock file's content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Pins by service.
    pub services: BTreeMap<ServiceName, ServicePins>,
}

/// The differences between two locks: lines as in the file, without the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LockChanges {
    /// Methods that only the new lock has.
    pub new: Vec<String>,
    /// Methods that only the old lock has.
    pub gone: Vec<String>,
}

impl LockChanges {
    /// Whether the locks are the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty()
    }
}

impl Lock {
    /// Reads a lock file; messages call it `file`.
    ///
    /// # Errors
    /// Every line that isn't valid in a lock file, with its number.
    pub fn parse(text: &str, file: &str) -> Result<Self> {
        let problems = Problems::default();
        let mut lock = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            match parse_line(line) {
                Ok((service, operation, pin)) => {
                    lock.services.entry(service).or_default().entry(operation).or_default().insert(pin);
                }
                Err(why) => problems.add(
                    Diagnostic::error(
                        "mapping::lock-line",
                        format!("this is not a line of a lock file: {why}"),
                    )
                    .help("restore the file as it was released; after a merge, keep the lines of both sides")
                    .at(file, "")
                    .at_line(text, number, 1, line.chars().count()),
                ),
            }
        }
        problems.or(lock)
    }

    /// All of `locks` together.
    #[must_use]
    pub fn join(locks: impl IntoIterator<Item = Self>) -> Self {
        Self { services: locks.into_iter().flat_map(|lock| lock.services).collect() }
    }

    /// The current names of `service`.
    #[must_use]
    pub fn of(service: &Service) -> Self {
        let mut pins = ServicePins::new();
        for resource in &service.resources {
            for method in &resource.methods {
                pins.entry(method.operation_id.clone()).or_default().insert(Pin {
                    resource: resource.name.clone(),
                    method: method.name.clone(),
                    verb: method.verb,
                    goes_first: routes::goes_first(resource, method),
                    object_key: method.object_key.as_ref().map(ToString::to_string),
                    path: method.path.clone(),
                });
            }
        }
        Self { services: BTreeMap::from([(service.name.clone(), pins)]) }
    }

    /// The text of the lock file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = HEADER.to_string();
        for line in self.lines() {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }

    /// The lines that only `new` has, and those that only this lock has.
    #[must_use]
    pub fn changes(&self, new: &Self) -> LockChanges {
        let (old, new): (BTreeSet<String>, BTreeSet<String>) =
            (self.lines().into_iter().collect(), new.lines().into_iter().collect());
        LockChanges {
            new: new.difference(&old).cloned().collect(),
            gone: old.difference(&new).cloned().collect(),
        }
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (service, operations) in &self.services {
            for (operation, pins) in operations {
                for pin in pins {
                    let key = pin.object_key.as_deref().unwrap_or(NO_KEY);
                    lines.push(format!(
                        "{service}\t{}\t{}.{}\t{}{}\t{}\t{}",
                        encoded(operation.as_str()),
                        pin.resource,
                        pin.method,
                        pin.verb.as_str(),
                        if pin.goes_first { FIRST.to_string() } else { String::new() },
                        encoded(key),
                        encoded(&pin.path),
                    ));
                }
            }
        }
        lines
    }
}

fn parse_line(line: &str) -> std::result::Result<(ServiceName, OperationId, Pin), String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [service, operation, method, verb, object_key, path] = columns.as_slice() else {
        return Err(format!("it has {} columns, not 6", columns.len()));
    };
    let (resource, method) =
        method.split_once('.').ok_or_else(|| format!("`{method}` is not `resource.method`"))?;
    let name = |error: crate::names::NameError| error.to_string();
    let object_key = (*object_key != NO_KEY).then(|| decoded(object_key));
    if let Some(key) = &object_key {
        ObjectKey::parse(key).map_err(|error| format!("`{key}`: {error}"))?;
    }
    let (verb, goes_first) = verb.strip_suffix(FIRST).map_or((*verb, false), |verb| (verb, true));
    let pin = Pin {
        resource: ResourceName::new(resource).map_err(name)?,
        method: MethodName::new(method).map_err(name)?,
        verb: SqlVerb::parse(verb).ok_or_else(|| format!("`{verb}` is not a SQL verb"))?,
        goes_first,
        object_key,
        path: decoded(path),
    };
    Ok((ServiceName::new(service).map_err(name)?, OperationId::new(decoded(operation)), pin))
}

/// Text without control characters, which would end a column or a line; `%` is the only other character that
/// changes.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '%' || c.is_control() {
            // Writing to a string can't fail.
            let _ = write!(out, "%{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let code = part.get(..2).and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match code {
            Some(c) => {
                out.push(c);
                out.push_str(part.get(2..).unwrap_or_default());
            }
            None => {
                out.push('%');
                out.push_str(part);
            }
        }
    }
    out
}

/// Gives operations the paths that they were released with, and reports pins whose operation has gone.
///
/// A pinned path that another operation has by now isn't restored: a path and HTTP method can have only one
/// operation.
pub(super) fn keep_paths(api: &mut Api, pins: &ServicePins, notes: &mut Vec<Diagnostic>) {
    for (id, pins) in pins {
        let Some(path) = pins.first().map(|pin| pin.path.clone()) else { continue };
        let Some(index) = api.operations.iter().position(|operation| operation.id == *id) else {
            let names: Vec<String> =
                pins.iter().map(|pin| format!("`{}.{}`", pin.resource, pin.method)).collect();
            notes.push(
                Diagnostic::warning(
                    "mapping::gone",
                    format!("{} has gone: the API has no {id} any more", names.join(" and ")),
                )
                .help("`provgen lock` takes its line out")
                .at(&api.file, ""),
            );
            continue;
        };
        let taken = |operation: &Operation, other: &Operation| {
            other.id != operation.id && other.path == path && other.http_method == operation.http_method
        };
        let is_free = api
            .operations
            .get(index)
            .is_some_and(|operation| !api.operations.iter().any(|other| taken(operation, other)));
        let Some(operation) = api.operations.get_mut(index) else { continue };
        if operation.path != path && is_free {
            set_path(operation, path);
        }
    }
}

/// The proposals that keep `operation` under its pinned names.
pub(super) fn proposals<'o>(
    api: &Api,
    operation: &'o Operation,
    pins: &BTreeSet<Pin>,
    notes: &mut Vec<Diagnostic>,
) -> Vec<Proposal<'o>> {
    let mut keep = |pin: &Pin| {
        let key = pin.object_key.as_deref().and_then(|key| ObjectKey::parse(key).ok());
        Proposal {
            operation,
            resource: pin.resource.to_string(),
            method: pin.method.to_string(),
            qualified: pin.method.to_string(),
            verb: pin.verb,
            is_list: false,
            object_key: annotated::sound_key(api, operation, key, notes),
            request: None,
            further: Vec::new(),
            goes_first: pin.goes_first,
            route: None,
            source: ProposalSource::Lock,
        }
    };
    let mut kept: Vec<Proposal<'o>> = Vec::new();
    for pin in pins {
        let is_same = |one: &&mut Proposal<'_>| {
            one.resource == pin.resource.as_str() && one.method == pin.method.as_str()
        };
        // A method that was released under two verbs has a pin for each.
        match kept.iter_mut().find(is_same) {
            Some(known) => known.further.push((pin.verb, u32::MAX)),
            None => kept.push(keep(pin)),
        }
    }
    kept
}

/// The names under which `pins` keep an operation that `rule` would name differently; a raw list twin isn't
/// renamed.
pub(super) fn renames(rule: &Proposal<'_>, pins: &BTreeSet<Pin>) -> Vec<Entry> {
    let by_rules = rule.name();
    let names: BTreeSet<String> = pins.iter().map(|pin| format!("{}.{}", pin.resource, pin.method)).collect();
    if names.contains(&by_rules) {
        return Vec::new();
    }
    let entry = |to: String| Entry::Rename {
        operation: rule.operation.id.clone(),
        from: by_rules.clone(),
        to,
        because: Because::Lock,
    };
    names.into_iter().filter(|name| !name.contains("._")).map(entry).collect()
}

/// The method names that pins keep for their operations.
pub(super) fn names(pins: &ServicePins) -> impl Iterator<Item = (OperationId, String)> {
    pins.iter().flat_map(|(id, pins)| pins.iter().map(|pin| (id.clone(), pin.method.to_string())))
}

/// Gives an operation another path, whose tokens then are its path parameters.
fn set_path(operation: &mut Operation, path: String) {
    let (mut old, others): (Vec<Parameter>, Vec<Parameter>) = std::mem::take(&mut operation.parameters)
        .into_iter()
        .partition(|parameter| parameter.location == Location::Path);
    let tokens: Vec<&str> =
        path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect();
    for token in tokens {
        if operation.parameters.iter().any(|parameter| parameter.name == token) {
            continue;
        }
        let known = old.iter().position(|parameter| parameter.name == token);
        operation.parameters.push(match known {
            Some(index) => old.swap_remove(index),
            None => Parameter {
                name: token.to_string(),
                location: Location::Path,
                required: true,
                description: None,
                schema: Schema::of(SchemaType::String),
                deprecated: false,
            },
        });
    }
    operation.parameters.extend(others);
    operation.path = path;
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str =
        "dataproc\tdataproc.projects.jobs.list\tjobs.list\tSELECT\t$.jobs\t/v1/projects/{projectsId}/jobs\n";

    #[test]
    fn what_is_written_can_be_read() {
        let lock = Lock::parse(&format!("# comment\n\n{LINE}"), "provgen.lock").unwrap();
        assert_eq!(lock.to_text(), format!("{HEADER}{LINE}"));
        assert!(lock.changes(&lock).is_empty());
    }

    #[test]
    fn a_method_that_goes_first_stays_there() {
        let line = LINE.replace("SELECT", "SELECT*");
        let lock = Lock::parse(&line, "provgen.lock").unwrap();
        assert!(lock.services.values().flat_map(ServicePins::values).flatten().all(|pin| pin.goes_first));
        assert_eq!(lock.to_text(), format!("{HEADER}{line}"));
    }

    #[test]
    fn odd_ids_survive() {
        for id in ["a\tb", "100%", "%zz", "a b/c", "\u{7f}"] {
            assert_eq!(decoded(&encoded(id)), id);
        }
    }

    #[test]
    fn every_bad_line_is_told() {
        let bad = "dataproc\tx\n../x\ta\tb.c\tSELECT\t-\t/a\ns\ta\tb.c\tSELEKT\t-\t/a\ns\ta\tb.c\tSELECT\tbare\t/a\n";
        let failure = Lock::parse(bad, "provgen.lock").unwrap_err();
        assert_eq!(failure.problems.len(), 4, "{failure}");
        assert!(failure.to_string().contains("provgen.lock:2:1"), "{failure}");
    }

    #[test]
    fn changes_are_lines() {
        let lock = Lock::parse(LINE, "provgen.lock").unwrap();
        let renamed =
            Lock::parse(&LINE.replace("jobs.list\tSELECT", "jobs.list_all\tSELECT"), "provgen.lock").unwrap();
        let changes = lock.changes(&renamed);
        assert_eq!((changes.new.len(), changes.gone.len()), (1, 1));
    }
}
