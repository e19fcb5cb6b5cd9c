//! From a document's tree to values that `openapiv3` can't fail on.
//!
//! In: an object of a known kind at a [`Cursor`]. Out: the same as one of `openapiv3`'s types, or problems,
//! all at once: the errors of that crate's readers come one at a time and don't tell where. Each value is
//! checked against the table in [`super::shape`], references get the name of the component that they lead to,
//! and schemas are read apart: in their place stands a stub, `{"$ref": "<index>"}`, and a list has them by
//! index. Nested objects are thus read once each, not once for each level that they are below.

use openapiv3::ReferenceOr;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::dialect::Version;
use super::refs::{self, Section, Targets};
use super::shape::{self, Kind, Missing, Shape};
use crate::api::{Schema, SchemaType};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::text::did_you_mean;

/// What reading any part of a document needs to know of the whole.
pub(super) struct Reader<'d> {
    pub(super) version: Version,
    pub(super) targets: Targets<'d>,
}

/// One of `openapiv3`'s types, with the schemas that its stubs stand for.
#[derive(Debug, PartialEq)]
pub(super) struct Loaded<T> {
    pub(super) item: T,
    pub(super) schemas: Vec<Schema>,
    /// JSON pointer of the item.
    pub(super) pointer: String,
}

impl Reader<'_> {
    /// Reads what is at `at`; nothing, where it isn't of that shape.
    pub(super) fn load<T: DeserializeOwned>(&self, shape: Shape, at: &Cursor<'_, '_>) -> Option<Loaded<T>> {
        let mut schemas = Vec::new();
        let value = self.value(shape, at, &mut schemas)?;
        Some(Loaded { item: typed(&value, at)?, schemas, pointer: at.pointer() })
    }

    /// What is at `at` as a value of that shape; nothing, where it is none.
    pub(super) fn value(
        &self,
        shape: Shape,
        at: &Cursor<'_, '_>,
        schemas: &mut Vec<Schema>,
    ) -> Option<Value> {
        match shape {
            Shape::Text => at.string().map(Value::String),
            Shape::Flag => match at.node {
                Node::Bool(flag) => Some(Value::Bool(*flag)),
                _ => {
                    at.boolean();
                    None
                }
            },
            Shape::Number => number(at),
            Shape::Count => count(at),
            Shape::Free => Some(free(at.node)),
            Shape::SchemaOrFlag if matches!(at.node, Node::Bool(_)) => Some(free(at.node)),
            Shape::Schema | Shape::SchemaOrFlag => {
                let schema = self.schema(at);
                Some(stub(schema, schemas))
            }
            Shape::Object(kind) => self.object(kind, at, schemas),
            Shape::OrRef(kind) => match (reference(at), section_of(kind)) {
                (Some(target), Some(section)) => {
                    self.targets.resolve(section, &target).map(|name| json!({ "$ref": name }))
                }
                _ => self.object(kind, at, schemas),
            },
            Shape::RefsOnly(section) => {
                self.check_references(section, at);
                None
            }
            Shape::List(of) => list(at)
                .then(|| at.items().filter_map(|item| self.value(*of, &item, schemas)).collect::<Value>()),
            Shape::Map(of) => map(at).then(|| {
                let values = at
                    .entries()
                    .filter_map(|(name, value)| Some((name.to_string(), self.value(*of, &value, schemas)?)));
                Value::Object(values.collect())
            }),
            Shape::Responses => map(at).then(|| {
                let responses = at.entries().filter(|(status, _)| !status.starts_with("x-"));
                let values = responses.filter_map(|(status, value)| {
                    let response = self.value(Shape::OrRef(Kind::Response), &value, schemas)?;
                    Some((status.to_string(), response))
                });
                Value::Object(values.collect())
            }),
        }
    }

    fn object(&self, kind: Kind, at: &Cursor<'_, '_>, schemas: &mut Vec<Schema>) -> Option<Value> {
        if !map(at) {
            return None;
        }
        let known = shape::keys(kind);
        let mut object = Map::new();
        for (key, value) in at.entries() {
            if let Some(known) = known.iter().find(|known| known.name == key)
                && let Some(value) = self.value(known.shape, &value, schemas)
            {
                object.insert(key.to_string(), value);
            }
        }
        let mut whole = true;
        for key in known {
            match key.missing {
                _ if object.contains_key(key.name) => {}
                Missing::Fine => {}
                Missing::Empty => drop(object.insert(key.name.to_string(), json!(""))),
                Missing::EmptyMap => drop(object.insert(key.name.to_string(), json!({}))),
                Missing::Problem(gives) => {
                    whole = false;
                    // One of the wrong type is reported already.
                    if at.node.get(key.name).is_none() {
                        at.report(missing(key.name, gives));
                    }
                }
            }
        }
        let sound = match kind {
            Kind::Parameter => mend_parameter(&mut object, at, schemas),
            Kind::SecurityScheme => security_scheme_is_sound(&object, at),
            _ => true,
        };
        (whole && sound).then_some(Value::Object(object))
    }

    /// Of what doesn't come into the API, references are checked all the same.
    fn check_references(&self, section: &str, at: &Cursor<'_, '_>) {
        let Some(section) = refs::section(section) else { return };
        // OpenAPI 3.1 has `examples` as a list in schemas, and a list here is of no consequence.
        if matches!(at.node, Node::Map(_)) {
            for (_, value) in at.entries() {
                if let Some(target) = reference(&value) {
                    self.targets.check(section, &target);
                }
            }
        }
    }
}

