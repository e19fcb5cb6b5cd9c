//! Methods of a discovery document.

use std::collections::{BTreeMap, BTreeSet};

use super::media::media;
use super::path::{self, PathInput, PathToken};
use super::path_check::path_is_sound;
use super::schema::{parameter, schema};
use super::security::{AUTHORIZATION_CODE, IMPLICIT};
use crate::api::{HttpMethod, Location, Operation, Parameter, RequestBody, Response, Schema, SchemaType};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::input::check::SchemaNames;
use crate::input::problems::missing;
use crate::names::OperationId;
use crate::text::did_you_mean;

/// The parts of the document that the reading of a method needs.
pub(super) struct MethodContext<'d> {
    pub(super) names: &'d SchemaNames<'d>,
    pub(super) schemas: &'d BTreeMap<String, Schema>,
}

/// Reads a method; `made` is its id if the document gives none. Returns nothing if the value isn't a method.
pub(super) fn method(at: &Cursor<'_, '_>, made: &str, context: &MethodContext<'_>) -> Option<Operation> {
    let mut id = None;
    let (mut http_method, mut source, mut flat_path) = (None, None, None);
    let (mut description, mut deprecated) = (String::new(), false);
    let (mut parameters, mut order, mut scopes) = (BTreeMap::new(), Vec::new(), Vec::new());
    let (mut request, mut response) = (None, None);
    for (key, value) in at.entries() {
        match key {
            "id" => id = value.string(),
            "httpMethod" => http_method = read_http_method(&value),
            "path" => source = value.string().filter(|path| path_is_sound(path, &value)),
            "flatPath" => flat_path = value.string().filter(|path| path_is_sound(path, &value)),
            "description" => description = value.string().unwrap_or_default(),
            "deprecated" => deprecated = value.boolean(),
            "parameterOrder" => order = value.strings(),
            "scopes" => scopes = value.strings(),
            "parameters" => {
                parameters = value
                    .entries()
                    .map(|(name, value)| (name.to_string(), parameter(name, &value, context.names)))
                    .collect();
            }
            "request" => request = read_body(&value, context.names),
            "response" => response = read_body(&value, context.names),
            "apiVersion" => drop(value.string()),
            "supportsSubscription" => drop(value.boolean()),
            _ => {}
        }
    }
    let has_own_id = id.is_some();
    let id = OperationId::new(id.unwrap_or_else(|| made.to_string()));
    let has = |key: &str| at.entries().any(|(name, _)| name == key);
    if !has("httpMethod") {
        at.report(missing("httpMethod", "GET, POST, PUT, PATCH or DELETE"));
    }
    if !has("path") && !has("flatPath") {
        at.report(missing("path", "the path below the server's URL"));
    }
    let source = source.or_else(|| flat_path.clone())?;
    let (in_path, mut others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        parameters.into_iter().partition(|(_, parameter)| parameter.location == Location::Path);
    let path = path::choose(&PathInput {
        path: &source,
        flat_path: flat_path.as_deref(),
        patterns: &in_path.iter().map(|(name, at)| (name.clone(), at.schema.pattern.clone())).collect(),
        others: &others.keys().cloned().collect::<BTreeSet<_>>(),
    });
    let mut all: Vec<Parameter> = Vec::new();
    for token in &path.tokens {
        // A token that is there twice is one parameter.
        if all.iter().all(|parameter| parameter.name != token.name) {
            all.push(path_parameter(token, &in_path));
        }
    }
    all.extend(order.iter().filter_map(|name| others.remove(name)));
    all.extend(others.into_values());
    Some(Operation {
        request: request.map(|reference| body(reference, &id, context.schemas)),
        id,
        has_own_id,
        http_method: http_method?,
        path: path.template,
        shared_path: None,
        description,
        parameters: all,
        response: Response {
            status: "200".into(),
            description: "Successful response".into(),
            content: response.map(|reference| ("application/json".into(), reference)),
            headers: BTreeSet::new(),
        },
        media: media(at),
        content: None,
        security: security(scopes),
        servers: Vec::new(),
        deprecated,
        tags: Vec::new(),
        annotation: None,
        pointer: at.pointer(),
    })
}

fn read_http_method(at: &Cursor<'_, '_>) -> Option<HttpMethod> {
    let text = at.string()?;
    let method = HttpMethod::parse(&text);
    if method.is_none() {
        let problem =
            Diagnostic::error("input::unknown-http-method", format!("`{text}` is not an HTTP method"));
        at.report(match did_you_mean(&text, HttpMethod::ALL.map(HttpMethod::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("methods are GET, PUT, POST, DELETE, OPTIONS, HEAD, PATCH and TRACE"),
        });
    }
    method
}

/// The schema of a request or response: `{"$ref": "Session"}`, or one that is written in place. A schema without
/// a reference, a type and properties means no body.
fn read_body(at: &Cursor<'_, '_>, names: &SchemaNames<'_>) -> Option<Schema> {
    let read = schema(at, names);
    match read.reference {
        Some(name) => Some(Schema { reference: Some(name), ..Schema::default() }),
        None => (read.kind.is_some() || !read.properties.is_empty()).then_some(read),
    }
}

fn body(reference: Schema, id: &OperationId, schemas: &BTreeMap<String, Schema>) -> RequestBody {
    let named = reference.reference.as_ref().and_then(|name| schemas.get(name));
    let target = named.unwrap_or(&reference);
    let mut required_fields: Vec<String> = target
        .properties
        .iter()
        .filter(|(_, property)| property.required_by.contains(id))
        .map(|(name, _)| name.to_string())
        .collect();
    required_fields.sort();
    RequestBody {
        media_type: "application/json".into(),
        schema: reference,
        required: false,
        description: None,
        required_fields,
    }
}

/// All scopes under both flows: for Google any one of them is enough.
fn security(scopes: Vec<String>) -> Vec<BTreeMap<String, Vec<String>>> {
    if scopes.is_empty() {
        return Vec::new();
    }
    let mut scopes = scopes;
    scopes.sort();
    scopes.dedup();
    [IMPLICIT, AUTHORIZATION_CODE]
        .map(|scheme| BTreeMap::from([(scheme.to_string(), scopes.clone())]))
        .to_vec()
}

/// The parameter for a token. A token without a description of its own gets one from the parameter that it is
/// part of.
fn path_parameter(token: &PathToken, declared: &BTreeMap<String, Parameter>) -> Parameter {
    if let Some(parameter) = declared.get(&token.name) {
        return parameter.clone();
    }
    let whole =
        token.part_of.as_ref().and_then(|part| declared.get(&part.parameter).map(|whole| (part, whole)));
    let description = whole.map(|(part, whole)| {
        let about = whole.description.as_deref().unwrap_or_default();
        format!("Part of `{}`, which is `{}`. {about}", part.parameter, part.segments).trim_end().to_string()
    });
    Parameter {
        name: token.name.clone(),
        location: Location::Path,
        required: true,
        description,
        schema: Schema::of(SchemaType::String),
        deprecated: whole.is_some_and(|(_, whole)| whole.deprecated),
    }
}
