//! Operations and parameters as the engine reads them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::reach::{Access, Reach, Spelling};
use super::readable;
use super::schema::SchemaDocument;
use super::server::{Addresses, ServerDocument};
use crate::api::{Api, Location, Operation, Parameter, SecurityRequirement};
use crate::engine::{answer, body};
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
    parameters: Vec<(&'a Parameter, Spelling)>,
}

impl Parameters<'_> {
    fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }
}

impl Serialize for Parameters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parameters = self.parameters.iter();
        serializer.collect_seq(
            parameters.map(|(parameter, spelling)| ParameterDocument::new(self.api, parameter, *spelling)),
        )
    }
}

/// A parameter; keys in order of their names.
#[derive(Debug, Serialize)]
pub(super) struct ParameterDocument<'a> {
    #[serde(skip_serializing_if = "is_false")]
    deprecated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Cow<'a, str>>,
    #[serde(rename = "in")]
    location: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "is_false")]
    required: bool,
    schema: SchemaDocument<'a>,
}

impl<'a> OperationDocument<'a> {
    /// The document of `operation` of `api`.
    ///
    /// Where EXEC alone reaches the operation, an answer that EXEC fails on is left out; where a request has
    /// nothing to say, so is the request.
    pub(super) fn new(
        api: &'a Api,
        operation: &'a Operation,
        reach: &Reach<'_>,
        addresses: Addresses<'_>,
    ) -> Self {
        let media =
            |media_type: &'a str, schema| BTreeMap::from([(media_type, MediaTypeDocument { schema })]);
        let access = reach.access(operation);
        let response = &operation.response;
        let is_left_out = match access {
            Access::Exec => answer::breaks_exec(api, operation, reach.needed(operation)),
            Access::Verb => !reach.is_read(operation) && answer::breaks_change(api, operation),
        };
        let content = response.content.as_ref().filter(|_| !is_left_out);
        let response_content = content.map(|(media_type, schema)| {
            let own = reach.answer(operation).map(SchemaDocument::reference);
            media(media_type, own.unwrap_or_else(|| SchemaDocument::new(api, schema)))
        });
        let request = operation.request.as_ref().filter(|body| !body::says_nothing(api, &body.schema));
        let request_schema = |schema| match access {
            Access::Exec => SchemaDocument::sent(api, schema),
            Access::Verb => SchemaDocument::new(api, schema),
        };
        let parameters = operation.parameters.iter();
        let parameters = parameters.map(|parameter| (parameter, reach.spelling(api, operation, parameter)));
        Self {
            deprecated: operation.deprecated,
            description: &operation.description,
            operation_id: operation.id.as_str(),
            parameters: Parameters { api, parameters: parameters.collect() },
            request_body: request.map(|body| RequestBodyDocument {
                content: media(&body.media_type, request_schema(&body.schema)),
                description: body.description.as_deref(),
                required: body.required,
            }),
            responses: BTreeMap::from([(
                response.status.as_str(),
                ResponseDocument {
                    content: response_content.unwrap_or_default(),
                    description: &response.description,
                },
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
    pub(super) fn new(api: &'a Api, parameter: &'a Parameter, spelling: Spelling) -> Self {
        let mut schema = match spelling {
            Spelling::Text => SchemaDocument::text(&parameter.schema),
            Spelling::Own => SchemaDocument::new(api, &parameter.schema),
        };
        let description = parameter.description.as_deref().map(|text| match parameter.location {
            Location::Path => readable::path_description(text),
            _ => Cow::Borrowed(text),
        });
        if !schema.is_reference() {
            schema.description = schema.description.or(description.clone());
        }
        Self {
            deprecated: parameter.deprecated,
            description,
            location: parameter.location.as_str(),
            name: &parameter.name,
            required: parameter.required,
            schema,
        }
    }
}