/// The section of `components` that has objects of this kind.
const fn section_of(kind: Kind) -> Option<Section> {
    match kind {
        Kind::Parameter => Some(refs::PARAMETERS),
        Kind::RequestBody => Some(refs::REQUEST_BODIES),
        Kind::Response => Some(refs::RESPONSES),
        Kind::SecurityScheme => Some(refs::SECURITY_SCHEMES),
        _ => None,
    }
}

/// The `$ref` of the object at `at`, where it has one.
pub(super) fn reference<'c, 'a>(at: &'c Cursor<'c, 'a>) -> Option<Cursor<'c, 'a>> {
    match at.node {
        Node::Map(_) => at.entries().find(|(key, _)| *key == "$ref").map(|(_, target)| target),
        _ => None,
    }
}

/// Puts a schema where stubs refer to.
fn stub(schema: Schema, schemas: &mut Vec<Schema>) -> Value {
    schemas.push(schema);
    json!({ "$ref": (schemas.len() - 1).to_string() })
}

/// The same as one of `openapiv3`'s references.
pub(super) fn stub_reference<T>(schema: Schema, schemas: &mut Vec<Schema>) -> ReferenceOr<T> {
    schemas.push(schema);
    ReferenceOr::Reference { reference: (schemas.len() - 1).to_string() }
}

/// The schema that a stub stands for.
pub(super) fn unstub<'s, T>(stub: &ReferenceOr<T>, schemas: &'s [Schema]) -> Option<&'s Schema> {
    match stub {
        ReferenceOr::Reference { reference } => schemas.get(reference.parse::<usize>().ok()?),
        ReferenceOr::Item(_) => None,
    }
}

/// The same, to be taken out.
pub(super) fn unstub_mut<'s, T>(stub: &ReferenceOr<T>, schemas: &'s mut [Schema]) -> Option<&'s mut Schema> {
    match stub {
        ReferenceOr::Reference { reference } => schemas.get_mut(reference.parse::<usize>().ok()?),
        ReferenceOr::Item(_) => None,
    }
}

/// The value as one of `openapiv3`'s types. The table should leave nothing for this to fail on.
pub(super) fn typed<T: DeserializeOwned>(value: &Value, at: &Cursor<'_, '_>) -> Option<T> {
    if let Ok(item) = T::deserialize(value) {
        return Some(item);
    }
    // Read again for the path to the error, which costs too much to know each time.
    if let Err(error) = serde_path_to_error::deserialize::<_, T>(value) {
        at.report(
            Diagnostic::error("input::not-openapi", format!("not what OpenAPI has here: {}", error.inner()))
                .help(format!("look at `{}`", error.path())),
        );
    }
    None
}

pub(super) fn missing(key: &str, gives: &str) -> Diagnostic {
    Diagnostic::error("input::missing-key", format!("`{key}` is missing")).help(format!("it gives {gives}"))
}

/// A problem with the type of what is at `at`, in the words of the other such problems.
pub(super) fn wrong_type(at: &Cursor<'_, '_>, wanted: &str, help: &str) {
    let pointer = at.pointer();
    let key = pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
    let message = format!("`{key}` must be {wanted}, found {}", at.node.describe());
    at.report(Diagnostic::error("input::wrong-type", message).help(help));
}

/// Whether this is an object; reported otherwise.
pub(super) fn map(at: &Cursor<'_, '_>) -> bool {
    // Asking for the entries reports what has none.
    at.entries().next();
    matches!(at.node, Node::Map(_))
}

fn list(at: &Cursor<'_, '_>) -> bool {
    if matches!(at.node, Node::Bool(_)) && at.pointer().ends_with("/required") {
        wrong_type(
            at,
            "a list of names",
            "an object's schema lists what it requires: move it there, `required: [name]` beside `properties`",
        );
        return false;
    }
    at.items().next();
    matches!(at.node, Node::List(_))
}

