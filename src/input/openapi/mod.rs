//! Reading an OpenAPI document, 3.0 to 3.2.
//!
//! In: a document's tree. Out: an [`Api`], or all problems of the document at once.
//!
//! ```text
//! tree ─ reader.rs, draft.rs, schema.rs, … ─► components, and drafts of operations
//!      ─ operation.rs: references followed, ids given ─► Api
//! ```
//!
//! A known key of the wrong type is a problem, an unknown one is ignored. Nothing depends on the order of
//! keys but the order of a schema's properties.

mod annotation;
mod asked;
mod components;
mod content;
mod dialect;
mod draft;
mod fields;
mod ids;
mod in_place;
mod keywords;
mod operation;
mod parameter;
mod path;
mod reader;
mod refs;
mod schema;
mod security;
mod server;
#[cfg(test)]
mod tests;
mod tokens;
mod types;
mod values;
mod version;
mod view;

use std::collections::{BTreeMap, HashSet};

use asked::AllAsked;
use components::Components;
use path::PathItem;
use reader::{Reader, check_texts, external_docs};
use version::OpenApiVersion;

use crate::api::{Api, Content, Format, SecurityRequirement, Server};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Failure, Problems, Result};
use crate::document::cursor::{Cursor, escape};
use crate::document::node::Node;
use crate::input::problems::missing;
use crate::input::purpose::Purpose;

/// Endings of a file's stem that name a format rather than the API.
const STEM_ENDS: [&str; 9] =
    [".openapi", "-openapi", "_openapi", ".swagger", "-swagger", "_swagger", ".oas", "-oas", ".api"];

/// Reads an OpenAPI 3.0, 3.1 or 3.2 document; messages call it `file`, and `stem` is its name where it has none.
///
/// In a document with StackQL's annotations most problems are warnings among the notes of the [`Api`]: StackQL bears
/// them, or what is broken is left out of what is written.
///
/// # Errors
/// All problems of the document, without positions; of a document with annotations those that stop `purpose`.
pub fn read(document: &Node<'_>, file: &str, stem: &str, purpose: Purpose) -> Result<Api> {
    let reader = Reader::of(document);
    let problems = if reader.is_repairing() { Problems::repairing() } else { Problems::default() };
    let root = Cursor::root(document, file, &problems);
    let mut components = Components::default();
    let top = Top::read(&root, &reader, &mut components);
    components.read_hoisted(&root, &reader);
    components.break_circles(file, &problems);
    let mut found = operation::all(top.paths, &components, &top.security, &reader.asked, &root);
    let mut annotated = root.entries().filter(|(key, _)| *key == "components").find_map(|(_, components)| {
        let mut entries = components.entries();
        let (_, resources) = entries.find(|(key, _)| *key == "x-stackQL-resources")?;
        Some(annotation::of_document(&resources, &found.ids, document))
    });
    for method in annotated.iter().flat_map(|own| own.resources.values()).flat_map(|own| own.methods.values())
    {
        let Some(transfer) = method.transfer else { continue };
        let called = found.operations.iter_mut().filter(|operation| operation.id == method.operation);
        called.for_each(|operation| operation.content = Some(Content { transfer, of: None }));
    }
    if let Some(annotated) = &mut annotated {
        annotated.settings.extend(annotation::of_whole(&root));
        annotated.settings.sort_by(|left, right| left.pointer.cmp(&right.pointer));
    }
    let name = ids::common_first_part(found.operations.iter().map(|operation| operation.id.as_str()));
    let name = name.unwrap_or_else(|| name_of(stem));
    let text = |text: Option<String>| text.unwrap_or_default();
    let mut api = Api {
        format: Format::OpenApi,
        file: file.to_string(),
        title: top.title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| name.clone()),
        name,
        version: text(top.version),
        revision: top.revision,
        description: text(top.description),
        documentation: top.documentation.filter(|url| !url.is_empty()),
        servers: server::or_root(top.servers),
        security_schemes: components.security_schemes.resolved(),
        parameters: found.parameters,
        schemas: components.schemas,
        tags: top.tags,
        operations: found.operations,
        unreadable: found.unreadable,
        annotated,
        beside: Vec::new(),
        notes: notes(document, file).into_iter().chain(differing(&reader.asked, file)).collect(),
    };
    if purpose == Purpose::Strict || api.annotated.is_some() {
        let Err(found) = problems.or(()) else { return Ok(api) };
        let found = without_repeats(found);
        return if purpose == Purpose::Strict { Err(found) } else { tolerated(api, found, purpose) };
    }
    let (warnings, omitted) = problems.repaired()?;
    let Failure { problems, omitted } = without_repeats(Failure { problems: warnings, omitted });
    told(&mut api, problems, omitted);
    Ok(api)
}

