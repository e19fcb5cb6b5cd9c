//! What EXEC can send: parameters and fields of the body after `@`, or a body as JSON after `@@json`.
//!
//! The engine checks both against their schemas before it sends anything, and knows fewer types than the
//! schemas have; but what is inside of a field after `@` it doesn't look at.

use super::answer;
use crate::api::{Api, Operation, Parameter, Schema, SchemaType};

/// Why a value of a type can't be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// Each value is given as a text.
    Typed,
    /// A variable of an EXEC needs a type that SQL knows.
    Untyped,
    /// Numbers in the JSON of an EXEC are no integers to the engine.
    Number,
    /// Keys of a map are no properties of its schema to an EXEC, nor are those of a value of any type.
    Map,
    /// Items of an array in an EXEC are strings or objects.
    Items,
    /// A name with dots is a path: `data__a.b` is sent as `{"a": {"b": …}}`.
    Dotted,
    /// The name is that of a parameter, to which the value goes.
    Hidden,
}

impl Refusal {
    /// The refused values, in words: "numbers".
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Typed => "numbers and truth values by themselves",
            Self::Untyped => "values of no or of several types",
            Self::Number => "numbers",
            Self::Map => "maps and values of any type",
            Self::Items => "arrays of anything but strings and objects",
            Self::Dotted => "fields with a dot in their name",
            Self::Hidden => "fields with the name of a parameter",
        }
    }
}

/// Whether EXEC can give a value of that schema as a variable: to a parameter, or to a field of a body.
#[must_use]
pub fn takes_variable(api: &Api, schema: &Schema) -> bool {
    let target = api.resolve(schema);
    // The type of its parts isn't seen.
    let has_own_type = target.all_of.is_empty() || !target.properties.is_empty();
    has_own_type && variable_refusal(api, schema).is_none()
}

/// Why EXEC can't give a value of that schema as a variable; none if it can.
#[must_use]
pub fn variable_refusal(api: &Api, schema: &Schema) -> Option<Refusal> {
    match api.type_of(schema) {
        None => Some(Refusal::Untyped),
        Some(_) => text_refusal(api, schema),
    }
}

/// How statements reach an operation, which tells how its manifest is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// By a verb: the operation is written as its document has it.
    Verb,
    /// By EXEC alone: it is written so that EXEC takes it, with parameters as strings, and without the content of an
    /// answer that would break EXEC.
    ExecAlone,
}

/// Why EXEC can't call an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// It can't give this parameter, which the call needs.
    Parameter(String),
    /// It can't send this field of the body, which the call needs.
    Field(String, Refusal),
    /// The answer has no properties, or no array.
    Answer,
}

/// Why EXEC can't call `operation` by the `names` that a call needs; none if it can.
pub fn obstacle<'n>(
    api: &Api,
    operation: &Operation,
    reach: Reach,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<Obstacle> {
    let body = operation.request.as_ref().map(|body| &body.schema);
    let properties = body.map(|body| api.properties(body)).unwrap_or_default();
    let required = body.map(|body| api.resolve(body).required.as_slice()).unwrap_or_default();
    let field = required.iter().find_map(|name| {
        let refusal = variable_refusal(api, properties.get(name.as_str())?)?;
        Some(Obstacle::Field(name.clone(), refusal))
    });
    if reach == Reach::ExecAlone || field.is_some() {
        return field;
    }
    let is_refused = |parameter: &&Parameter| parameter.required && !takes_variable(api, &parameter.schema);
    let refused = operation.parameters.iter().filter(is_refused).map(|parameter| &parameter.name);
    match refused.min() {
        Some(name) => Some(Obstacle::Parameter(name.clone())),
        None => answer::breaks_exec(api, operation, names).then_some(Obstacle::Answer),
    }
}

/// Why no value of that schema arrives with its type where a statement gives each value as a text; none if values
/// do. A text that is JSON of an object or an array arrives as JSON, with all types inside.
#[must_use]
pub fn text_refusal(api: &Api, schema: &Schema) -> Option<Refusal> {
    match api.type_of(schema) {
        Some(SchemaType::Integer | SchemaType::Number | SchemaType::Boolean) => Some(Refusal::Typed),
        _ => None,
    }
}

/// Why EXEC can send no value of that schema in the JSON of a body; none if it can.
///
/// An object with properties can be sent as far as these can, unless it requires one that can't. An empty map
/// or array could be sent, too, and would say nothing.
#[must_use]
pub fn refusal(api: &Api, schema: &Schema) -> Option<Refusal> {
    refusal_within(api, schema, &mut Vec::new())
}

/// The same below `outer` objects, none of which is looked into again.
fn refusal_within<'a>(api: &'a Api, schema: &'a Schema, outer: &mut Vec<&'a Schema>) -> Option<Refusal> {
    match api.type_of(schema) {
        Some(SchemaType::String | SchemaType::Boolean) => None,
        Some(SchemaType::Integer | SchemaType::Number) => Some(Refusal::Number),
        Some(SchemaType::Object) => object_refusal(api, schema, outer),
        None => Some(Refusal::Map),
        Some(SchemaType::Array) => {
            let Some(items) = api.resolve(schema).items.as_deref() else { return Some(Refusal::Items) };
            match api.type_of(items) {
                Some(SchemaType::String) => None,
                Some(SchemaType::Object) => object_refusal(api, items, outer),
                _ => Some(Refusal::Items),
            }
        }
    }
}

fn object_refusal<'a>(api: &'a Api, schema: &'a Schema, outer: &mut Vec<&'a Schema>) -> Option<Refusal> {
    let properties = api.properties(schema);
    if properties.is_empty() {
        return Some(Refusal::Map);
    }
    let target = api.resolve(schema);
    if outer.iter().any(|known| std::ptr::eq(*known, target)) {
        return None;
    }
    outer.push(target);
    let required = target.required.iter().filter_map(|name| properties.get(name.as_str()));
    let found = required.into_iter().find_map(|property| refusal_within(api, property, outer));
    outer.pop();
    found
}
