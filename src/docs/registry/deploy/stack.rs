//! The manifest of a stack with one resource: what the user gives, and what is made of it.

use serde::Serialize;
use serde_json::{Map, Value};

use super::iql;
use super::parts::Parts;
use crate::docs::registry::examples::value::Sketch;
use crate::engine::sql::{placeholder, placeholder_name};

#[derive(Serialize)]
struct Stack {
    version: u8,
    name: String,
    providers: Vec<String>,
    globals: Vec<Property>,
    resources: [ResourceEntry; 1],
}

#[derive(Serialize)]
struct ResourceEntry {
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    props: Vec<Property>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exports: Vec<String>,
}

#[derive(Serialize)]
struct Property {
    name: String,
    value: Value,
}

impl Property {
    /// A value of that name from outside.
    fn given(name: &str) -> Self {
        Self { name: placeholder_name(name), value: placeholder(name).into() }
    }
}

/// The manifest, and the names of its `globals`, which take their values from the environment, or from
/// `-e name=value`.
pub(super) fn text(parts: &Parts<'_>) -> Option<(String, Vec<String>)> {
    let mut globals: Vec<Property> = Vec::new();
    let mut props: Vec<Property> = Vec::new();
    let give = |name: &str, globals: &mut Vec<Property>| {
        if globals.iter().all(|known| known.name != placeholder_name(name)) {
            globals.push(Property::given(name));
        }
    };
    for key in &parts.created.keys {
        match &key.value {
            Sketch::Literal(value) => {
                props.push(Property { name: placeholder_name(key.name), value: value.clone() })
            }
            _ => give(key.name, &mut globals),
        }
    }
    parts.other_keys().into_iter().for_each(|name| give(name, &mut globals));
    for (name, value) in &parts.created.fields {
        if parts.is_path(name) {
            props.push(Property { name: placeholder_name(name), value: parts.path().into() });
            continue;
        }
        match value {
            Sketch::Text(_) | Sketch::Bare(..) => give(name, &mut globals),
            other => props
                .push(Property { name: placeholder_name(name), value: literal(parts, other, &mut globals) }),
        }
    }
    let column = iql::exported(parts).map(|column| iql::export_name(parts, column));
    let resource = parts.context.resource.name.to_string();
    let provider = parts.context.id.split('.').next().unwrap_or_default().to_string();
    let stack = Stack {
        version: 1,
        name: resource.clone(),
        providers: vec![provider],
        globals,
        resources: [ResourceEntry { name: resource, props, exports: column.into_iter().collect() }],
    };
    let names = stack.globals.iter().map(|global| global.name.clone()).collect();
    Some((serde_yaml::to_string(&stack).ok()?, names))
}

/// A value in YAML. A placeholder would become a text there, so numbers and truth values within objects are given as
/// such; texts come from `globals`.
fn literal(parts: &Parts<'_>, value: &Sketch, globals: &mut Vec<Property>) -> Value {
    match value {
        Sketch::Literal(value) | Sketch::Bare(_, value) => value.clone(),
        Sketch::Text(hole) => {
            let name = hole.trim_matches(['{', '}', ' ']);
            if globals.iter().all(|known| known.name != name) {
                globals.push(Property::given(name));
            }
            hole.as_str().into()
        }
        Sketch::Array(item) => {
            item.iter().map(|item| literal(parts, item, globals)).collect::<Vec<_>>().into()
        }
        Sketch::Object(fields) => {
            let field = |(name, value): &(String, Sketch)| match value {
                // A part of the thing's own reference is the same value as the key of that name.
                Sketch::Text(_) if parts.read.required.contains(&name.as_str()) => {
                    (name.clone(), literal(parts, &Sketch::Text(placeholder(name)), globals))
                }
                _ => (name.clone(), literal(parts, value, globals)),
            };
            Value::Object(fields.iter().map(field).collect::<Map<String, Value>>())
        }
    }
}
