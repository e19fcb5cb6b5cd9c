//! Values in examples: what the document has for one, placeholders, and JSON of objects and arrays.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use crate::api::{Additional, Api, EnumValue, Schema, SchemaType};
use crate::docs::registry::fields;
use crate::engine::sql;
use crate::engine::way::Way;
use crate::provider::Behavior;
use crate::text::one_line;

/// Deepest unfolding of objects in a value.
const MAX_DEPTH: usize = 3;

/// Fields of an object that requires none.
const FEW: usize = 2;

/// A value in a statement, or in a JSON text of one.
#[derive(Debug, Clone)]
pub(in crate::docs::registry) enum Sketch {
    /// A placeholder for a string.
    Text(String),
    /// A placeholder for a number or a truth value, and such a value.
    Bare(String, Value),
    /// A value that the document gives.
    Literal(Value),
    /// An object, field by field.
    Object(Vec<(String, Self)>),
    /// An array of one item; of none, if no item can be shown.
    Array(Option<Box<Self>>),
}

impl Sketch {
    /// The value as an INSERT writes it (`typed`), or as a text in any other statement.
    pub(super) fn sql(&self, way: Way) -> String {
        match (self, way) {
            (Self::Text(hole), _) => sql::text(hole),
            (Self::Bare(hole, _), Way::Typed) => hole.clone(),
            (Self::Literal(Value::String(text)), _) => sql::text(text),
            (Self::Literal(value), Way::Typed) => value.to_string(),
            _ => sql::text(&self.to_string()),
        }
    }
}

impl fmt::Display for Sketch {
    /// Writes the value as JSON in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(hole) => write!(f, "{}", Value::from(hole.as_str())),
            Self::Bare(hole, _) => f.write_str(hole),
            Self::Literal(value) => write!(f, "{value}"),
            Self::Array(None) => f.write_str("[]"),
            Self::Array(Some(item)) => write!(f, "[{item}]"),
            Self::Object(fields) => {
                f.write_str("{")?;
                for (index, (name, value)) in fields.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{}: {value}", Value::from(one_line(name)))?;
                }
                f.write_str("}")
            }
        }
    }
}

/// The value that a document gives for a schema: the first value of an enumeration that says something, the
/// default, or one that shows the format.
pub(in crate::docs::registry) fn literal(api: &Api, schema: &Schema) -> Option<Value> {
    let target = api.resolve(schema);
    let values = [schema, target].into_iter().map(|schema| &schema.values).find(|values| !values.is_empty());
    let is_telling = |value: &&EnumValue| {
        is_shown(&value.value)
            && !value.deprecated
            && value.value.as_str().is_none_or(|text| !text.ends_with("UNSPECIFIED"))
    };
    let default = schema.default.as_deref().or(target.default.as_deref());
    let default = default.filter(|value| !matches!(value, Value::Null | Value::Object(_) | Value::Array(_)));
    let default = default.filter(|value| is_shown(value));
    if let Some(default) = default.filter(|value| value.as_str().is_none_or(|text| !text.is_empty())) {
        return Some(default.clone());
    }
    if let Some(values) = values {
        let first = values.first().filter(|first| is_shown(&first.value));
        return values.iter().find(is_telling).or(first).map(|value| value.value.clone());
    }
    let format = schema.format.as_deref().or(target.format.as_deref())?;
    let shown = match format {
        "google-datetime" | "date-time" => "2030-01-31T12:00:00Z",
        "google-duration" => "3600s",
        "date" => "2030-01-31",
        _ => return None,
    };
    Some(shown.into())
}

/// Whether examples show a value of a document: not one with signs by which SQL, JSON within it, or a template means
/// something else.
fn is_shown(value: &Value) -> bool {
    let has_signs = |text: &str| text.contains(['\\', '"', '{', '}']) || text.chars().any(char::is_control);
    value.as_str().is_none_or(|text| !has_signs(text))
}

/// Makes the values of one statement.
pub(in crate::docs::registry) struct Sketcher<'a> {
    api: &'a Api,
    /// How the JSON is sent: that of a whole body of EXEC can say less than others.
    way: Way,
    /// Names of placeholders that stand for something else.
    taken: BTreeSet<String>,
    /// The objects around the value; none of them is unfolded within itself.
    within: Vec<&'a Schema>,
    /// The arrays and maps around the value, which may contain themselves, too.
    collections: Vec<&'a Schema>,
}

impl<'a> Sketcher<'a> {
    /// `taken` are the names of all parameters and fields of the statement.
    pub(in crate::docs::registry) fn new(api: &'a Api, way: Way, taken: BTreeSet<String>) -> Self {
        let way = if way == Way::Json { Way::Json } else { Way::Typed };
        Self { api, way, taken, within: Vec::new(), collections: Vec::new() }
    }

