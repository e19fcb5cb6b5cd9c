//! Servers.
//!
//! In: a list of servers. Out: servers of the neutral model, with all variables of their URLs.

use std::collections::BTreeMap;

use super::reader::{map, prose, required};
use super::tokens::tokens;
use crate::api::{Server, ServerVariable};
use crate::document::cursor::Cursor;
use crate::input::problems::missing;

/// Reads the servers of the document, of a path or of an operation.
pub(super) fn servers(at: &Cursor<'_, '_>) -> Vec<Server> {
    at.items().filter_map(|item| server(&item)).collect()
}

/// The document's servers; without any, OpenAPI says that the server is `/`.
pub(super) fn or_root(servers: Vec<Server>) -> Vec<Server> {
    if servers.is_empty() { vec![Server { url: "/".into(), ..Server::default() }] } else { servers }
}

fn server(at: &Cursor<'_, '_>) -> Option<Server> {
    if !map(at) {
        return None;
    }
    let (mut url, mut description, mut variables) = (None, None, BTreeMap::new());
    for (key, value) in at.entries() {
        match key {
            "url" => url = value.string(),
            "description" => description = prose(&value),
            "variables" => {
                let found = value.entries();
                variables = found
                    .filter_map(|(name, value)| Some((name.to_string(), variable(name, &value)?)))
                    .collect();
            }
            _ => {}
        }
    }
    let url = required(at, "url", url, "the server's URL, `https://api.example.com` for example")?;
    let trimmed = url.trim().trim_end_matches('/');
    // `/` alone stays, since an empty URL isn't a URL.
    let url = if trimmed.is_empty() { "/" } else { trimmed }.to_string();
    // A variable that the document doesn't declare still counts; its name stands for its value.
    for token in tokens(&url).unwrap_or_default() {
        // A variable may be written with a pattern, `{region:^[^/]+$}`.
        let name = token.split(':').next().unwrap_or(token);
        variables
            .entry(name.to_string())
            .or_insert_with(|| ServerVariable { default: name.to_string(), ..ServerVariable::default() });
    }
    Some(Server { url, description, variables })
}

fn variable(name: &str, at: &Cursor<'_, '_>) -> Option<ServerVariable> {
    if !map(at) {
        return None;
    }
    let (mut default, mut values, mut description, mut environment) = (None, Vec::new(), None, None);
    for (key, value) in at.entries() {
        match key {
            "default" => default = value.string(),
            "enum" => values = value.strings(),
            "description" => description = prose(&value),
            "x-stackQL-envVar" => environment = value.string(),
            _ => {}
        }
    }
    let default = match default {
        None if at.is_repairing() && at.node.get("default").is_none() => {
            // As for a variable that the document doesn't declare, unless it says what is allowed.
            let instead = values.first().map_or(name, String::as_str);
            let problem = missing("default", "the variable's value where the user sets none");
            at.report_repaired(problem, format!("`{instead}` stands for it"));
            Some(instead.to_string())
        }
        default => required(at, "default", default, "the variable's value where the user sets none"),
    };
    // The variable is there without one, too: statements give it a value.
    let default = default.unwrap_or_default();
    Some(ServerVariable { default, values, description, environment })
}