/// The `api` of an annotated document with the problems that were `found` in it as warnings.
///
/// # Errors
/// The problems of the annotations themselves, if the document is read to be written anew: a method would be lost.
fn tolerated(mut api: Api, found: Failure, purpose: Purpose) -> Result<Api> {
    let is_of_annotations = |problem: &Diagnostic| {
        problem.origin.as_ref().is_some_and(|origin| origin.pointer.starts_with("/components/x-stackQL-"))
    };
    let Failure { problems, omitted } = found;
    if purpose == Purpose::Writing && problems.iter().any(is_of_annotations) {
        return Err(Failure { problems: problems.into_iter().filter(is_of_annotations).collect(), omitted });
    }
    let warning = |problem| Diagnostic { severity: DiagnosticSeverity::Warning, ..problem };
    told(&mut api, problems.into_iter().map(warning), omitted);
    Ok(api)
}

/// Adds `warnings` to the notes of `api`, and the number of those that aren't among them.
fn told(api: &mut Api, warnings: impl IntoIterator<Item = Diagnostic>, omitted: usize) {
    api.notes.extend(warnings);
    if omitted > 0 {
        let message = format!("the document has {omitted} more faults, which aren't listed");
        let problem = Diagnostic::warning("input::more-faults", message);
        api.notes.push(problem.help("fix those that are listed first").at(&api.file, ""));
    }
}

/// Warnings about parts of the document that its manifest won't have, or that won't work.
fn notes(document: &Node<'_>, file: &str) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    if let Some(Node::Map(webhooks)) = document.get("webhooks")
        && !webhooks.is_empty()
    {
        let names: Vec<&str> = webhooks.iter().map(|(name, _)| name.as_ref()).collect();
        notes.push(
            Diagnostic::warning("input::webhooks", format!("webhooks are left out: {}", names.join(", ")))
                .help("StackQL calls an API; it can't be called by one")
                .at(file, "/webhooks"),
        );
    }
    let first = match document.get("servers") {
        Some(Node::List(servers)) => {
            servers.first().and_then(|server| server.get("url")).and_then(Node::as_str)
        }
        _ => None,
    };
    let url = first.unwrap_or("/");
    if !url.contains("://") && !url.starts_with('{') {
        notes.push(
            Diagnostic::warning(
                "input::relative-server",
                format!("the server's URL is `{url}`, which names no host"),
            )
            .help("give the document `servers: [{ url: https://… }]`: StackQL sends its requests there")
            .at(file, "/servers"),
        );
    }
    notes
}

/// Warnings about methods of one operation that read different answers of it, or send different bodies.
fn differing(asked: &AllAsked<'_>, file: &str) -> Vec<Diagnostic> {
    let note = |(resource, method): &(&str, &str)| {
        let message =
            format!("`{method}` on `{resource}` is shown with the answer of another method of its operation");
        let pointer =
            format!("/components/x-stackQL-resources/{}/methods/{}", escape(resource), escape(method));
        let problem = Diagnostic::warning("input::answers-differ", message);
        let help =
            "StackQL reads each by its own settings; give the operation a second path or id to see both here";
        problem.help(help).at(file, pointer)
    };
    asked.differing.iter().map(note).collect()
}

