//! Servers as the engine reads them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::api::{Server, ServerVariable};

/// A server; keys in order of their names.
#[derive(Debug, Serialize)]
pub(super) struct ServerDocument<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    url: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    variables: BTreeMap<&'a str, VariableDocument<'a>>,
}

#[derive(Debug, Serialize)]
struct VariableDocument<'a> {
    default: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(rename = "enum", skip_serializing_if = "<[_]>::is_empty")]
    values: &'a [String],
}

impl<'a> ServerDocument<'a> {
    pub(super) fn new(server: &'a Server) -> Self {
        let variable = |variable: &'a ServerVariable| VariableDocument {
            default: &variable.default,
            description: variable.description.as_deref(),
            values: &variable.values,
        };
        Self {
            description: server.description.as_deref(),
            url: &server.url,
            variables: server
                .variables
                .iter()
                .map(|(name, value)| (name.as_str(), variable(value)))
                .collect(),
        }
    }
}
