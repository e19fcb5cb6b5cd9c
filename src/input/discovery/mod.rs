//! Reading a Google discovery document.
//!
//! In: a document's tree. Out: an [`Api`]. The keys are those that Google's 610 documents use. An unknown key
//! is ignored; a known key with a value of the wrong type is a problem. Nothing depends on the order of keys.

mod address;
mod content;
mod media;
mod method;
mod path;
mod path_check;
mod schema;
mod security;

use std::collections::{BTreeMap, BTreeSet};

use address::Address;
use method::{MethodContext, method};
use schema::{parameter, schema};
pub(crate) use security::GOOGLE_SCHEMES;
use security::{read_scopes, security_schemes};

use crate::api::{Api, Format, Location, Operation, Schema, Server};
use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::check::{self, SchemaNames};
use crate::input::problems::missing;

/// Deepest nesting of `resources` that is read; Google's deepest has 10 levels.
const MAX_RESOURCE_DEPTH: usize = 60;

/// Reads a discovery document; messages call it `file`.
///
/// # Errors
/// All problems of the document, without positions.
pub fn read(document: &Node<'_>, file: &str) -> Result<Api> {
    let problems = Problems::default();
    let root = Cursor::root(document, file, &problems);
    let names = SchemaNames::new(keys(document.get("schemas")));
    let mut top = Top::default();
    let mut scopes = BTreeMap::new();
    let mut parameters = BTreeMap::new();
    let mut schemas = BTreeMap::new();
    for (key, value) in root.entries() {
        match key {
            "name" => top.name = value.string(),
            "version" => top.version = value.string().unwrap_or_default(),
            "revision" => top.revision = value.string(),
            "title" => top.title = value.string().unwrap_or_default(),
            "description" => top.description = value.string().unwrap_or_default(),
            "documentationLink" => top.documentation = value.string().filter(|link| !link.is_empty()),
            "rootUrl" => top.root_url = value.string(),
            "servicePath" => top.service_path = value.string().unwrap_or_default(),
            "baseUrl" => top.base_url = value.string(),
            "auth" => scopes = read_scopes(&value),
            "parameters" => {
                for (name, value) in value.entries() {
                    parameters.insert(component_key(name), parameter(name, &value, &names));
                }
            }
            "schemas" => {
                for (name, value) in value.entries() {
                    schemas.insert(name.to_string(), schema(&value, &names));
                }
            }
            "basePath" | "batchPath" | "id" | "kind" | "canonicalName" => drop(value.string()),
            "fullyEncodeReservedExpansion" => drop(value.boolean()),
            "features" | "labels" => drop(value.strings()),
            "icons" => value.entries().for_each(|(_, icon)| drop(icon.string())),
            "endpoints" => value.items().for_each(|item| item.expect_object()),
            _ => {}
        }
    }
    if top.name.is_none() && document.get("name").is_none() {
        root.report(missing("name", "the API's name, `dataproc` for example"));
    }
    let name = top.name.unwrap_or_default();
    let mut operations = read_operations(&root, &name, &names, &schemas);
    check::self_aliases(&schemas, "/schemas", file, &problems);
    if top.root_url.is_none() && top.base_url.is_none() {
        root.report(missing("rootUrl", "the server's URL, `https://dataproc.googleapis.com/` for example"));
    }
    let address = Address { root: top.root_url, base: top.base_url, service_path: top.service_path };
    let (derived, answers) = content::derived(&operations, &schemas, &address);
    operations.extend(derived);
    schemas.extend(answers);
    operations.sort_by(|left, right| left.id.cmp(&right.id));
    problems.or(Api {
        unreadable: Vec::new(),
        format: Format::Discovery,
        file: file.to_string(),
        name,
        version: top.version,
        revision: top.revision,
        title: top.title,
        description: top.description,
        documentation: top.documentation,
        servers: vec![Server::at(&address.url())],
        security_schemes: security_schemes(scopes),
        parameters,
        schemas,
        tags: BTreeMap::new(),
        operations,
        annotated: None,
        notes: Vec::new(),
        beside: Vec::new(),
    })
}

