//! The view of a resource's page, ready for its templates.

use serde::Serialize;

use super::parameter_row::ParameterRow;
use super::reference::{Example, ResourceReference};
use crate::api::SqlVerb;
use crate::docs::front_matter::{FrontMatter, Head};
use crate::docs::prose::{fenced, first_sentence};
use crate::docs::registry::linker::{AccessRow, Linker, MethodSection, Nested, Row};
use crate::provider::Service;
use crate::provider::identity::ProviderSettings;

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
    /// The sentence shown instead of columns, if there are none.
    no_columns: &'static str,
    nested: Vec<Nested>,
    methods: Vec<MethodSection>,
    parameters: Vec<ParameterRow>,
    examples: Vec<ExampleSection>,
    related: Vec<(&'static str, String)>,
}

/// The examples of a verb; several examples become tabs.
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
    /// The API's own words about the method, in one sentence.
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
            description: linker.prose.blocks(reference.description.as_deref().unwrap_or_default()),
            summary: linker.summary(),
            access: linker.access(),
            columns: reference.columns.iter().map(|column| linker.column(column)).collect(),
            no_columns: if reference.verbs.contains(&SqlVerb::Select.as_str()) {
                "The API gives the rows of a `SELECT` no columns."
            } else {
                "`SELECT` doesn't work on this resource: see its [methods](#methods)."
            },
            nested: nested.map(|column| linker.nested(column)).collect(),
            methods: reference.methods.iter().map(|method| linker.method(method)).collect(),
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
    let headings = [
        ("SELECT", "`SELECT` examples"),
        ("INSERT", "`INSERT` examples"),
        ("UPDATE", "`UPDATE` examples"),
        ("REPLACE", "`REPLACE` examples"),
        ("DELETE", "`DELETE` examples"),
        ("EXEC", "Lifecycle methods"),
    ];
    let section = |(verb, heading): (&'static str, &'static str)| {
        let examples = linker.reference.examples.iter().filter(|example| group(example) == verb);
        let tabs: Vec<Tab> = examples.map(|example| tab(linker, example)).collect();
        (!tabs.is_empty()).then_some(ExampleSection { heading, is_single: tabs.len() == 1, tabs })
    };
    headings.into_iter().filter_map(section).collect()
}

/// The verb that an example is listed under: the one that it is written with.
fn group(example: &Example) -> &'static str {
    if example.text.starts_with("EXEC ") { "EXEC" } else { example.verb }
}

fn tab(linker: &Linker<'_>, example: &Example) -> Tab {
    let variant = |between: &str| example.variant.map(|text| format!("{between}{text}")).unwrap_or_default();
    let method = linker.reference.methods.iter().find(|method| method.name == example.method);
    let about = method.and_then(|method| method.description.as_deref()).unwrap_or_default();
    Tab {
        about: linker.prose.cell(&first_sentence(about)),
        notes: example.notes.iter().map(|note| linker.prose.cell(note)).collect(),
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