    /// A value for the field `name` of a body; none if the statement can send no value of that schema.
    pub(in crate::docs::registry) fn field(&mut self, name: &str, schema: &'a Schema) -> Option<Sketch> {
        self.value(name, schema, MAX_DEPTH)
    }

    fn value(&mut self, path: &str, schema: &'a Schema, depth: usize) -> Option<Sketch> {
        if self.way.refusal(self.api, schema).is_some() {
            return None;
        }
        match self.api.type_of(schema) {
            Some(SchemaType::Array) => {
                let items = self.api.resolve(schema).items.as_deref();
                let item = items.and_then(|items| self.member(schema, path, items, depth));
                Some(Sketch::Array(item.map(Box::new)))
            }
            Some(SchemaType::Object) => self.object(path, schema, depth),
            None if literal(self.api, schema).is_none() && depth > 0 && self.first(schema).is_some() => {
                self.first(schema).and_then(|branch| self.value(path, branch, depth - 1))
            }
            kind => Some(match literal(self.api, schema) {
                Some(value) => Sketch::Literal(value),
                None if matches!(kind, None | Some(SchemaType::String)) => Sketch::Text(self.hole(path)),
                None if kind == Some(SchemaType::Boolean) => Sketch::Bare(self.hole(path), true.into()),
                None => Sketch::Bare(self.hole(path), 1.into()),
            }),
        }
    }

    /// The first of the alternatives of a value.
    fn first(&self, schema: &'a Schema) -> Option<&'a Schema> {
        let target = self.api.resolve(schema);
        target.one_of.iter().chain(&target.any_of).next()
    }

    /// A value of `members` in the array or map `collection`; none within itself.
    fn member(
        &mut self,
        collection: &'a Schema,
        path: &str,
        members: &'a Schema,
        depth: usize,
    ) -> Option<Sketch> {
        let collection = self.api.resolve(collection);
        if self.collections.iter().any(|outer| std::ptr::eq(*outer, collection)) {
            return None;
        }
        self.collections.push(collection);
        let value = self.value(path, members, depth);
        self.collections.pop();
        value
    }

    /// The required fields of an object, else a few; a key of a map.
    fn object(&mut self, path: &str, schema: &'a Schema, depth: usize) -> Option<Sketch> {
        let target = self.api.resolve(schema);
        let properties = fields::writable(self.api, schema);
        if let (true, Some(Additional::Schema(values))) = (properties.is_empty(), &target.additional) {
            let value = self.member(schema, &format!("{path}_value"), values, depth.saturating_sub(1));
            return Some(Sketch::Object(value.map(|value| ("key".to_string(), value)).into_iter().collect()));
        }
        let is_required = |name: &str, property: &Schema| {
            target.required.iter().any(|required| required == name)
                || fields::has(self.api, property, Behavior::Required)
        };
        let (required, others): (Vec<_>, Vec<_>) =
            properties.into_iter().partition(|(name, property)| is_required(name, property));
        let is_inner = self.within.iter().any(|outer| std::ptr::eq(*outer, target));
        if depth == 0 || is_inner {
            return target.required.is_empty().then(|| Sketch::Object(Vec::new()));
        }
        self.within.push(target);
        let mut found = Vec::new();
        for (name, property) in &required {
            let value = self.value(&format!("{path}_{name}"), property, depth - 1);
            found.extend(value.map(|value| ((*name).to_string(), value)));
        }
        if found.is_empty() {
            found = self.few(path, &others, depth - 1);
        }
        self.within.pop();
        let has = |name: &String| found.iter().any(|(known, _)| known == name);
        target.required.iter().all(has).then_some(Sketch::Object(found))
    }

    /// A few fields of an object: plain values, else the first that there is.
    fn few(&mut self, path: &str, others: &[(&'a str, &'a Schema)], depth: usize) -> Vec<(String, Sketch)> {
        let is_plain = |schema: &Schema| {
            !matches!(self.api.type_of(schema), None | Some(SchemaType::Object | SchemaType::Array))
        };
        let (plain, rest): (Vec<_>, Vec<_>) =
            others.iter().copied().partition(|(_, schema)| is_plain(schema));
        let mut found = Vec::new();
        for (name, schema) in plain {
            if found.len() < FEW {
                let value = self.value(&format!("{path}_{name}"), schema, depth);
                found.extend(value.map(|value| (name.to_string(), value)));
            }
        }
        for (name, schema) in rest {
            if found.is_empty() {
                let value = self.value(&format!("{path}_{name}"), schema, depth);
                found.extend(value.map(|value| (name.to_string(), value)));
            }
        }
        found
    }

    /// A placeholder of that name, or of one with a number behind it if the name stands for something else.
    fn hole(&mut self, path: &str) -> String {
        if self.within.is_empty() {
            return sql::placeholder(path);
        }
        let mut hole = sql::placeholder(path);
        let mut number = 1;
        while !self.taken.insert(hole.clone()) {
            number += 1;
            hole = sql::placeholder(&format!("{path}_{number}"));
        }
        hole
    }
}
