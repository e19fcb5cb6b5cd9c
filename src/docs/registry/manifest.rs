//! All properties of a resource in a manifest of stackql-deploy, with their descriptions.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::fields;
use super::methods::MethodFacts;
use crate::api::{Api, Schema, SchemaType};
use crate::docs::prose::first_sentence;
use crate::docs::registry::examples::value::literal;
use crate::engine::sql::{has_other_templates, placeholder, placeholder_name};
use crate::engine::way::Way;
use crate::text::one_line;

/// Most values of one property; a larger property is unfolded less.
const MAX_VALUES: usize = 40;

/// Deepest unfolding of a property.
const MAX_DEPTH: usize = 4;

#[derive(Serialize)]
struct Manifest<'a> {
    resources: [ResourceEntry<'a>; 1],
}

#[derive(Serialize)]
struct ResourceEntry<'a> {
    name: &'a str,
    props: Vec<Property>,
}

#[derive(Serialize)]
struct Property {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    value: Value,
}

/// The manifest's part for a resource: each parameter and field that its creation takes. None, if the
/// creation takes none.
pub(super) fn text<'a>(
    api: &'a Api,
    resource: &str,
    facts: &MethodFacts<'a>,
    optional: &[&'a str],
) -> Option<String> {
    let (mut props, mut names) = (Vec::new(), BTreeSet::new());
    for name in facts.keys().chain(optional.iter().copied()) {
        let parameter = facts.operation.parameters.iter().find(|parameter| parameter.name == name);
        names.insert(placeholder_name(name));
        props.push(Property {
            name: placeholder_name(name),
            description: parameter.and_then(|parameter| description(parameter.description.as_deref())),
            value: placeholder(name).into(),
        });
    }
    let body = facts.body(api).map(|body| api.resolve(body));
    for (name, schema) in body.map(|body| fields::writable(api, body)).unwrap_or_default() {
        // The manifest can have one value for a name, and a parameter of that name is there already.
        if Way::Typed.field_refusal(api, name, schema).is_some() || !names.insert(placeholder_name(name)) {
            continue;
        }
        let text = schema.description.as_deref().or(api.resolve(schema).description.as_deref());
        props.push(Property {
            name: placeholder_name(name),
            description: description(text),
            value: unfolded(api, name, schema, body),
        });
    }
    if props.is_empty() {
        return None;
    }
    let text = serde_yaml::to_string(&Manifest { resources: [ResourceEntry { name: resource, props }] });
    text.ok().filter(|text| !has_other_templates(text))
}

/// The first sentence with content.
fn description(text: Option<&str>) -> Option<String> {
    let (_, rest) = crate::provider::Behavior::split(text?);
    let marks = text?.len() - rest.len();
    let sentence = first_sentence(rest);
    let whole = one_line(&format!("{}{sentence}", text?.get(..marks).unwrap_or_default()));
    (!whole.is_empty()).then_some(whole)
}

/// A property's value, unfolded as deep as it stays readable.
fn unfolded(api: &Api, name: &str, schema: &Schema, body: Option<&Schema>) -> Value {
    for depth in (1..=MAX_DEPTH).rev() {
        let mut unfolder = Unfolder { api, left: MAX_VALUES, within: body.into_iter().collect() };
        if let Some(value) = unfolder.value(name, schema, depth) {
            return value;
        }
    }
    placeholder(name).into()
}

struct Unfolder<'a> {
    api: &'a Api,
    /// Number of placeholders that may still be added.
    left: usize,
    /// The objects around the value; none of them is unfolded within itself.
    within: Vec<&'a Schema>,
}

impl<'a> Unfolder<'a> {
    /// A value to `depth`; none if it takes too many placeholders.
    fn value(&mut self, path: &str, schema: &'a Schema, depth: usize) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        let target = self.api.resolve(schema);
        if let Some(value) = self.plain(schema) {
            return Some(value);
        }
        if depth == 0 || self.within.iter().any(|outer| std::ptr::eq(*outer, target)) {
            return Some(placeholder(path).into());
        }
        if let (Some(SchemaType::Array), Some(items)) = (self.api.type_of(schema), &target.items) {
            return Some(Value::Array(vec![self.value(path, items, depth - 1)?]));
        }
        let properties = fields::writable(self.api, schema);
        if properties.is_empty() {
            return Some(placeholder(path).into());
        }
        self.within.push(target);
        let mut map = Map::new();
        for (name, property) in properties {
            map.insert(name.to_string(), self.value(&format!("{path}_{name}"), property, depth - 1)?);
        }
        self.within.pop();
        Some(Value::Object(map))
    }

    /// A value of the right type: what the document gives, or one in place of a number or truth value. A placeholder
    /// would become a text.
    fn plain(&self, schema: &Schema) -> Option<Value> {
        match self.api.type_of(schema) {
            Some(SchemaType::Object | SchemaType::Array) => None,
            kind => literal(self.api, schema).or_else(|| match kind {
                Some(SchemaType::Boolean) => Some(true.into()),
                Some(SchemaType::Integer | SchemaType::Number) => Some(1.into()),
                _ => None,
            }),
        }
    }
}
