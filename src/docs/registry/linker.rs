//! Links between the parts of a resource's page, and the parts that have links.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::docs::prose::{self, Prose, code, first_sentence};
use crate::docs::registry::anchors::Anchors;
use crate::docs::registry::cells::{self, Cell, prose_of};
use crate::docs::registry::examples::heading;
use crate::docs::registry::reference::{AccessPattern, Field, MethodReference, ResourceReference};
use crate::provider::timeline::Dates;
use crate::provider::{ResourceKind, Service};
use crate::text::counted;

/// The ids and paths for links between the parts of a page.
pub(super) struct Linker<'p> {
    pub(super) prose: Prose,
    columns: Anchors,
    within: Anchors,
    pub(super) methods: Anchors,
    pub(super) parameters: Anchors,
    /// The paths of fields that other fields point to.
    targets: BTreeSet<&'p str>,
    /// The methods that return most columns, if not every method returns these.
    usual: Option<&'p [String]>,
    pub(super) reference: &'p ResourceReference,
    kind: ResourceKind,
}

#[derive(Debug, Serialize)]
pub(super) struct AccessRow {
    /// The verb, linked to its example.
    verb: String,
    keys: String,
    call: String,
}

/// A column, or a field.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    anchor: String,
    name: String,
    datatype: String,
    description: String,
}

/// The fields within a column.
#[derive(Debug, Serialize)]
pub(super) struct Nested {
    anchor: String,
    summary: String,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub(super) struct MethodSection {
    anchor: String,
    name: String,
    /// The verbs that reach it, as code.
    verbs: String,
    call: String,
    notes: Vec<String>,
    description: String,
    required: String,
    optional: String,
    body: Vec<Row>,
}

/// `since 20250111, last changed 20261023`; none if neither date is known.
pub(super) fn history(dates: &Dates) -> Option<String> {
    let part = |word: &str, date: &Option<String>| date.as_ref().map(|date| format!("{word} {}", code(date)));
    let changed = dates.last_changed.clone().filter(|changed| dates.since.as_ref() != Some(changed));
    let parts = [part("since", &dates.since), part("last changed", &changed)];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    (!text.is_empty()).then_some(text)
}

/// A text as a sentence.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

/// The text `one of a, b`.
pub(super) fn one_of(scopes: &[String]) -> String {
    let lead = if scopes.len() > 1 { "one of " } else { "" };
    format!("{lead}{}", scopes.join(", "))
}

pub(super) fn within<'f>(field: &'f Field, all: &mut Vec<&'f Field>) {
    all.push(field);
    field.fields.iter().for_each(|field| within(field, all));
}

/// The methods that return most columns of a resource, if not every method returns these.
fn usual_methods(reference: &ResourceReference) -> Option<&[String]> {
    let columns = &reference.columns;
    let mut counts: BTreeMap<&[String], usize> = BTreeMap::new();
    for column in columns.iter().filter(|column| !column.only_by.is_empty()) {
        *counts.entry(&column.only_by).or_default() += 1;
    }
    let (usual, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count > 1 && count * 2 > columns.len()).then_some(usual)
}

impl<'p> Linker<'p> {
    /// Gives each part of the page of `reference`, a resource of `service`, the id that links use.
    pub(super) fn new(service: &Service, reference: &'p ResourceReference) -> Self {
        let mut all = Vec::new();
        reference.columns.iter().for_each(|column| within(column, &mut all));
        let bodies = reference.methods.iter().flat_map(|method| &method.body);
        let targets =
            all.iter().copied().chain(bodies).filter_map(|field| field.same_as.as_deref()).collect();
        Self {
            prose: prose_of(service),
            columns: Anchors::new("col", all.iter().map(|field| field.path.as_str())),
            within: Anchors::new("fields", reference.columns.iter().map(|column| column.path.as_str())),
            methods: Anchors::new("method", reference.methods.iter().map(|method| method.name.as_str())),
            parameters: Anchors::new(
                "parameter",
                reference.parameters.iter().map(|parameter| parameter.name.as_str()),
            ),
            targets,
            usual: usual_methods(reference),
            kind: match &reference.view {
                Some(_) if reference.methods.is_empty() => ResourceKind::View,
                _ => ResourceKind::Resource,
            },
            reference,
        }
    }
}

