//! Operations and parameters as the engine reads them.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::schema::SchemaDocument;
use super::server::{Addresses, ServerDocument};
use crate::api::{Api, Operation, Parameter, SecurityRequirement};
use crate::manifest::schema::is_false;

/// An operation; keys in order of their names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OperationDocument<'a> {
    #[serde(skip_serializing_if = "is_false")]
    deprecated: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    operation_id: &'a str,
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    parameters: Parameters<'a>,
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

/// An operation's parameters, each made when it is written.
#[derive(Debug)]
struct Parameters<'a> {
    api: &'a Api,
    parameters: &'a [Parameter],
}

impl Parameters<'_> {
    fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }
}

impl Serialize for Parameters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parameters = self.parameters.iter();
        serializer.collect_seq(parameters.map(|parameter| ParameterDocument::new(self.api, parameter)))
    }
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
    pub(super) fn new(api: &'a Api, addresses: Addresses<'_>, operation: &'a Operation) -> Self {
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
            parameters: Parameters { api, parameters: &operation.parameters },
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
            servers: operation.servers.iter().map(|server| ServerDocument::new(addresses, server)).collect(),
            tags: &operation.tags,
        }
    }
}

impl<'a> ParameterDocument<'a> {
    /// The document of `parameter` of `api`. The schema repeats the description: DESCRIBE METHOD shows that
    /// one.
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
