//! The view of a resource's page, ready for its templates.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::Serialize;

use super::examples::heading::{HEADINGS, group};
use super::examples::start::FIELD;
use super::parameter_row::ParameterRow;
use super::reference::{Example, Form, Habit, Needed, QueryReference, ResourceReference, ViewReference};
use crate::api::SqlVerb;
use crate::docs::front_matter::{FrontMatter, Head};
use crate::docs::prose::{code, fenced, first_sentence};
use crate::docs::registry::linker::{AccessRow, Linker, MethodSection, Nested, Row};
use crate::provider::Service;
use crate::provider::identity::ProviderSettings;
use crate::text::one_line;

/// Columns that the page's keywords and description name.
const NAMED_COLUMNS: usize = 8;

/// A resource's page.
#[derive(Debug, Serialize)]
pub(in crate::docs) struct ResourcePage {
    front_matter: FrontMatter,
    sentence: String,
    /// Statements to begin with, each with a line before it.
    start: Vec<Tab>,
    description: String,
    summary: Vec<(&'static str, String)>,
    access: Vec<AccessRow>,
    /// A sentence about most columns.
    usual_columns: String,
    columns: Vec<Row>,
    /// The sentence shown instead of columns, if there are none.
    no_columns: &'static str,
    nested: Vec<Nested>,
    view: Option<ViewSection>,
    methods: Vec<MethodSection>,
    parameters: Vec<ParameterRow>,
    examples: Vec<ExampleSection>,
    related: Vec<(&'static str, String)>,
}

/// The examples of a verb; several examples become tabs.
#[derive(Debug, Serialize)]
struct ExampleSection {
    heading: &'static str,
    /// The API's own words, in one sentence, where they are the same for all methods of the section.
    about: String,
    tabs: Vec<Tab>,
    is_single: bool,
}

/// The view that SELECT reads.
#[derive(Debug, Serialize)]
struct ViewSection {
    /// The names that a statement has to give, if nothing else is known of them.
    needs: String,
    required: Vec<NeededRow>,
    queries: Vec<Query>,
}

/// A name that a statement has to give.
#[derive(Debug, Serialize)]
struct NeededRow {
    name: String,
    datatype: String,
    description: String,
}

/// A statement of the view.
#[derive(Debug, Serialize)]
struct Query {
    /// The dialect as code; empty for any.
    dialect: String,
    code: String,
}

impl ViewSection {
    fn new(linker: &Linker<'_>, view: &ViewReference) -> Self {
        let needed = |needed: &Needed| NeededRow {
            name: code(&needed.name),
            datatype: if needed.kind.is_empty() { String::new() } else { code(&needed.kind) },
            description: linker.prose.cell(needed.description.as_deref().unwrap_or_default()),
        };
        let query = |query: &QueryReference| Query {
            dialect: query.dialect.as_deref().map(code).unwrap_or_default(),
            code: fenced("sql", &query.sql),
        };
        let is_told = |needed: &Needed| !needed.kind.is_empty() || needed.description.is_some();
        let is_any_told = view.required.iter().any(is_told);
        let needs: Vec<String> = view.required.iter().map(|needed| code(&needed.name)).collect();
        Self {
            needs: if is_any_told { String::new() } else { needs.join(", ") },
            required: view.required.iter().filter(|_| is_any_told).map(needed).collect(),
            queries: view.queries.iter().map(query).collect(),
        }
    }
}

#[derive(Debug, Default, Serialize)]
struct Tab {
    value: String,
    label: String,
    /// The API's own words about the method, in one sentence; the first tab of a method has them.
    about: String,
    code: String,
    notes: Vec<String>,
}

impl ResourcePage {
    pub(in crate::docs) fn new(
        provider: &ProviderSettings,
        service: &Service,
        reference: &ResourceReference,
    ) -> Self {
        let linker = Linker::new(service, reference);
        let nested = reference.columns.iter().filter(|column| !column.fields.is_empty());
        Self {
            front_matter: front_matter(provider, reference),
            sentence: linker.prose.blocks(&one_line(reference.sentence.as_deref().unwrap_or_default())),
            start: start(reference),
            description: rest_of_description(&linker),
            summary: linker.summary(),
            access: linker.access(),
            usual_columns: linker.usual_columns(),
            columns: reference.columns.iter().map(|column| linker.column(column)).collect(),
            no_columns: if reference.view.is_some() {
                "The statement of the view tells no names of columns: `DESCRIBE` does."
            } else if reference.verbs.contains(&SqlVerb::Select.as_str()) {
                "The API gives the rows of a `SELECT` no columns."
            } else {
                "`SELECT` doesn't work on this resource: see its [methods](#methods)."
            },
            nested: nested.map(|column| linker.nested(column)).collect(),
            view: reference.view.as_ref().map(|view| ViewSection::new(&linker, view)),
            methods: linker.method_sections(),
            parameters: reference.parameters.iter().map(|parameter| linker.parameter(parameter)).collect(),
            examples: sections(&linker),
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

/// Examples by verb, under headings whose ids the sites' own pages use.
fn sections(linker: &Linker<'_>) -> Vec<ExampleSection> {
    let section = |(verb, heading): (&'static str, &'static str)| {
        let examples = linker.reference.examples.iter().filter(|example| group(example) == verb);
        let mut tabs: Vec<Tab> = Vec::new();
        // A method has an example for each kind of file, and tabs for each of these.
        let mut told: BTreeMap<&str, String> = BTreeMap::new();
        for example in examples {
            let mut words = match told.entry(&example.method) {
                Entry::Vacant(method) => method.insert(about(linker, example)).clone(),
                Entry::Occupied(_) => String::new(),
            };
            tabs.extend(example.forms().map(|form| tab(linker, example, form, std::mem::take(&mut words))));
        }
        let shared = shared(&told);
        if !shared.is_empty() {
            tabs.iter_mut().for_each(|tab| tab.about.clear());
        }
        if verb == SqlVerb::Select.as_str() {
            tabs.extend(linker.reference.habits.iter().map(habit));
        }
        let is_single = tabs.len() == 1;
        (!tabs.is_empty()).then_some(ExampleSection { heading, about: shared, tabs, is_single })
    };
    HEADINGS.into_iter().map(|(verb, heading, _)| (verb, heading)).filter_map(section).collect()
}

/// The words that are told of every method; none if methods differ.
fn shared(told: &BTreeMap<&str, String>) -> String {
    let mut words = told.values();
    let first = words.next().cloned().unwrap_or_default();
    if words.all(|other| *other == first) { first } else { String::new() }
}

/// The statements that the page begins with: its SELECTs, or its first statement if it has none.
fn start(reference: &ResourceReference) -> Vec<Tab> {
    let lead = |form: &Form| match form.variant {
        Some(FIELD) => "A field within a column that is an object:",
        _ => "",
    };
    let begun = |example: &Example| Tab {
        about: lead(&example.form).to_string(),
        code: fenced(example.language, &example.form.text),
        ..Tab::default()
    };
    let first = reference.examples.iter().find(|example| example.language == "sql");
    let others = first.filter(|_| reference.start.is_empty());
    reference.start.iter().chain(others).map(begun).collect()
}

/// The description, unless the page's first sentence is all of it.
fn rest_of_description(linker: &Linker<'_>) -> String {
    let reference = linker.reference;
    let text = reference.description.as_deref().unwrap_or_default().trim();
    let is_said = reference.sentence.as_deref().is_some_and(|sentence| sentence == text);
    if is_said { String::new() } else { linker.prose.blocks(text) }
}

fn habit(habit: &Habit) -> Tab {
    Tab {
        value: habit.what.replace(' ', "-"),
        label: habit.what.to_string(),
        code: fenced("sql", &habit.text),
        ..Tab::default()
    }
}

/// What the method of an example does, in one sentence.
fn about(linker: &Linker<'_>, example: &Example) -> String {
    let method = linker.reference.methods.iter().find(|method| method.name == example.method);
    let text = method.and_then(|method| method.description.as_deref()).unwrap_or_default();
    linker.prose.blocks(&one_line(&first_sentence(text)))
}

fn tab(linker: &Linker<'_>, example: &Example, form: &Form, about: String) -> Tab {
    let variant = |between: &str| form.variant.map(|text| format!("{between}{text}")).unwrap_or_default();
    Tab {
        about,
        notes: form.notes.iter().map(|note| linker.prose.blocks(note)).collect(),
        value: format!("{}{}", example.method, variant("-").replace(' ', "-")),
        label: format!("{}{}", example.method, variant(", ")),
        code: fenced(if example.language == "iql" { "sql" } else { example.language }, &form.text),
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
        ("Its content", related.content.as_deref().map(link).unwrap_or_default()),
        ("Content of", related.content_of.as_deref().map(link).unwrap_or_default()),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .collect()
}