impl Linker<'_> {
    pub(super) fn summary(&self) -> Vec<(&'static str, String)> {
        let ResourceReference { id, verbs, api, scopes, .. } = self.reference;
        let badges: Vec<String> = verbs
            .iter()
            .map(|verb| format!("<span className=\"badge badge--primary\">{verb}</span>"))
            .collect();
        let mut rows = vec![
            ("Id", cells::copyable(id)),
            ("Type", self.kind.as_str().to_string()),
            ("Verbs", badges.join(" ")),
            // The revision is on the service's page: here it would change every page with every release.
            ("API", format!("[{}](../index.md)", prose::label(&format!("{} {}", api.title, api.version)))),
        ];
        rows.extend(api.server.as_ref().map(|server| ("Server", code(server))));
        let documentation = api.documentation.as_deref().and_then(prose::web_address);
        rows.extend(documentation.map(|address| ("Documentation", prose::link(address, address))));
        if !scopes.is_empty() {
            let scopes: Vec<String> = scopes.iter().map(|scope| code(scope)).collect();
            rows.push(("OAuth scopes", one_of(&scopes)));
        }
        rows.extend(self.reference.history.as_ref().and_then(history).map(|text| ("History", text)));
        rows.push(("JSON", "[index.json](./index.json)".to_string()));
        rows
    }

    pub(super) fn access(&self) -> Vec<AccessRow> {
        let row = |pattern: &AccessPattern| AccessRow {
            verb: self.example_of(pattern),
            keys: cells::list(&pattern.keys, &self.parameters),
            call: format!(
                "{} by {}",
                code(&format!("{} {}", pattern.http_method, pattern.path)),
                cells::linked(&pattern.method, &self.methods)
            ),
        };
        // SELECT looks at the view before any method.
        let view = self.reference.view.as_ref().map(|view| AccessRow {
            verb: "[`SELECT`](#select-examples)".to_string(),
            keys: view.required.iter().map(|needed| code(&needed.name)).collect::<Vec<_>>().join(", "),
            call: "the [view](#view)".to_string(),
        });
        view.into_iter().chain(self.reference.access_patterns.iter().map(row)).collect()
    }

    /// The verb of a pattern, linked to the part of the page that has its example.
    fn example_of(&self, pattern: &AccessPattern) -> String {
        let of_method = || self.reference.examples.iter().filter(|example| example.method == pattern.method);
        // A method under two verbs has examples of both.
        let example = of_method().find(|example| example.verb == pattern.verb).or_else(|| of_method().next());
        match example.and_then(heading::id_of) {
            Some(id) => format!("[`{}`](#{id})", pattern.verb),
            None => format!("`{}`", pattern.verb),
        }
    }

    pub(super) fn column(&self, field: &Field) -> Row {
        let mut cell = Cell::default()
            .add(cells::badges(&field.behavior))
            .add(self.prose.cell(field.description.as_deref().unwrap_or_default()));
        match self.usual {
            Some(usual) if field.only_by == usual => {}
            Some(_) if field.only_by.is_empty() => cell = cell.add("Returned by every `SELECT`.".to_string()),
            _ => {
                cell = cell.add(
                    self.only_by(&field.only_by)
                        .map(|by| format!("Returned by {by} only."))
                        .unwrap_or_default(),
                )
            }
        }
        if let Some(text) = field.history.as_ref().and_then(history) {
            cell = cell.add(sentence(&text));
        }
        let fields = match self.within.get(&field.path) {
            Some(id) if !field.fields.is_empty() => {
                format!("[{}](#{id}).", counted(field.fields.len(), "field"))
            }
            _ => String::new(),
        };
        self.row(field, code(&field.name), cell.add(fields))
    }

    /// A sentence for the columns whose row doesn't say which methods return it; none if all methods do.
    pub(super) fn usual_columns(&self) -> String {
        let usual = self.usual.and_then(|usual| self.only_by(usual));
        usual
            .map(|by| format!("Unless its row says otherwise, a column is returned by {by} only."))
            .unwrap_or_default()
    }

    fn only_by(&self, methods: &[String]) -> Option<String> {
        (!methods.is_empty()).then(|| cells::list(methods, &self.methods))
    }

    /// A field within `column`, in one sentence; the JSON twin has the rest.
    pub(super) fn field(&self, column: &str, field: &Field) -> Row {
        let text = first_sentence(field.description.as_deref().unwrap_or_default());
        let cell = Cell::default().add(cells::badges(&field.behavior)).add(self.prose.cell(&text));
        let below = field.path.strip_prefix(column).unwrap_or(&field.path);
        let row = self.row(field, code(below.strip_prefix('.').unwrap_or(below)), cell);
        let is_target = self.targets.contains(field.path.as_str());
        Row { anchor: if is_target { row.anchor } else { String::new() }, ..row }
    }

    pub(super) fn row(&self, field: &Field, name: String, cell: Cell) -> Row {
        let same = field.same_as.as_deref().map(|place| match self.columns.get(place) {
            Some(id) => format!("Fields as those of [{}](#{id}).", code(place)),
            None => "Fields as the columns of this resource.".to_string(),
        });
        let cut = if field.is_cut { "It has fields of its own." } else { "" };
        Row {
            anchor: self.columns.get(&field.path).unwrap_or_default().to_string(),
            name,
            datatype: cells::type_of(field),
            description: cell
                .add(same.unwrap_or_default())
                .add(cut)
                .add(cells::limits(field.pattern.as_deref(), field.default.as_ref()))
                .add(cells::values(&self.prose, &field.values))
                .text(),
        }
    }

    pub(super) fn nested(&self, column: &Field) -> Nested {
        let mut all = Vec::new();
        column.fields.iter().for_each(|field| within(field, &mut all));
        Nested {
            anchor: self.within.get(&column.path).unwrap_or_default().to_string(),
            summary: format!(
                "<code>{}</code>: {}",
                prose::entities(&column.path),
                counted(all.len(), "field")
            ),
            rows: all.into_iter().map(|field| self.field(&column.path, field)).collect(),
        }
    }

    /// The sections of the methods, one for each name: a method may be under several verbs.
    pub(super) fn method_sections(&self) -> Vec<MethodSection> {
        let mut sections: Vec<&MethodReference> = Vec::new();
        for method in &self.reference.methods {
            match sections.iter_mut().find(|known| known.name == method.name) {
                // The section is that of a verb which reaches the method, if any does.
                Some(known) if !known.is_reached => *known = method,
                Some(_) => {}
                None => sections.push(method),
            }
        }
        sections.into_iter().map(|method| self.method(method)).collect()
    }

    /// The notes on verbs of the method that don't reach it.
    fn unreached(&self, shown: &MethodReference) -> Vec<String> {
        let all = self.reference.methods.iter();
        let unreached = all.filter(|method| method.name == shown.name && !method.is_reached);
        let end = if shown.is_reached { "" } else { "; `EXEC` calls it" };
        let note = |method: &MethodReference| {
            let verb = method.verb;
            format!("`{verb}` always takes an earlier method, which needs no more than this one{end}.")
        };
        unreached.map(note).collect()
    }

    fn verbs(&self, method: &str) -> String {
        let all = self.reference.methods.iter().filter(|other| other.name == method);
        all.map(|method| format!("`{}`", method.verb)).collect::<Vec<_>>().join(", ")
    }

    fn method(&self, method: &MethodReference) -> MethodSection {
        let mut notes = Vec::new();
        if method.deprecated {
            notes.push(cells::badge("deprecated"));
        }
        let mut call = code(&format!("{} {}", method.http_method, method.path));
        if let Some(key) = &method.object_key {
            call += &format!(", rows at {}", code(key));
        }
        if let Some(text) = method.history.as_ref().and_then(history) {
            notes.push(sentence(&text));
        }
        notes.extend(self.unreached(method));
        let told = method.calls.iter().chain(&method.limits);
        notes.extend(told.map(|text| self.prose.blocks(text)));
        if method.scopes != self.reference.scopes && !method.scopes.is_empty() {
            let scopes: Vec<String> = method.scopes.iter().map(|scope| code(scope)).collect();
            notes.push(format!("OAuth scopes: {}", one_of(&scopes)));
        }
        if method.body_is_row {
            let way = if method.has_plain_names { "under its own name" } else { "as `data__` and its name" };
            notes.push(format!("The body's fields are the [columns](#columns), each {way}."));
        }
        let field = |field: &Field| {
            let text = field.description.as_deref().unwrap_or_default();
            let cell = Cell::default().add(cells::badges(&field.behavior)).add(self.prose.cell(text));
            Row { anchor: String::new(), ..self.row(field, code(&field.name), cell) }
        };
        MethodSection {
            anchor: self.methods.get(&method.name).unwrap_or_default().to_string(),
            name: method.name.clone(),
            verbs: self.verbs(&method.name),
            call,
            notes,
            description: self.prose.blocks(method.description.as_deref().unwrap_or_default()),
            required: cells::list(&method.required, &self.parameters),
            optional: cells::list(&method.optional, &self.parameters),
            body: method.body.iter().map(field).collect(),
        }
    }
}
