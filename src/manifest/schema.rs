//! Schemas as the engine reads them.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use crate::api::{Additional, Api, Bounds, Schema, SchemaType};

/// A schema, or a reference to one; keys in order of their names. The documents of the schemas inside are
/// made when they are written and dropped then.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SchemaDocument<'a> {
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_properties: Option<AdditionalDocument<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    all_of: Vec<Inner<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    any_of: Vec<Inner<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Cow<'a, Value>>,
    #[serde(skip_serializing_if = "is_false")]
    deprecated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Cow<'a, str>>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    values: Vec<Cow<'a, Value>>,
    #[serde(skip_serializing_if = "is_false")]
    exclusive_maximum: bool,
    #[serde(skip_serializing_if = "is_false")]
    exclusive_minimum: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<ItemsDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_items: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_properties: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<&'a Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_items: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_properties: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<&'a Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multiple_of: Option<&'a Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not: Option<Inner<'a>>,
    #[serde(skip_serializing_if = "is_false")]
    nullable: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    one_of: Vec<Inner<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<&'a str>,
    #[serde(skip_serializing_if = "PropertiesDocument::is_empty")]
    properties: PropertiesDocument<'a>,
    #[serde(skip_serializing_if = "is_false")]
    read_only: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "is_false")]
    unique_items: bool,
    #[serde(skip_serializing_if = "is_false")]
    write_only: bool,
    #[serde(rename = "x-enumDeprecated", skip_serializing_if = "Vec::is_empty")]
    values_deprecated: Vec<bool>,
    #[serde(rename = "x-enumDescriptions", skip_serializing_if = "Vec::is_empty")]
    values_descriptions: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum AdditionalDocument<'a> {
    Any(bool),
    Schema(Inner<'a>),
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum ItemsDocument<'a> {
    /// Items of any kind: `{}`.
    Any {},
    Schema(Inner<'a>),
}

/// A schema inside another one.
#[derive(Debug, Clone, Copy)]
struct Inner<'a> {
    api: &'a Api,
    schema: &'a Schema,
    place: Place,
}

impl Serialize for Inner<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SchemaDocument::at(self.api, self.schema, self.place).serialize(serializer)
    }
}

/// An object's properties, sorted by name.
#[derive(Debug, Default)]
struct PropertiesDocument<'a>(Vec<(&'a str, Inner<'a>)>);

impl PropertiesDocument<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for PropertiesDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, inner)| (name, SchemaDocument::property(*inner))))
    }
}

/// Reference to a schema of the document.
pub(super) fn schema_reference(name: &str) -> String {
    const PARENT: &str = "#/components/schemas/";
    // Hardly any name has a character to escape.
    if name.contains(['~', '/']) {
        return format!("{PARENT}{}", name.replace('~', "~0").replace('/', "~1"));
    }
    [PARENT, name].concat()
}

/// Where a schema is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the document, in the document's own words.
    Own,
    /// The same, in a schema that EXEC's body contains.
    Sent,
    /// In a copy of such a schema's part. A reference in it stands alone where the engine must find an array below
    /// it, and keeps its marks elsewhere.
    SentCopy,
    /// In a copy of a schema that is referred to elsewhere. The copy keeps references bare: a schema that
    /// contains itself would be copied without end.
    Copy,
}

impl<'a> SchemaDocument<'a> {
    /// `schema` of `api`.
    pub(super) fn new(api: &'a Api, schema: &'a Schema) -> Self {
        Self::at(api, schema, Place::Own)
    }

    /// `schema` of `api`, of which EXEC's body contains values.
    pub(super) fn sent(api: &'a Api, schema: &'a Schema) -> Self {
        Self::at(api, schema, Place::Sent)
    }

