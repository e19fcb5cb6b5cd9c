//! The row of one parameter on a resource's page.

use indexmap::IndexMap;
use serde::Serialize;

use super::cells::{self, Cell};
use super::reference::{MethodText, ParameterReference};
use crate::docs::prose::{code, first_sentence};
use crate::docs::registry::linker::Linker;
use crate::text::counted;

/// Most methods that a parameter's row names; of more methods, only the number is shown.
const LISTED_METHODS: usize = 12;

/// A row of the table of parameters.
#[derive(Debug, Serialize)]
pub(super) struct ParameterRow {
    anchor: String,
    name: String,
    datatype: String,
    description: String,
    methods: String,
}

impl Linker<'_> {
    /// The descriptions of a part of the path, if methods disagree: the path that it is a part of, which the
    /// first sentence of each description names. The rest of the description is about the whole path.
    fn part_of_path(&self, parameter: &ParameterReference) -> String {
        let others: Vec<&String> =
            parameter.other_descriptions.iter().flat_map(|other| &other.methods).collect();
        let all = parameter.required_by.iter().chain(&parameter.optional_for);
        let first: Vec<&String> = all.filter(|method| !others.contains(method)).collect();
        let own = (parameter.description.as_deref().unwrap_or_default(), first);
        let other = parameter.other_descriptions.iter();
        let said = other.map(|other| (other.text.as_str(), other.methods.iter().collect()));
        let mut by_sentence: IndexMap<String, Vec<String>> = IndexMap::new();
        for (text, methods) in std::iter::once(own).chain(said) {
            let sentence = self.prose.cell(&first_sentence(text));
            by_sentence.entry(sentence).or_default().extend(methods.into_iter().cloned());
        }
        let is_one = by_sentence.len() == 1;
        let line = |(sentence, methods): (String, Vec<String>)| {
            if is_one { sentence } else { format!("For {}: {sentence}", self.some_methods(&methods)) }
        };
        by_sentence.into_iter().map(line).collect::<Vec<_>>().join("<br />")
    }

    /// Links to methods, or only their number if the links would be longer than the rest of the row.
    fn some_methods(&self, methods: &[String]) -> String {
        match methods.len() {
            count if count > LISTED_METHODS => format!("{count} methods"),
            _ => cells::list(methods, &self.methods),
        }
    }

    pub(super) fn parameter(&self, parameter: &ParameterReference) -> ParameterRow {
        let mut cell = Cell::default();
        if parameter.deprecated {
            cell = cell.add(cells::badge("deprecated"));
        }
        cell = if parameter.location == "path" && !parameter.other_descriptions.is_empty() {
            cell.add(self.part_of_path(parameter))
        } else {
            let text = parameter.description.as_deref().unwrap_or_default();
            let other = |cell: Cell, other: &MethodText| {
                let methods = self.some_methods(&other.methods);
                cell.add(format!("<br />For {methods}: {}", self.prose.cell(&other.text)))
            };
            parameter.other_descriptions.iter().fold(cell.add(self.prose.cell(text)), other)
        };
        let methods = |lead: &str, names: &[String]| match names.len() {
            0 => String::new(),
            count if count == self.reference.methods.len() => format!("{lead} all methods"),
            // Each method lists its parameters; here the methods would be longer than the rest of the row.
            count if count > LISTED_METHODS => {
                format!("{lead} {count} of {}", counted(self.reference.methods.len(), "method"))
            }
            _ => format!("{lead} {}", cells::list(names, &self.methods)),
        };
        let is_of_server = parameter.location == "server";
        let place = if is_of_server { "It is a part of the server's address." } else { "" };
        let environment = parameter.environment.as_deref().map(|name| {
            format!(
                "Where a statement gives none, the variable {} of the environment has the value.",
                code(name)
            )
        });
        let mut datatype = parameter.kind.to_string();
        if let Some(format) = &parameter.format {
            datatype += &format!(" ({format})");
        }
        ParameterRow {
            anchor: self.parameters.get(&parameter.name).unwrap_or_default().to_string(),
            name: code(&parameter.name),
            datatype: code(&datatype),
            description: cell
                .add(place)
                .add(environment.unwrap_or_default())
                .add(cells::limits(parameter.pattern.as_deref(), parameter.default.as_ref()))
                .add(cells::values(&self.prose, &parameter.values))
                .text(),
            methods: [
                methods("required by", &parameter.required_by),
                methods("optional for", &parameter.optional_for),
            ]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
        }
    }
}
