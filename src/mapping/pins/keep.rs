//! Keeping the names of the file: operations get the paths, names and verbs that it says.

use std::collections::{BTreeMap, BTreeSet};

use super::model::PinnedVerb;
use super::resolve::{Pin, Pins};
use crate::api::{
    Api, Format, HttpMethod, Location, ObjectKey, Operation, Parameter, Schema, SchemaType, SqlVerb,
};
use crate::diagnostic::Diagnostic;
use crate::mapping::place::{Span, is_same};
use crate::mapping::proposal::{Proposal, ProposalSource};
use crate::names::OperationId;
use crate::provider::ledger::{Because, Entry};

/// Gives operations the paths that they were released with, whose parameters SQL names, and reports pins whose operation
/// has gone or is called elsewhere by now.
///
/// A pinned path that leads elsewhere isn't restored, nor is one that another operation has: a path and HTTP method can have
/// only one operation.
pub(in crate::mapping) fn keep_paths(api: &mut Api, pins: &Pins, notes: &mut Vec<Diagnostic>) {
    for pin in &pins.gone {
        let what = pin.line.operation.as_ref().map_or_else(|| pin.line.call_text(), ToString::to_string);
        notes.push(
            Diagnostic::warning(
                "mapping::gone",
                format!("`{}` has gone: the API has no {what} any more", pin.name()),
            )
            .help("`provgen map` marks its line, `provgen lock` takes it out")
            .at(&*pin.file, pin.pointer.clone()),
        );
    }
    let span = if api.format == Format::Discovery { Span::Several } else { Span::One };
    let index: BTreeMap<OperationId, usize> =
        api.operations.iter().enumerate().map(|(at, operation)| (operation.id.clone(), at)).collect();
    for (id, pins) in &pins.by_operation {
        let Some(pin) = pins.first() else { continue };
        let path = pin.line.path.as_str();
        let Some(operation) = index.get(id).and_then(|at| api.operations.get(*at)) else { continue };
        if operation.path == path {
            continue;
        }
        let taken = |other: &Operation| other.path == path && other.http_method == operation.http_method;
        if !is_same(path, &operation.path, span) || api.operations.iter().any(taken) {
            notes.push(elsewhere(pin, operation));
            continue;
        }
        if let Some(operation) = index.get(id).and_then(|at| api.operations.get_mut(*at)) {
            set_path(operation, path.to_string());
        }
    }
}

/// The warning about a line whose path isn't the operation's.
fn elsewhere(pin: &Pin, operation: &Operation) -> Diagnostic {
    let (http_method, path) = (operation.http_method.as_str(), &operation.path);
    let message =
        format!("`{}` calls {http_method} {path}, not {} as its line says", pin.name(), pin.line.path);
    Diagnostic::warning("mapping::path", message)
        .help("`provgen map` corrects the line; where the path was meant, the document has no such operation")
        .at(&*pin.file, pin.pointer.clone())
}

/// The proposals that keep `operation` under its pinned names, where the rules would give it those of `rule`.
pub(in crate::mapping) fn proposals<'o>(
    api: &Api,
    rule: &Proposal<'o>,
    pins: &[Pin],
    notes: &mut Vec<Diagnostic>,
) -> Vec<Proposal<'o>> {
    let operation = rule.operation;
    let mut keep = |pin: &Pin| {
        notes.extend(contradiction(pin, operation));
        let mut verbs = pin.line.verbs.iter();
        let first = verbs.next().copied().unwrap_or(PinnedVerb { verb: SqlVerb::Exec, goes_first: false });
        Proposal {
            operation,
            resource: pin.resource.to_string(),
            method: pin.method.to_string(),
            qualified: pin.method.to_string(),
            verb: first.verb,
            is_list: false,
            object_key: key(api, rule, pin, notes),
            request: None,
            further: verbs.map(|pinned| (pinned.verb, u32::MAX)).collect(),
            goes_first: first.goes_first,
            route: None,
            source: ProposalSource::Mapping,
        }
    };
    let kept = pins.iter().map(&mut keep).collect();
    notes.extend(several_lines(operation, pins));
    kept
}

