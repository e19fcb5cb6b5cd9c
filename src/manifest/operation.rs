//! Operations and parameters as the engine reads them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::is_false;
use super::schema::SchemaDocument;
use super::server::ServerDocument;
use crate::api::{Api, Operation, Parameter, SecurityRequirement};

/// An operation; keys in order of their names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OperationDocument<'a> {
    #[serde(skip_serializing_if = "is_false")]
    deprecated: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    operation_id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<ParameterDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_body: Option<RequestBodyDocument<'a>>,
    responses: BTreeMap<&'a str, ResponseDocument<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    security: &'a [SecurityRequirement],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    servers: Vec<ServerDocument<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [String],
}

#[derive(Debug, Serialize)]
struct RequestBodyDocument<'a> {
    content: BTreeMap<&'a str, MediaTypeDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    required: bool,
}

#[derive(Debug, Serialize)]
struct ResponseDocument<'a> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    content: BTreeMap<&'a str, MediaTypeDocument<'a>>,
    description: &'a str,
}

#[derive(Debug, Serialize)]
struct MediaTypeDocument<'a> {
    schema: SchemaDocument<'a>,
}

/// A parameter; keys in order of their names.
#[derive(Debug, Serialize)]
pub(super) struct ParameterDocument<'a> {
    #[serde(skip_serializing_if = "is_false")]
    deprecated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(rename = "in")]
    location: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "is_false")]
    required: bool,
    schema: SchemaDocument<'a>,
}

impl<'a> OperationDocument<'a> {
    pub(super) fn new(api: &'a Api, operation: &'a Operation) -> Self {
        let media = |media_type: &'a str, schema| {
            BTreeMap::from([(media_type, MediaTypeDocument { schema: SchemaDocument::new(api, schema) })])
        };
        let response = &operation.response;
        let response_content = response
            .content
            .as_ref()
            .map(|(media_type, schema)| media(media_type, schema))
            .unwrap_or_default();
        Self {
            deprecated: operation.deprecated,
            description: &operation.description,
            operation_id: operation.id.as_str(),
            parameters: operation
                .parameters
                .iter()
                .map(|parameter| ParameterDocument::new(api, parameter))
                .collect(),
            request_body: operation.request.as_ref().map(|body| RequestBodyDocument {
                content: media(&body.media_type, &body.schema),
                description: body.description.as_deref(),
                required: body.required,
            }),
            responses: BTreeMap::from([(
                response.status.as_str(),
                ResponseDocument { content: response_content, description: &response.description },
            )]),
            security: &operation.security,
            servers: operation.servers.iter().map(ServerDocument::new).collect(),
            tags: &operation.tags,
        }
    }
}

impl<'a> ParameterDocument<'a> {
    /// `parameter` of `api`. The description stands in the schema too: DESCRIBE METHOD shows that one.
    pub(super) fn new(api: &'a Api, parameter: &'a Parameter) -> Self {
        let mut schema = SchemaDocument::new(api, &parameter.schema);
        if !schema.is_reference() {
            schema.description = schema.description.or(parameter.description.as_deref());
        }
        Self {
            deprecated: parameter.deprecated,
            description: parameter.description.as_deref(),
            location: parameter.location.as_str(),
            name: &parameter.name,
            required: parameter.required,
            schema,
        }
    }
}