/// The document's top level.
#[derive(Default)]
struct Top {
    title: Option<String>,
    version: Option<String>,
    revision: Option<String>,
    description: Option<String>,
    documentation: Option<String>,
    servers: Vec<Server>,
    security: Vec<SecurityRequirement>,
    tags: BTreeMap<String, String>,
    paths: Vec<PathItem>,
}

impl Top {
    fn read(root: &Cursor<'_, '_>, reader: &Reader<'_>, components: &mut Components) -> Self {
        let mut top = Self::default();
        for (key, value) in root.entries() {
            match key {
                "info" => top.read_info(&value),
                "externalDocs" => top.documentation = external_docs(&value),
                "servers" => top.servers = server::servers(&value),
                "security" => top.security = security::requirements(&value),
                "tags" => top.tags = value.items().filter_map(|tag| described(&tag)).collect(),
                "components" => components.read(&value, reader),
                "paths" => {
                    if reader.is_repairing() && !matches!(value.node, Node::Map(_)) {
                        let message = format!("`paths` must be an object, found {}", value.node.describe());
                        value.refuse(
                            Diagnostic::error("input::wrong-type", message)
                                .help("it has the operations of the API by path and method"),
                        );
                    } else {
                        top.paths = path::read(&value, root, reader);
                    }
                }
                _ => {}
            }
        }
        let has = |key: &str| root.node.get(key).is_some();
        match reader.version {
            OpenApiVersion::V31 if has("webhooks") && !has("paths") => root.refuse(
                Diagnostic::error("input::unsupported", "the document has webhooks and no paths")
                    .help("StackQL calls an API; it can't be called by one"),
            ),
            OpenApiVersion::V31 if reader.asked.is_manifest => {}
            _ if !has("paths") => root.refuse(missing("paths", "the operations of the API")),
            _ => {}
        }
        top
    }

    fn read_info(&mut self, at: &Cursor<'_, '_>) {
        for (key, value) in at.entries() {
            match key {
                "title" => self.title = value.string(),
                "version" => self.version = value.string(),
                "description" => self.description = value.string(),
                "x-discovery-doc-revision" => self.revision = value.string(),
                "termsOfService" => drop(value.string()),
                "contact" => check_texts(&value, &["name", "url", "email"]),
                "license" => check_texts(&value, &["name", "url"]),
                _ => {}
            }
        }
    }
}

/// A tag with a description, by its name; none if it lacks one of them.
fn described(tag: &Cursor<'_, '_>) -> Option<(String, String)> {
    check_texts(tag, &["name", "description"]);
    let text = |key: &str| tag.node.get(key).and_then(Node::as_str).filter(|text| !text.trim().is_empty());
    Some((text("name")?.trim().to_string(), text("description")?.to_string()))
}

/// A file's stem without an ending that names a format.
fn name_of(stem: &str) -> String {
    let cut = STEM_ENDS.iter().find_map(|end| {
        let start = stem.len().checked_sub(end.len())?;
        let (name, found) = (stem.get(..start)?, stem.get(start..)?);
        (!name.is_empty() && found.eq_ignore_ascii_case(end)).then_some(name)
    });
    cut.unwrap_or(stem).to_string()
}

/// Drops repeated problems: a part that references lead to may also have been read at its own place.
fn without_repeats(failure: Failure) -> Failure {
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut seen = HashSet::new();
    for problem in failure.problems {
        let pointer = problem.origin.as_ref().map(|origin| origin.pointer.clone());
        if seen.insert((problem.code.clone(), problem.message.clone(), pointer)) {
            problems.push(problem);
        }
    }
    Failure { problems, omitted: failure.omitted }
}