#[derive(Default)]
struct Top {
    name: Option<String>,
    version: String,
    revision: Option<String>,
    title: String,
    description: String,
    documentation: Option<String>,
    root_url: Option<String>,
    base_url: Option<String>,
    service_path: String,
}

fn keys<'n>(node: Option<&'n Node<'_>>) -> impl Iterator<Item = &'n str> {
    let entries = match node {
        Some(Node::Map(entries)) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|(key, _)| key.as_ref())
}

/// The component's key for a parameter of the whole API: a component's key in OpenAPI can't start with `$`.
fn component_key(name: &str) -> String {
    match name.strip_prefix('$') {
        Some(rest) => format!("_{rest}"),
        None => name.to_string(),
    }
}

/// All operations, by id: those below `resources` at any depth, and those at the top.
fn read_operations(
    root: &Cursor<'_, '_>,
    api: &str,
    names: &SchemaNames<'_>,
    schemas: &BTreeMap<String, Schema>,
) -> Vec<Operation> {
    let context = MethodContext { names, schemas };
    let mut found: BTreeMap<String, Operation> = BTreeMap::new();
    gather(root, &mut vec![api.to_string()], &context, &mut found);
    let mut operations: Vec<Operation> = found.into_values().collect();
    keep_paths_apart(&mut operations, root);
    operations
}

/// Gives each operation a path and HTTP method of its own, by naming a token after its parameter's resource.
///
/// Two operations on `/v2/{name}` are two templates for the API, of which OpenAPI would keep one.
fn keep_paths_apart(operations: &mut [Operation], root: &Cursor<'_, '_>) {
    let mut taken: BTreeSet<(String, &'static str)> = BTreeSet::new();
    for operation in operations {
        let http_method = operation.http_method.as_str();
        if taken.insert((operation.path.clone(), http_method)) {
            continue;
        }
        let shared = operation.path.clone();
        let Some(token) = path::tokens(&shared).first().map(|token| (*token).to_string()) else {
            let message = format!("{} is {http_method} {shared}, and so is another operation", operation.id);
            root.report_at(
                &operation.pointer,
                Diagnostic::error("input::same-path", message)
                    .help("one call can have one operation: fix the path"),
            );
            continue;
        };
        let base = operation.id.as_str().rsplit('.').nth(1).unwrap_or("own").replace('-', "_");
        let mut number = 1;
        let is_parameter = |name: &str| operation.parameters.iter().any(|parameter| parameter.name == name);
        let mut name = format!("{base}_{token}");
        let renamed = |name: &str| shared.replacen(&format!("{{{token}}}"), &format!("{{{name}}}"), 1);
        while is_parameter(&name) || !taken.insert((renamed(&name), http_method)) {
            number += 1;
            name = format!("{base}_{token}{number}");
        }
        operation.path = renamed(&name);
        let in_path = operation.parameters.iter_mut().find(|parameter| parameter.location == Location::Path);
        if let Some(parameter) = in_path {
            parameter.name = name;
        }
        operation.shared_path = Some(shared);
    }
}

fn gather(
    at: &Cursor<'_, '_>,
    trail: &mut Vec<String>,
    context: &MethodContext<'_>,
    found: &mut BTreeMap<String, Operation>,
) {
    if trail.len() > MAX_RESOURCE_DEPTH {
        at.report(
            Diagnostic::error("input::too-deep", "resources are nested too deeply")
                .help(format!("at most {MAX_RESOURCE_DEPTH} levels are read")),
        );
        return;
    }
    for (key, value) in at.entries() {
        match key {
            "methods" => {
                for (name, value) in value.entries() {
                    let made = format!("{}.{name}", trail.join("."));
                    let Some(operation) = method(&value, &made, context) else { continue };
                    let id = operation.id.to_string();
                    if found.insert(id.clone(), operation).is_some() {
                        value.report(
                            Diagnostic::error(
                                "input::duplicate-operation",
                                format!("two methods have the id `{id}`"),
                            )
                            .help("ids must be unique: StackQL's names are made from them"),
                        );
                    }
                }
            }
            "resources" => {
                for (name, value) in value.entries() {
                    trail.push(name.to_string());
                    gather(&value, trail, context, found);
                    trail.pop();
                }
            }
            _ => {}
        }
    }
}
