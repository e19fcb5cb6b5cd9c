//! Keeping the names of the file: operations get the paths, names and verbs that it says.

use std::collections::{BTreeMap, BTreeSet};

use super::model::PinnedVerb;
use super::resolve::{Pin, Pins};
use crate::api::{Api, Location, ObjectKey, Operation, Parameter, Schema, SchemaType, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::mapping::annotated;
use crate::mapping::proposal::{Proposal, ProposalSource};
use crate::names::OperationId;
use crate::provider::ledger::{Because, Entry};

/// Gives operations the paths that they were released with, and reports pins whose operation has gone.
///
/// A pinned path that another operation has by now isn't restored: a path and HTTP method can have only one
/// operation.
pub(in crate::mapping) fn keep_paths(api: &mut Api, pins: &Pins, notes: &mut Vec<Diagnostic>) {
    for pin in &pins.gone {
        let what = pin.line.operation.as_ref().map_or_else(|| pin.line.call_text(), ToString::to_string);
        notes.push(
            Diagnostic::warning(
                "mapping::gone",
                format!("`{}.{}` has gone: the API has no {what} any more", pin.resource, pin.method),
            )
            .help("`provgen map` marks its line, `provgen lock` takes it out")
            .at(&api.file, ""),
        );
    }
    let index: BTreeMap<OperationId, usize> =
        api.operations.iter().enumerate().map(|(at, operation)| (operation.id.clone(), at)).collect();
    for (id, pins) in &pins.by_operation {
        let Some(path) = pins.first().map(|pin| pin.line.path.as_str()) else { continue };
        let Some(operation) = index.get(id).and_then(|at| api.operations.get(*at)) else { continue };
        if operation.path == path {
            continue;
        }
        let taken = |other: &Operation| other.path == path && other.http_method == operation.http_method;
        if api.operations.iter().any(taken) {
            continue;
        }
        if let Some(operation) = index.get(id).and_then(|at| api.operations.get_mut(*at)) {
            set_path(operation, path.to_string());
        }
    }
}

/// The proposals that keep `operation` under its pinned names.
pub(in crate::mapping) fn proposals<'o>(
    api: &Api,
    operation: &'o Operation,
    pins: &[Pin],
    notes: &mut Vec<Diagnostic>,
) -> Vec<Proposal<'o>> {
    let mut keep = |pin: &Pin| {
        let key = pin.line.object_key.as_deref().and_then(|key| ObjectKey::parse(key).ok());
        let mut verbs = pin.line.verbs.iter();
        let first = verbs.next().copied().unwrap_or(PinnedVerb { verb: SqlVerb::Exec, goes_first: false });
        Proposal {
            operation,
            resource: pin.resource.to_string(),
            method: pin.method.to_string(),
            qualified: pin.method.to_string(),
            verb: first.verb,
            is_list: false,
            object_key: annotated::sound_key(api, operation, key, notes),
            request: None,
            further: verbs.map(|pinned| (pinned.verb, u32::MAX)).collect(),
            goes_first: first.goes_first,
            route: None,
            source: ProposalSource::Mapping,
        }
    };
    pins.iter().map(&mut keep).collect()
}

/// The names under which `pins` keep an operation that `rule` would name differently; a raw list twin isn't
/// renamed.
pub(in crate::mapping) fn renames(rule: &Proposal<'_>, pins: &[Pin]) -> Vec<Entry> {
    let by_rules = rule.name();
    let names: BTreeSet<String> = pins.iter().map(|pin| format!("{}.{}", pin.resource, pin.method)).collect();
    if names.contains(&by_rules) {
        return Vec::new();
    }
    let entry = |to: String| Entry::Rename {
        operation: rule.operation.id.clone(),
        from: by_rules.clone(),
        to,
        because: Because::Mapping,
    };
    names.into_iter().filter(|name| !name.contains("._")).map(entry).collect()
}

/// The method names that pins keep for their operations.
pub(in crate::mapping) fn names(pins: &Pins) -> impl Iterator<Item = (OperationId, String)> {
    pins.by_operation
        .iter()
        .flat_map(|(id, pins)| pins.iter().map(|pin| (id.clone(), pin.method.to_string())))
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
