//! Servers and security schemes.
//!
//! In: `openapiv3`'s types. Out: servers of the neutral model, and schemes with their maps sorted.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{OAuth2Flows, SecurityScheme};

use super::components::Components;
use super::path::tokens;
use crate::api::{Server, ServerVariable};

/// The document's servers; OpenAPI says that it is `/` where there are none.
pub(super) fn servers(read: Vec<openapiv3::Server>) -> Vec<Server> {
    let servers = own(read);
    if servers.is_empty() { vec![Server { url: "/".into(), ..Server::default() }] } else { servers }
}

/// The servers of a path or an operation; none where the document's serve it.
pub(super) fn own(read: Vec<openapiv3::Server>) -> Vec<Server> {
    read.into_iter().map(server).collect()
}

fn server(read: openapiv3::Server) -> Server {
    let trimmed = read.url.trim().trim_end_matches('/');
    // `/` alone stays: an empty URL is none.
    let url = if trimmed.is_empty() { "/" } else { trimmed }.to_string();
    let mut variables: BTreeMap<String, ServerVariable> = read
        .variables
        .into_iter()
        .flatten()
        .map(|(name, variable)| {
            let read = ServerVariable {
                default: variable.default,
                values: variable.enumeration,
                description: variable.description.filter(|text| !text.trim().is_empty()),
            };
            (name, read)
        })
        .collect();
    // A variable that nothing tells of is one all the same; its name stands for its value.
    for name in tokens(&url).unwrap_or_default() {
        variables
            .entry(name.to_string())
            .or_insert_with(|| ServerVariable { default: name.to_string(), ..ServerVariable::default() });
    }
    Server { url, description: read.description.filter(|text| !text.trim().is_empty()), variables }
}

/// The security schemes by name, each with its maps in the order of their keys.
pub(super) fn security_schemes(components: &Components) -> BTreeMap<String, SecurityScheme> {
    components.security_schemes.resolved().map(|(name, scheme)| (name.clone(), sorted(scheme))).collect()
}

fn sorted(scheme: &SecurityScheme) -> SecurityScheme {
    let mut scheme = scheme.clone();
    if let SecurityScheme::OAuth2 { flows, .. } = &mut scheme {
        scopes(flows).into_iter().flatten().for_each(IndexMap::sort_keys);
    }
    scheme
}

fn scopes(flows: &mut OAuth2Flows) -> [Option<&mut IndexMap<String, String>>; 4] {
    [
        flows.implicit.as_mut().map(|flow| &mut flow.scopes),
        flows.password.as_mut().map(|flow| &mut flow.scopes),
        flows.client_credentials.as_mut().map(|flow| &mut flow.scopes),
        flows.authorization_code.as_mut().map(|flow| &mut flow.scopes),
    ]
}
