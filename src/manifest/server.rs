//! Servers as the engine reads them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::api::{Server, ServerVariable};
use crate::manifest::options::ServerUrl;

/// A server; keys in order of their names.
#[derive(Debug, Serialize)]
pub(super) struct ServerDocument<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    url: Cow<'a, str>,
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

/// The addresses of a service's servers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Addresses<'a> {
    /// The service's name.
    pub(super) service: &'a str,
    /// The server that stands in for all of the API's own.
    pub(super) instead: Option<&'a ServerUrl>,
}

impl<'a> ServerDocument<'a> {
    /// The document of `server`. Its variables stay even if their part of the address is replaced: statements
    /// give values to them.
    pub(super) fn new(addresses: Addresses<'_>, server: &'a Server) -> Self {
        let variable = |variable: &'a ServerVariable| VariableDocument {
            default: &variable.default,
            description: variable.description.as_deref(),
            values: &variable.values,
        };
        Self {
            description: server.description.as_deref(),
            url: match addresses.instead {
                Some(instead) => instead.instead_of(&server.url, addresses.service).into(),
                None => server.url.as_str().into(),
            },
            variables: server
                .variables
                .iter()
                .map(|(name, value)| (name.as_str(), variable(value)))
                .collect(),
        }
    }
}
