//! Plain operations, with their parameters and bodies, in `openapiv3`'s types.

use indexmap::IndexMap;
use openapiv3::{
    CookieStyle, HeaderStyle, MediaType, Operation, Parameter, ParameterData, ParameterSchemaOrContent,
    PathStyle, QueryStyle, ReferenceOr, RequestBody, Response, Responses, SecurityRequirement, StatusCode,
};

use super::{is_flag, is_list, is_map, is_map_of, is_text};
use crate::api::{Schema, SchemaType};
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::openapi::convert::{Loaded, Reader, reference, stub_reference};
use crate::input::openapi::refs::{self, Section};
use crate::input::openapi::shape::{self, Kind};

impl Reader<'_> {
    /// The operation at `at`, where it is plain.
    pub(in crate::input::openapi) fn plain_operation(
        &self,
        at: &Cursor<'_, '_>,
    ) -> Option<Loaded<Operation>> {
        if !is_map_of(at.node, is_plain_in_operation) {
            return None;
        }
        let mut schemas = Vec::new();
        let mut item = Operation::default();
        for (key, value) in at.entries() {
            match key {
                "operationId" => item.operation_id = value.string(),
                "summary" => item.summary = value.string(),
                "description" => item.description = value.string(),
                "tags" => item.tags = value.strings(),
                "deprecated" => item.deprecated = value.boolean(),
                "parameters" => item.parameters = self.parameters(&value, &mut schemas),
                "requestBody" => item.request_body = self.request_body(&value, &mut schemas),
                "responses" => item.responses = self.responses(&value, &mut schemas),
                "security" => item.security = Some(value.items().map(|item| requirement(&item)).collect()),
                _ => {}
            }
        }
        Some(Loaded { item, schemas, pointer: at.pointer() })
    }

    /// The parameters at `at`, where all are plain.
    pub(in crate::input::openapi) fn plain_parameters(
        &self,
        at: &Cursor<'_, '_>,
    ) -> Option<Loaded<Vec<ReferenceOr<Parameter>>>> {
        let mut schemas = Vec::new();
        let item = is_list(at.node, is_plain_parameter).then(|| self.parameters(at, &mut schemas))?;
        Some(Loaded { item, schemas, pointer: at.pointer() })
    }

    /// What the reference at `at` leads to, where it is one; nothing in it, where it leads nowhere.
    fn referred<T>(&self, section: Section, at: &Cursor<'_, '_>) -> Option<Option<ReferenceOr<T>>> {
        let target = reference(at)?;
        let name = self.targets.resolve(section, &target);
        Some(name.map(|reference| ReferenceOr::Reference { reference }))
    }

    fn parameters(&self, at: &Cursor<'_, '_>, schemas: &mut Vec<Schema>) -> Vec<ReferenceOr<Parameter>> {
        let read = at.items().filter_map(|item| match self.referred(refs::PARAMETERS, &item) {
            Some(found) => found,
            None => Some(ReferenceOr::Item(self.parameter(&item, schemas))),
        });
        read.collect()
    }

    fn parameter(&self, at: &Cursor<'_, '_>, schemas: &mut Vec<Schema>) -> Parameter {
        let mut data = ParameterData {
            name: String::new(),
            description: None,
            required: false,
            deprecated: None,
            format: ParameterSchemaOrContent::Content(IndexMap::new()),
            example: None,
            examples: IndexMap::new(),
            explode: None,
            extensions: IndexMap::new(),
        };
        let (mut location, mut allow_reserved, mut allow_empty_value, mut has_schema) =
            ("", false, None, false);
        for (key, value) in at.entries() {
            match key {
                "name" => data.name = value.string().unwrap_or_default(),
                "in" => location = value.node.as_str().unwrap_or_default(),
                "description" => data.description = value.string(),
                "required" => data.required = value.boolean(),
                "deprecated" => data.deprecated = Some(value.boolean()),
                "explode" => data.explode = Some(value.boolean()),
                "allowReserved" => allow_reserved = value.boolean(),
                "allowEmptyValue" => allow_empty_value = Some(value.boolean()),
                "schema" => {
                    has_schema = true;
                    data.format =
                        ParameterSchemaOrContent::Schema(stub_reference(self.schema(&value), schemas));
                }
                _ => {}
            }
        }
        if !has_schema {
            let schema = Schema::of(SchemaType::String);
            data.format = ParameterSchemaOrContent::Schema(stub_reference(schema, schemas));
        }
        let parameter_data = data;
        match location {
            "query" => {
                let style = QueryStyle::default();
                Parameter::Query { parameter_data, allow_reserved, style, allow_empty_value }
            }
            "header" => Parameter::Header { parameter_data, style: HeaderStyle::default() },
            "path" => Parameter::Path { parameter_data, style: PathStyle::default() },
            _ => Parameter::Cookie { parameter_data, style: CookieStyle::default() },
        }
    }

    fn request_body(
        &self,
        at: &Cursor<'_, '_>,
        schemas: &mut Vec<Schema>,
    ) -> Option<ReferenceOr<RequestBody>> {
        if let Some(found) = self.referred(refs::REQUEST_BODIES, at) {
            return found;
        }
        let mut body = RequestBody::default();
        for (key, value) in at.entries() {
            match key {
                "description" => body.description = value.string(),
                "required" => body.required = value.boolean(),
                "content" => body.content = self.content(&value, schemas),
                _ => {}
            }
        }
        Some(ReferenceOr::Item(body))
    }

    fn responses(&self, at: &Cursor<'_, '_>, schemas: &mut Vec<Schema>) -> Responses {
        let mut responses = Responses::default();
        for (status, value) in at.entries() {
            let Some(response) = self.response(&value, schemas) else { continue };
            match status.parse() {
                Ok(code) => drop(responses.responses.insert(StatusCode::Code(code), response)),
                Err(_) => responses.default = Some(response),
            }
        }
        responses
    }

    fn response(&self, at: &Cursor<'_, '_>, schemas: &mut Vec<Schema>) -> Option<ReferenceOr<Response>> {
        if let Some(found) = self.referred(refs::RESPONSES, at) {
            return found;
        }
        let mut response = Response::default();
        for (key, value) in at.entries() {
            match key {
                "description" => response.description = value.string().unwrap_or_default(),
                "content" => response.content = self.content(&value, schemas),
                _ => {}
            }
        }
        Some(ReferenceOr::Item(response))
    }

    fn content(&self, at: &Cursor<'_, '_>, schemas: &mut Vec<Schema>) -> IndexMap<String, MediaType> {
        let mut content = IndexMap::new();
        for (name, media_type) in at.entries() {
            let schema = media_type
                .entries()
                .find(|(key, _)| *key == "schema")
                .map(|(_, schema)| stub_reference(self.schema(&schema), schemas));
            content.insert(name.to_string(), MediaType { schema, ..MediaType::default() });
        }
        content
    }
}