    /// The type with which `schema` of `api` is written; none if it has none of its own.
    pub(super) fn kind_of(api: &Api, schema: &Schema) -> Option<&'static str> {
        let target = if schema.is_bare_reference() { api.resolve(schema) } else { schema };
        SchemaDocument::new(api, target).kind
    }

    /// A string in place of `schema`, with its description and, as texts, its allowed values and its default. EXEC
    /// takes no numbers and no truth values for parameters, and both look the same in a request.
    pub(super) fn text(schema: &'a Schema) -> Self {
        let text = |value: &Value| match value {
            Value::String(_) => value.clone(),
            value => Value::String(value.to_string()),
        };
        Self {
            default: schema.default.as_deref().map(|value| Cow::Owned(text(value))),
            deprecated: schema.deprecated,
            description: schema.description.as_deref().map(Cow::Borrowed),
            values: schema.values.iter().map(|value| Cow::Owned(text(&value.value))).collect(),
            format: schema.format.as_deref(),
            kind: Some(SchemaType::String.as_str()),
            ..Self::default()
        }
    }

    fn at(api: &'a Api, schema: &'a Schema, place: Place) -> Self {
        match &schema.reference {
            Some(name) if place == Place::Copy || schema.is_bare_reference() => Self::reference(name),
            Some(name) if place == Place::SentCopy && !Self::keeps_marks(api, schema) => {
                Self::reference(name)
            }
            Some(_) => Self::described_reference(api, schema, place),
            None => Self::plain(api, schema, place),
        }
    }

    /// Whether the document is a `$ref` alone.
    pub(super) fn is_reference(&self) -> bool {
        self.reference.is_some()
    }

    /// A property. A property of any type is written as an object: DESCRIBE would show no type otherwise, and
    /// StackQL takes JSON for an object's value.
    fn property(inner: Inner<'a>) -> Self {
        let mut document = Self::at(inner.api, inner.schema, inner.place);
        if inner.schema.is_any() {
            document.kind = Some(SchemaType::Object.as_str());
        }
        document
    }

    pub(super) fn reference(name: &str) -> Self {
        Self { reference: Some(schema_reference(name)), ..Self::default() }
    }

    /// Whether a reference in a copy keeps the keys beside it: those of what the server sets, which no body has,
    /// and of objects without an array.
    fn keeps_marks(api: &Api, schema: &Schema) -> bool {
        let target = api.resolve(schema);
        api.type_of(target) == Some(SchemaType::Object) && (schema.read_only || !has_array(api, target))
    }

    /// A reference with keys beside it. The engine drops keys beside a `$ref`, so the reference goes into an
    /// `allOf`; but only an object's, since the engine fails on an array there. Others are written out, and so is
    /// an object with an array in a body of EXEC, which looks for the array beside the `allOf`.
    fn described_reference(api: &'a Api, schema: &'a Schema, place: Place) -> Self {
        let target = api.resolve(schema);
        let is_kept = place != Place::Sent || schema.read_only || !has_array(api, target);
        let mut document = if api.type_of(target) == Some(SchemaType::Object) && is_kept {
            Self { all_of: vec![Inner { api, schema, place: Place::Copy }], ..Self::default() }
        } else if place == Place::Sent {
            Self::plain(api, target, Place::SentCopy)
        } else {
            Self::plain(api, target, Place::Copy)
        };
        document.description = schema.description.as_deref().map(Cow::Borrowed).or(document.description);
        document.deprecated |= schema.deprecated;
        document.nullable |= schema.nullable;
        document.read_only |= schema.read_only;
        document.write_only |= schema.write_only;
        document.default = schema.default.as_deref().map(Cow::Borrowed).or(document.default);
        document
    }

    fn plain(api: &'a Api, schema: &'a Schema, place: Place) -> Self {
        let inner = |schema: &'a Schema| Inner { api, schema, place };
        let all = |schemas: &'a [Schema]| schemas.iter().map(inner).collect();
        let kind = kind(api, schema);
        let is_whole = api.is_written_whole(schema);
        let mut document = Self {
            additional_properties: schema.additional.as_ref().map(|additional| match additional {
                Additional::Any(any) => AdditionalDocument::Any(*any),
                Additional::Schema(schema) => AdditionalDocument::Schema(inner(schema)),
            }),
            all_of: if is_whole { Vec::new() } else { all(&schema.all_of) },
            any_of: all(&schema.any_of),
            one_of: all(&schema.one_of),
            not: schema.not.as_deref().map(inner),
            default: schema.default.as_deref().map(Cow::Borrowed),
            deprecated: schema.deprecated,
            description: schema.description.as_deref().map(Cow::Borrowed),
            values: schema.values.iter().map(|value| Cow::Borrowed(&value.value)).collect(),
            format: schema.format.as_deref(),
            items: schema.items.as_deref().map(|items| ItemsDocument::Schema(inner(items))),
            nullable: schema.nullable,
            pattern: schema.pattern.as_deref(),
            properties: PropertiesDocument(
                properties(api, schema).into_iter().map(|(name, schema)| (name, inner(schema))).collect(),
            ),
            read_only: schema.read_only,
            required: schema.required.iter().map(String::as_str).collect(),
            kind: kind.map(SchemaType::as_str),
            write_only: schema.write_only,
            ..Self::default()
        };
        document.properties.0.sort_unstable_by_key(|(name, _)| *name);
        if is_whole {
            let parts = api.parts(schema).into_iter();
            document.required.extend(parts.flat_map(|part| &part.required).map(String::as_str));
        }
        document.required.sort_unstable();
        document.required.dedup();
        // The engine panics on an array without items.
        if kind == Some(SchemaType::Array) && document.items.is_none() {
            document.items = Some(ItemsDocument::Any {});
        }
        if schema.values.iter().any(|value| value.description.is_some()) {
            document.values_descriptions =
                schema.values.iter().map(|value| value.description.as_deref().unwrap_or_default()).collect();
        }
        if schema.values.iter().any(|value| value.deprecated) {
            document.values_deprecated = schema.values.iter().map(|value| value.deprecated).collect();
        }
        if let Some(bounds) = schema.bounds.as_deref() {
            document.set_bounds(bounds);
        }
        document
    }

    fn set_bounds(&mut self, bounds: &'a Bounds) {
        self.minimum = bounds.minimum.as_ref();
        self.maximum = bounds.maximum.as_ref();
        self.exclusive_minimum = bounds.exclusive_minimum;
        self.exclusive_maximum = bounds.exclusive_maximum;
        self.multiple_of = bounds.multiple_of.as_ref();
        self.min_length = bounds.min_length;
        self.max_length = bounds.max_length;
        self.min_items = bounds.min_items;
        self.max_items = bounds.max_items;
        self.unique_items = bounds.unique_items;
        self.min_properties = bounds.min_properties;
        self.max_properties = bounds.max_properties;
    }
}

/// The properties to write: of an object that has some of its own and others by `allOf`, all of them, since the
/// engine makes columns of the own ones alone. A manifest is written as it was read.
fn properties<'a>(api: &'a Api, schema: &'a Schema) -> IndexMap<&'a str, &'a Schema> {
    if schema.properties.is_empty() || schema.all_of.is_empty() || api.annotated.is_some() {
        return schema.properties.iter().collect();
    }
    api.properties(schema)
}

/// The type to write: the engine sees no columns in `properties` without `type: object`, nor in `type:
/// object` with only an `allOf`.
fn kind(api: &Api, schema: &Schema) -> Option<SchemaType> {
    if !schema.all_of.is_empty() && schema.properties.is_empty() {
        return schema.kind.filter(|kind| *kind != SchemaType::Object);
    }
    schema.kind.or_else(|| api.type_of(schema))
}

fn has_array(api: &Api, schema: &Schema) -> bool {
    api.properties(schema).values().any(|property| api.type_of(property) == Some(SchemaType::Array))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
pub(super) fn is_false(value: &bool) -> bool {
    !value
}