fn number(at: &Cursor<'_, '_>) -> Option<Value> {
    match at.node {
        Node::Number(number) => Some(Value::Number(number.clone())),
        Node::String(_) => {
            wrong_type(at, "a number", "write the number without quotes");
            None
        }
        _ => {
            wrong_type(at, "a number", "leave the key out where there is no bound");
            None
        }
    }
}

fn count(at: &Cursor<'_, '_>) -> Option<Value> {
    let whole = match at.node {
        Node::Number(number) => number.as_u64().or_else(|| {
            // `1.0` is a whole number in JSON Schema, and generators write it.
            number
                .as_f64()
                .filter(|float| float.fract() == 0.0 && (0.0..1e15).contains(float))
                .and_then(|float| format!("{float:.0}").parse().ok())
        }),
        _ => None,
    };
    if whole.is_none() {
        wrong_type(at, "a whole number", "write 0 or more, without quotes, or leave the key out");
    }
    whole.map(Value::from)
}

/// A value whose content is the document's own; keys are sorted, since nothing may depend on their order.
pub(super) fn free(node: &Node<'_>) -> Value {
    match node {
        Node::List(items) => items.iter().map(free).collect(),
        Node::Map(entries) => {
            let mut sorted: Vec<_> =
                entries.iter().map(|(key, value)| (key.to_string(), free(value))).collect();
            sorted.sort_by(|(left, _), (right, _)| left.cmp(right));
            Value::Object(sorted.into_iter().collect())
        }
        leaf => leaf.to_value(),
    }
}

/// Checks where a parameter goes, and gives it a schema where it has none.
fn mend_parameter(object: &mut Map<String, Value>, at: &Cursor<'_, '_>, schemas: &mut Vec<Schema>) -> bool {
    // How a list is written into a query is of no use here, and openapiv3 refuses styles that it doesn't
    // know.
    object.remove("style");
    if object.contains_key("schema") {
        object.remove("content");
    } else if !object.contains_key("content") {
        object.insert("schema".into(), stub(Schema::of(SchemaType::String), schemas));
    }
    let Some(location) = object.get("in").and_then(Value::as_str) else { return false };
    let places = ["path", "query", "header", "cookie"];
    if places.contains(&location) {
        return true;
    }
    let problem =
        Diagnostic::error("input::unknown-location", format!("`{location}` is no place for a parameter"));
    let problem = match (location, did_you_mean(location, places)) {
        ("body" | "formData", _) => problem.help("OpenAPI 3 has `requestBody` for what is sent in the body"),
        (_, Some(near)) => problem.help(format!("did you mean `{near}`?")),
        _ => problem.help("places are path, query, header and cookie"),
    };
    for (_, at) in at.entries().filter(|(key, _)| *key == "in") {
        at.report(problem.clone());
    }
    false
}

/// Checks the type of a security scheme, and that it has what its type needs.
fn security_scheme_is_sound(object: &Map<String, Value>, at: &Cursor<'_, '_>) -> bool {
    let Some(kind) = object.get("type").and_then(Value::as_str) else { return false };
    let needs: &[(&str, &str)] = match kind {
        "apiKey" => &[
            ("name", "the name of the header, cookie or query parameter"),
            ("in", "where the key goes: query, header or cookie"),
        ],
        "http" => &[("scheme", "the scheme: basic or bearer")],
        "oauth2" => &[("flows", "the flows that the API has")],
        "openIdConnect" => &[("openIdConnectUrl", "where its configuration is found")],
        _ => {
            let problem = Diagnostic::error(
                "input::unknown-security",
                format!("`{kind}` is no type of security scheme"),
            );
            at.report(match kind {
                "mutualTLS" => problem.help("take it out: StackQL doesn't know certificates of users"),
                _ => problem.help("types are apiKey, http, oauth2 and openIdConnect"),
            });
            return false;
        }
    };
    let lacking: Vec<_> = needs.iter().filter(|(key, _)| !object.contains_key(*key)).collect();
    for (key, gives) in &lacking {
        if at.node.get(key).is_none() {
            at.report(missing(key, gives));
        }
    }
    let location = object.get("in").and_then(Value::as_str);
    let known =
        kind != "apiKey" || location.is_none_or(|place| ["query", "header", "cookie"].contains(&place));
    if !known {
        at.report(
            Diagnostic::error("input::unknown-location", "a key goes into query, header or cookie")
                .help("mend `in`"),
        );
    }
    lacking.is_empty() && known
}