/// The pinned place of the rows; that of `rule`, if it leads nowhere: a key that does would break every method of the
/// resource.
fn key(api: &Api, rule: &Proposal<'_>, pin: &Pin, notes: &mut Vec<Diagnostic>) -> Option<ObjectKey> {
    let key = pin.line.object_key.as_deref().and_then(|key| ObjectKey::parse(key).ok())?;
    let Err(error) = api.row_schema(rule.operation, Some(&key)) else { return Some(key) };
    let by_rules =
        rule.object_key.as_ref().map_or_else(|| "the whole answer".to_string(), |key| format!("`{key}`"));
    notes.push(
        Diagnostic::warning(
            "mapping::object-key",
            format!("the rows of `{}` aren't at `{key}`: {error}", pin.name()),
        )
        .help(format!(
            "by the rules they are {by_rules}, which is taken; correct the line, or let `provgen map` do it"
        ))
        .at(&*pin.file, pin.pointer.clone()),
    );
    rule.object_key.clone()
}

/// The warning about a line whose verb HTTP contradicts: a query that deletes.
fn contradiction(pin: &Pin, operation: &Operation) -> Option<Diagnostic> {
    use HttpMethod::{Delete, Get, Head, Patch, Put};
    let contradicts = |verb: SqlVerb| match verb {
        SqlVerb::Select => matches!(operation.http_method, Delete | Put | Patch),
        SqlVerb::Insert => matches!(operation.http_method, Get | Head | Delete),
        SqlVerb::Update | SqlVerb::Replace => matches!(operation.http_method, Get | Head | Delete),
        SqlVerb::Delete => matches!(operation.http_method, Get | Head),
        SqlVerb::Exec => false,
    };
    let verb = pin.line.verbs.iter().map(|pinned| pinned.verb).find(|verb| contradicts(*verb))?;
    let http_method = operation.http_method.as_str();
    let message =
        format!("`{}` is {} by its line, and the API takes {http_method}", pin.name(), verb.as_str());
    let warning = Diagnostic::warning("mapping::verb", message)
        .help("write the verb that it is; EXEC is for what is none of the others");
    Some(warning.at(&*pin.file, pin.pointer.clone()))
}

/// The warning about an operation with several lines; a raw list twin is meant to be one.
fn several_lines(operation: &Operation, pins: &[Pin]) -> Option<Diagnostic> {
    let names: Vec<String> =
        pins.iter().filter(|pin| !pin.method.as_str().starts_with('_')).map(Pin::name).collect();
    let (last, others) = names.split_last().filter(|(_, others)| !others.is_empty())?;
    let pin = pins.last()?;
    let message = format!("`{}` and `{last}` are both {}", others.join("`, `"), operation.id);
    let warning = Diagnostic::warning("mapping::two-lines", message).help(
        "take one line out, unless users need both; a line without `@` is about the operation of its path",
    );
    Some(warning.at(&*pin.file, pin.pointer.clone()))
}

/// The names under which `pins` keep an operation that `rule` would name differently; a raw list twin isn't
/// renamed.
pub(in crate::mapping) fn renames(rule: &Proposal<'_>, pins: &[Pin]) -> Vec<Entry> {
    let by_rules = rule.name();
    let names: BTreeSet<String> = pins.iter().map(Pin::name).collect();
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

/// Gives an operation another path, whose tokens then are its path parameters. Where it has as many as the old one, each is
/// the parameter that stood at its place, called otherwise.
fn set_path(operation: &mut Operation, path: String) {
    let (mut old, others): (Vec<Parameter>, Vec<Parameter>) = std::mem::take(&mut operation.parameters)
        .into_iter()
        .partition(|parameter| parameter.location == Location::Path);
    let (before, tokens) = (tokens(&operation.path), tokens(&path));
    let is_alike = before.len() == tokens.len();
    let pairs = tokens.iter().enumerate().map(|(at, token)| {
        let known = if is_alike { before.get(at).copied().unwrap_or(token) } else { token };
        (*token, known)
    });
    for (token, known) in pairs {
        if operation.parameters.iter().any(|parameter| parameter.name == token) {
            continue;
        }
        let known = old.iter().position(|parameter| parameter.name == known);
        operation.parameters.push(match known {
            Some(index) => Parameter { name: token.to_string(), ..old.swap_remove(index) },
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

/// The names of the parameters in a path, in its order.
fn tokens(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}
