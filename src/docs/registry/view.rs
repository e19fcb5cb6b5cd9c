//! What a resource's page shows, ready for its templates.

use std::collections::BTreeSet;

use serde::Serialize;

use super::anchors::Anchors;
use super::cells::{self, Cell};
use super::parameter_row::ParameterRow;
use super::reference::{Example, Field, MethodReference, ResourceReference};
use crate::api::SqlVerb;
use crate::docs::front_matter::{FrontMatter, Head};
use crate::docs::prose::{self, Prose, code, fenced, first_sentence};
use crate::provider::Service;
use crate::provider::identity::ProviderSettings;
use crate::provider::timeline::Dates;
use crate::text::counted;

/// Columns that the page's keywords and description name.
const NAMED_COLUMNS: usize = 8;

/// A resource's page.
#[derive(Debug, Serialize)]
pub(in crate::docs) struct ResourcePage {
    front_matter: FrontMatter,
    description: String,
    summary: Vec<(&'static str, String)>,
    access: Vec<AccessRow>,
    columns: Vec<Row>,
    /// What stands in the place of columns where there are none.
    no_columns: &'static str,
    nested: Vec<Nested>,
    methods: Vec<MethodSection>,
    parameters: Vec<ParameterRow>,
    examples: Vec<ExampleSection>,
    related: Vec<(&'static str, String)>,
}

#[derive(Debug, Serialize)]
struct AccessRow {
    verb: &'static str,
    keys: String,
    call: String,
}

/// A column, or a field.
#[derive(Debug, Serialize)]
struct Row {
    anchor: String,
    name: String,
    datatype: String,
    description: String,
}

/// The fields within a column.
#[derive(Debug, Serialize)]
struct Nested {
    anchor: String,
    summary: String,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct MethodSection {
    anchor: String,
    name: String,
    verb: &'static str,
    call: String,
    notes: Vec<String>,
    description: String,
    required: String,
    optional: String,
    body: Vec<Row>,
}

/// The examples of a verb; one stands by itself, several are tabs.
#[derive(Debug, Serialize)]
struct ExampleSection {
    heading: &'static str,
    tabs: Vec<Tab>,
    is_single: bool,
}

#[derive(Debug, Serialize)]
struct Tab {
    value: String,
    label: String,
    code: String,
}

/// What the parts of a page need to link to each other.
pub(super) struct Linker<'p> {
    pub(super) prose: Prose,
    columns: Anchors,
    within: Anchors,
    pub(super) methods: Anchors,
    pub(super) parameters: Anchors,
    /// Paths of fields that others point to.
    targets: BTreeSet<&'p str>,
    pub(super) reference: &'p ResourceReference,
}

impl ResourcePage {
    pub(in crate::docs) fn new(
        provider: &ProviderSettings,
        service: &Service,
        reference: &ResourceReference,
    ) -> Self {
        let mut all = Vec::new();
        reference.columns.iter().for_each(|column| within(column, &mut all));
        let bodies = reference.methods.iter().flat_map(|method| &method.body);
        let targets =
            all.iter().copied().chain(bodies).filter_map(|field| field.same_as.as_deref()).collect();
        let linker = Linker {
            prose: super::prose_of(service),
            columns: Anchors::new("col", all.iter().map(|field| field.path.as_str())),
            within: Anchors::new("fields", reference.columns.iter().map(|column| column.path.as_str())),
            methods: Anchors::new("method", reference.methods.iter().map(|method| method.name.as_str())),
            parameters: Anchors::new(
                "parameter",
                reference.parameters.iter().map(|parameter| parameter.name.as_str()),
            ),
            targets,
            reference,
        };
        let nested = reference.columns.iter().filter(|column| !column.fields.is_empty());
        Self {
            front_matter: front_matter(provider, reference),
            description: linker.prose.blocks(reference.description.as_deref().unwrap_or_default()),
            summary: linker.summary(),
            access: linker.access(),
            columns: reference.columns.iter().map(|column| linker.column(column)).collect(),
            no_columns: match reference.verbs.contains(&SqlVerb::Select.as_str()) {
                true => "The API gives the rows of a `SELECT` no columns.",
                false => "`SELECT` doesn't work on this resource: see its [methods](#methods).",
            },
            nested: nested.map(|column| linker.nested(column)).collect(),
            methods: reference.methods.iter().map(|method| linker.method(method)).collect(),
            parameters: reference.parameters.iter().map(|parameter| linker.parameter(parameter)).collect(),
            examples: sections(&reference.examples),
            related: related(reference),
        }
    }
}

fn front_matter(provider: &ProviderSettings, reference: &ResourceReference) -> FrontMatter {
    let named: Vec<&str> =
        reference.columns.iter().take(NAMED_COLUMNS).map(|column| column.name.as_str()).collect();
    let ResourceReference { id, service, name, verbs, .. } = reference;
    let mut description = format!("{} on {id}", verbs.join(", "));
    if !named.is_empty() {
        let more = reference.columns.len() - named.len();
        description += &format!(": columns {}", named.join(", "));
        if more > 0 {
            description += &format!(" and {more} more");
        }
    }
    let mut subjects = vec![name.as_str(), service.as_str(), provider.name.as_str()];
    subjects.extend(named);
    FrontMatter::new(
        provider,
        &Head {
            title: &format!("{service}.{name}"),
            label: Some(name),
            id: None,
            description: &description,
            slug: &format!("/services/{service}/{name}/"),
            subjects: &subjects,
        },
    )
}

impl Linker<'_> {
    fn summary(&self) -> Vec<(&'static str, String)> {
        let ResourceReference { id, verbs, api, scopes, .. } = self.reference;
        let badges: Vec<String> = verbs
            .iter()
            .map(|verb| format!("<span className=\"badge badge--primary\">{verb}</span>"))
            .collect();
        let mut rows = vec![
            ("Id", cells::copyable(id)),
            ("Type", "Resource".to_string()),
            ("Verbs", badges.join(" ")),
            // Its revision is the service's: here it would change every page with every release.
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

    fn access(&self) -> Vec<AccessRow> {
        let row = |pattern: &super::reference::AccessPattern| AccessRow {
            verb: pattern.verb,
            keys: cells::list(&pattern.keys, &self.parameters),
            call: format!(
                "{} by {}",
                code(&format!("{} {}", pattern.http_method, pattern.path)),
                cells::linked(&pattern.method, &self.methods)
            ),
        };
        self.reference.access_patterns.iter().map(row).collect()
    }

    fn column(&self, field: &Field) -> Row {
        let mut cell = Cell::default()
            .add(cells::badges(&field.behavior))
            .add(self.prose.cell(field.description.as_deref().unwrap_or_default()));
        if !field.only_by.is_empty() {
            cell = cell.add(format!("Returned by {} only.", cells::list(&field.only_by, &self.methods)));
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
        self.row(field, copyable_name(field), cell.add(fields))
    }

    /// A field within `column`: what it is in a sentence; the rest is in the JSON twin.
    fn field(&self, column: &str, field: &Field) -> Row {
        let text = first_sentence(field.description.as_deref().unwrap_or_default());
        let cell = Cell::default().add(cells::badges(&field.behavior)).add(self.prose.cell(&text));
        let below = field.path.strip_prefix(column).unwrap_or(&field.path);
        let row = self.row(field, code(below.strip_prefix('.').unwrap_or(below)), cell);
        let is_target = self.targets.contains(field.path.as_str());
        Row { anchor: if is_target { row.anchor } else { String::new() }, ..row }
    }

    fn row(&self, field: &Field, name: String, cell: Cell) -> Row {
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

    fn nested(&self, column: &Field) -> Nested {
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
        if !method.is_reached {
            let verb = method.verb;
            notes.push(format!(
                "`{verb}` always takes an earlier method, which needs no more than this one; `EXEC` calls it."
            ));
        }
        if method.scopes != self.reference.scopes && !method.scopes.is_empty() {
            let scopes: Vec<String> = method.scopes.iter().map(|scope| code(scope)).collect();
            notes.push(format!("OAuth scopes: {}", one_of(&scopes)));
        }
        if method.body_is_row {
            notes.push(
                "The body's fields are the [columns](#columns), each as `data__` and its name.".to_string(),
            );
        }
        let field = |field: &Field| {
            let text = field.description.as_deref().unwrap_or_default();
            let cell = Cell::default().add(cells::badges(&field.behavior)).add(self.prose.cell(text));
            Row { anchor: String::new(), ..self.row(field, code(&field.name), cell) }
        };
        MethodSection {
            anchor: self.methods.get(&method.name).unwrap_or_default().to_string(),
            name: method.name.clone(),
            verb: method.verb,
            call,
            notes,
            description: self.prose.blocks(method.description.as_deref().unwrap_or_default()),
            required: cells::list(&method.required, &self.parameters),
            optional: cells::list(&method.optional, &self.parameters),
            body: method.body.iter().map(field).collect(),
        }
    }
}

fn copyable_name(field: &Field) -> String {
    cells::copyable(&field.name)
}

fn within<'f>(field: &'f Field, all: &mut Vec<&'f Field>) {
    all.push(field);
    field.fields.iter().for_each(|field| within(field, all));
}

/// Examples by verb, under the headings whose ids the sites' own pages read.
fn sections(examples: &[Example]) -> Vec<ExampleSection> {
    let headings = [
        ("SELECT", "`SELECT` examples"),
        ("INSERT", "`INSERT` examples"),
        ("UPDATE", "`UPDATE` examples"),
        ("REPLACE", "`REPLACE` examples"),
        ("DELETE", "`DELETE` examples"),
        ("EXEC", "Lifecycle methods"),
    ];
    let section = |(verb, heading): (&'static str, &'static str)| {
        let tabs: Vec<Tab> = examples.iter().filter(|example| group(example) == verb).map(tab).collect();
        (!tabs.is_empty()).then_some(ExampleSection { heading, is_single: tabs.len() == 1, tabs })
    };
    headings.into_iter().filter_map(section).collect()
}

/// The verb under which an example stands: what it is written with.
fn group(example: &Example) -> &'static str {
    if example.text.starts_with("EXEC ") { "EXEC" } else { example.verb }
}

fn tab(example: &Example) -> Tab {
    let variant = |between: &str| example.variant.map(|text| format!("{between}{text}")).unwrap_or_default();
    Tab {
        value: format!("{}{}", example.method, variant("-").replace(' ', "-")),
        label: format!("{}{}", example.method, variant(", ")),
        code: fenced(example.language, &example.text),
    }
}

fn related(reference: &ResourceReference) -> Vec<(&'static str, String)> {
    let link = |name: &str| format!("[`{name}`](../{name}/index.md)");
    let links = |names: &[String]| names.iter().map(|name| link(name)).collect::<Vec<_>>().join(", ");
    let related = &reference.related;
    [
        ("Above it", links(&related.parents)),
        ("Below it", links(&related.children)),
        ("Its IAM policies", related.iam_policies.as_deref().map(link).unwrap_or_default()),
        ("IAM policies of", related.iam_policies_of.as_deref().map(link).unwrap_or_default()),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .collect()
}

/// `since 20250111, last changed 20261023`; none where neither is known.
fn history(dates: &Dates) -> Option<String> {
    let part = |word: &str, date: &Option<String>| date.as_ref().map(|date| format!("{word} {}", code(date)));
    let changed = dates.last_changed.clone().filter(|changed| dates.since.as_ref() != Some(changed));
    let parts = [part("since", &dates.since), part("last changed", &changed)];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    (!text.is_empty()).then_some(text)
}

/// A text as a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

/// `one of a, b`
fn one_of(scopes: &[String]) -> String {
    let lead = if scopes.len() > 1 { "one of " } else { "" };
    format!("{lead}{}", scopes.join(", "))
}