fn requirement(at: &Cursor<'_, '_>) -> SecurityRequirement {
    at.entries().map(|(scheme, scopes)| (scheme.to_string(), scopes.strings())).collect()
}

/// Whether `key` is none of those that an object of this kind has.
fn is_unknown(kind: Kind, key: &str) -> bool {
    shape::keys(kind).iter().all(|known| known.name != key)
}

fn is_plain_in_operation(key: &str, value: &Node<'_>) -> bool {
    match key {
        "operationId" | "summary" | "description" => is_text(value),
        "tags" => is_list(value, is_text),
        "deprecated" => is_flag(value),
        "parameters" => is_list(value, is_plain_parameter),
        "requestBody" => is_reference_or(value, |key, value| match key {
            "description" => is_text(value),
            "required" => is_flag(value),
            "content" => is_plain_content(value),
            other => is_unknown(Kind::RequestBody, other),
        }),
        "responses" => is_map_of(value, is_plain_response),
        "security" => is_list(value, |item| is_map_of(item, |_, scopes| is_list(scopes, is_text))),
        other => is_unknown(Kind::Operation, other),
    }
}

/// Whether this is a map with a reference, or a map of which `fits` holds for each entry.
fn is_reference_or(node: &Node<'_>, fits: impl Fn(&str, &Node<'_>) -> bool) -> bool {
    is_map(node) && (node.get("$ref").is_some() || is_map_of(node, fits))
}

fn is_plain_parameter(node: &Node<'_>) -> bool {
    let Node::Map(entries) = node else { return false };
    let (mut has_name, mut has_place) = (false, false);
    let is_plain = entries.iter().all(|(key, value)| match key.as_ref() {
        "name" => {
            has_name = true;
            is_text(value)
        }
        "in" => {
            has_place = true;
            matches!(value.as_str(), Some("path" | "query" | "header" | "cookie"))
        }
        "description" | "style" => is_text(value),
        "required" | "deprecated" | "explode" | "allowReserved" | "allowEmptyValue" => is_flag(value),
        "schema" => is_map(value),
        other => is_unknown(Kind::Parameter, other),
    });
    is_plain && has_name && has_place || node.get("$ref").is_some()
}

fn is_plain_response(status: &str, value: &Node<'_>) -> bool {
    let is_code =
        status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit()) && !status.starts_with('0');
    (is_code || status == "default")
        && is_reference_or(value, |key, value| match key {
            "description" => is_text(value),
            "content" => is_plain_content(value),
            other => is_unknown(Kind::Response, other),
        })
}

fn is_plain_content(node: &Node<'_>) -> bool {
    is_map_of(node, |_, media_type| {
        is_map_of(media_type, |key, value| match key {
            "schema" => is_map(value),
            other => is_unknown(Kind::MediaType, other),
        })
    })
}
