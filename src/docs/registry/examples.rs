//! Example statements that work: each names only what its route takes, and reaches the method that it shows.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::methods::MethodFacts;
use super::reference::Example;
use super::{fields, manifest};
use crate::api::{Api, Schema, SchemaType, SqlVerb};
use crate::engine::body;
use crate::engine::sql::{identifier, placeholder, variable};
use crate::mapping::{compare_columns, routes};
use crate::provider::{Behavior, Resource};
use crate::text::one_line;

/// The input of examples.
pub(super) struct Examples<'a> {
    pub(super) api: &'a Api,
    pub(super) resource: &'a Resource,
    /// The resource's name after FROM.
    pub(super) id: &'a str,
}

/// Names that a statement gives values to.
struct Names<'a> {
    required: Vec<&'a str>,
    optional: Vec<&'a str>,
}

impl<'a> Examples<'a> {
    /// The examples of all methods, by verb in the order of the routes; methods that no route reaches get an
    /// EXEC.
    pub(super) fn all(&self, methods: &[MethodFacts<'a>]) -> Vec<Example> {
        let mut examples = Vec::new();
        for (verb, names) in &self.resource.routes {
            let routed = names.iter().filter_map(|name| {
                methods.iter().find(|facts| facts.method.name == *name && facts.is_reached)
            });
            for facts in routed {
                match verb {
                    SqlVerb::Select => examples.push(self.select(facts)),
                    SqlVerb::Insert => examples.extend(self.inserts(facts)),
                    SqlVerb::Delete => examples.push(self.delete(facts)),
                    SqlVerb::Update | SqlVerb::Replace => examples.push(self.change(facts)),
                    SqlVerb::Exec => {}
                }
            }
        }
        examples.extend(methods.iter().filter(|facts| !facts.is_reached).map(|facts| self.exec(facts)));
        examples
    }

    /// The required names of a method, and those of `optional` that don't lead a statement to another method.
    fn names(&self, facts: &MethodFacts<'a>, fields: &[&'a str]) -> Names<'a> {
        let required = facts.required.clone();
        let mut given: BTreeSet<String> = required.iter().map(ToString::to_string).collect();
        given.extend(fields.iter().map(|field| body::field(field)));
        let mut optional = Vec::new();
        for name in &facts.optional {
            given.insert((*name).to_string());
            if self.reaches(facts, &given) {
                optional.push(*name);
            } else {
                given.remove(*name);
            }
        }
        Names { required, optional }
    }

    fn reaches(&self, facts: &MethodFacts<'_>, given: &BTreeSet<String>) -> bool {
        routes::reached(self.resource, facts.method.verb, given)
            .is_some_and(|found| found.name == facts.method.name)
    }

    /// Fields of the body that a statement can set without reaching another method, in the order of columns.
    fn settable(&self, facts: &MethodFacts<'a>, is_wanted: impl Fn(&Schema) -> bool) -> Vec<&'a str> {
        let Some(body) = facts.body() else { return Vec::new() };
        let mut given: BTreeSet<String> = facts.required.iter().map(ToString::to_string).collect();
        let mut names = Vec::new();
        for (name, schema) in fields::writable(self.api, body) {
            let field = body::field(name);
            if !is_wanted(schema) || given.contains(&field) {
                continue;
            }
            given.insert(field.clone());
            if self.reaches(facts, &given) {
                names.push(name);
            } else {
                given.remove(&field);
            }
        }
        names
    }

    fn example(facts: &MethodFacts<'_>, text: String) -> Example {
        Example {
            verb: facts.method.verb.as_str(),
            method: facts.method.name.to_string(),
            variant: None,
            language: "sql",
            text,
        }
    }

    fn select(&self, facts: &MethodFacts<'a>) -> Example {
        let rows = self.api.row_schema(facts.operation, facts.method.object_key.as_ref());
        let mut columns: Vec<&str> =
            rows.map(|rows| self.api.properties(rows).into_keys().collect()).unwrap_or_default();
        columns.sort_by(|a, b| compare_columns(a, b));
        let columns = if columns.is_empty() { "*".to_string() } else { identifiers(&columns).join(",\n  ") };
        let keys = conditions(&self.names(facts, &[]));
        Self::example(facts, format!("SELECT\n  {columns}\nFROM {}{keys}\n;", self.id))
    }

    fn delete(&self, facts: &MethodFacts<'a>) -> Example {
        let keys = conditions(&self.names(facts, &[]));
        Self::example(facts, format!("DELETE FROM {}{keys}\n;", self.id))
    }

    /// The examples of an INSERT: one with the required fields, one with all fields, and the manifest of
    /// stackql-deploy.
    fn inserts(&self, facts: &MethodFacts<'a>) -> Vec<Example> {
        let is_required = |schema: &Schema| fields::has(self.api, schema, Behavior::Required);
        let least = self.settable(facts, is_required);
        let all = self.settable(facts, |_| true);
        let names = self.names(facts, &all);
        let mut examples = Vec::new();
        if least.len() < all.len() || !names.optional.is_empty() {
            let is_marked = |name: &&&str| {
                let parameter = facts.operation.parameters.iter().find(|parameter| parameter.name == ***name);
                let text = parameter.and_then(|parameter| parameter.description.as_deref());
                text.is_some_and(|text| Behavior::split(text).0.contains(&Behavior::Required))
            };
            let marked = names.optional.iter().filter(is_marked).copied().collect();
            let required = Names { required: names.required.clone(), optional: marked };
            examples.push(Example {
                variant: Some("required fields"),
                ..Self::example(facts, self.insert(facts, &required, &least))
            });
        }
        examples.push(Example {
            variant: (!examples.is_empty()).then_some("all fields"),
            ..Self::example(facts, self.insert(facts, &names, &all))
        });
        if let Some(text) = manifest::text(self.api, self.resource.name.as_str(), facts, &names.optional) {
            examples.push(Example {
                variant: Some("manifest"),
                language: "yaml",
                ..Self::example(facts, text)
            });
        }
        examples
    }

    fn insert(&self, facts: &MethodFacts<'a>, names: &Names<'a>, fields: &[&'a str]) -> String {
        let own = names.required.iter().chain(&names.optional).map(ToString::to_string);
        let given: Vec<String> = own.chain(fields.iter().map(|field| body::field(field))).collect();
        let columns: Vec<String> = given.iter().map(|name| identifier(name)).collect();
        let values: Vec<String> = given
            .iter()
            .map(|name| format!("'{}'", placeholder(body::field_of(name).unwrap_or(name))))
            .collect();
        let returned = self.returning(facts);
        if given.is_empty() {
            // An INSERT needs a column, so a call without fields is shown as an EXEC.
            return self.exec(facts).text;
        }
        format!(
            "INSERT INTO {} (\n  {}\n)\nSELECT\n  {}{returned}\n;",
            self.id,
            columns.join(",\n  "),
            values.join(",\n  ")
        )
    }

    /// The example of an UPDATE or REPLACE, with all fields that may change.
    fn change(&self, facts: &MethodFacts<'a>) -> Example {
        let is_fixed = |schema: &Schema| {
            [Behavior::Immutable, Behavior::Identifier]
                .into_iter()
                .any(|behavior| fields::has(self.api, schema, behavior))
        };
        let fields = self.settable(facts, |schema| !is_fixed(schema));
        let names = self.names(facts, &fields);
        let (in_body, keys): (Vec<&str>, Vec<&str>) =
            names.required.into_iter().partition(|name| body::field_of(name).is_some());
        let in_body = in_body.into_iter().filter_map(|name| body::field_of(name));
        let set: Vec<String> = in_body
            .chain(fields)
            .map(|field| format!("{} = '{}'", identifier(&body::field(field)), placeholder(field)))
            .collect();
        if set.is_empty() {
            return self.exec(facts);
        }
        let keys = conditions(&Names { required: keys, optional: names.optional });
        let returned = self.returning(facts);
        let verb = facts.method.verb.as_str();
        Self::example(facts, format!("{verb} {}\nSET\n  {}{keys}{returned}\n;", self.id, set.join(",\n  ")))
    }

    /// `EXEC id.method @name='value' @@json='body'`.
    fn exec(&self, facts: &MethodFacts<'a>) -> Example {
        let mut text = format!("EXEC {}.{}", self.id, facts.method.name);
        let required = facts.required.iter().filter(|name| body::field_of(name).is_none());
        let given: Vec<(&str, &str)> = required
            .map(|name| (*name, "required"))
            .chain(facts.optional.iter().map(|name| (*name, "optional")))
            .collect();
        let count = given.len();
        for (index, (name, kind)) in given.into_iter().enumerate() {
            // The comma comes before the comment, which would hide it.
            let comma = if index + 1 < count { "," } else { "" };
            let _ = write!(text, "\n{}='{}'{comma} -- {kind}", variable(name), placeholder(name));
        }
        let body = facts.body().map(|schema| fields::writable(self.api, schema)).unwrap_or_default();
        if !body.is_empty() {
            let lines: Vec<String> =
                body.into_iter().map(|(name, schema)| self.member(name, schema)).collect();
            let _ = write!(text, "\n@@json='{{\n{}\n}}'", lines.join(",\n").replace('\'', "''"));
        }
        text.push_str("\n;");
        Self::example(facts, text)
    }

    /// A line of a body: strings are quoted, JSON values are not.
    fn member(&self, name: &str, schema: &Schema) -> String {
        let value = placeholder(name);
        let key = serde_json::Value::from(one_line(name));
        match self.api.type_of(schema) {
            Some(SchemaType::String) => format!("  {key}: \"{value}\""),
            _ => format!("  {key}: {value}"),
        }
    }

    /// The fields of the call's response, if it has any.
    fn returning(&self, facts: &MethodFacts<'_>) -> String {
        let Ok(rows) = self.api.row_schema(facts.operation, facts.method.object_key.as_ref()) else {
            return String::new();
        };
        let mut columns: Vec<&str> = self.api.properties(rows).into_keys().collect();
        columns.sort_by(|a, b| compare_columns(a, b));
        if columns.is_empty() {
            return String::new();
        }
        format!("\nRETURNING\n  {}", identifiers(&columns).join(",\n  "))
    }
}

fn identifiers(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| identifier(name)).collect()
}

/// The conditions: `WHERE a = '…' -- required`, a line for each name.
fn conditions(names: &Names<'_>) -> String {
    let required = names.required.iter().map(|name| (*name, "required"));
    let optional = names.optional.iter().map(|name| (*name, "optional"));
    let mut text = String::new();
    for (index, (name, kind)) in required.chain(optional).enumerate() {
        let start = if index == 0 { "WHERE" } else { "AND" };
        let value = placeholder(body::field_of(name).unwrap_or(name));
        let _ = write!(text, "\n{start} {} = '{value}' -- {kind}", identifier(name));
    }
    text
}
