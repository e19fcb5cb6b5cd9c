//! StackQL's annotations: resources and methods that the document itself names.
//!
//! In: `components.x-stackQL-resources`, and `x-stackQL-…` of operations. Out: the annotations. Their names
//! are checked, since they become names of files.

use std::collections::BTreeMap;

use super::reader::map;
use super::{refs, view};
use crate::api::{
    AnnotatedMethod, AnnotatedRequest, AnnotatedResource, AnnotatedService, FieldNames, ObjectKey,
    ObjectKeyError, OperationAnnotation, Setting, SqlVerb, Transfer,
};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::engine::media::{self, Template};
use crate::engine::settings::{self, SettingPlace};
use crate::input::problems::missing;
use crate::names::{MethodName, NameError, OperationId, ResourceName, ServiceName};
use crate::text::{did_you_mean, unescaped};

/// Ids of operations by path and method, as a document writes both.
type Ids = BTreeMap<(String, String), OperationId>;

/// The annotation of an operation; none if it has no such keys.
pub(super) fn of_operation(at: &Cursor<'_, '_>) -> Option<OperationAnnotation> {
    let (mut resource, mut method, mut verb, mut object_key) = (None, None, None, None);
    for (key, value) in at.entries() {
        match key {
            "x-stackQL-resource" => resource = name(&value, ResourceName::new),
            "x-stackQL-method" => method = name(&value, MethodName::new),
            "x-stackQL-verb" => {
                verb = value.string().and_then(|text| told(read_verb(&text), |problem| value.refuse(problem)))
            }
            "x-stackQL-objectKey" => object_key = read_object_key(&value),
            _ => {}
        }
    }
    let is_any = resource.is_some() || method.is_some() || verb.is_some() || object_key.is_some();
    is_any.then_some(OperationAnnotation { resource, method, verb, object_key })
}

/// Reads `components.x-stackQL-resources`.
pub(super) fn of_document(at: &Cursor<'_, '_>, ids: &Ids, document: &Node<'_>) -> AnnotatedService {
    let mut service = AnnotatedService::default();
    let mut services = BTreeMap::new();
    let first_id = at.entries().filter_map(|(key, value)| Some((key, value.node.get("id")?.as_str()?))).min();
    service.provider = first_id.and_then(|(_, id)| id.split('.').next()).map(str::to_string);
    for (key, value) in at.entries() {
        let name = told(checked(key, ResourceName::new), |problem| value.report_key(problem));
        let (resource, id) = read_resource(&value, ids, document, &mut service.settings);
        let Some(name) = name else { continue };
        services.extend(id.map(|id| (name.clone(), id)));
        service.resources.insert(name, resource);
    }
    // All resources of a document are of one service; the first resource by name tells which.
    service.service = services.into_values().next().map(|name| name.to_string());
    service
}

fn read_resource(
    at: &Cursor<'_, '_>,
    ids: &Ids,
    document: &Node<'_>,
    settings: &mut Vec<Setting>,
) -> (AnnotatedResource, Option<ServiceName>) {
    let mut resource = AnnotatedResource::default();
    let (mut service, mut misspelled) = (None, None);
    for (key, value) in at.entries() {
        match key {
            "id" => service = read_service(&value),
            "title" => resource.title = value.string(),
            "description" => resource.description = value.string(),
            "desription" => misspelled = value.string(),
            "methods" => {
                for (key, value) in value.entries() {
                    let name = told(checked(key, MethodName::new), |problem| value.report_key(problem));
                    let method = read_method(&value, ids, document, settings);
                    resource.methods.extend(name.zip(method));
                }
            }
            "name" | "sqlVerbs" => {}
            _ => {
                if key == "config" {
                    resource.view = view::read(&value);
                }
                settings.push(setting(&value));
            }
        }
    }
    resource.description = resource.description.or(misspelled);
    for (_, verbs) in at.entries().filter(|(key, _)| *key == "sqlVerbs") {
        let methods = at.node.get("methods");
        for (verb, routes) in verbs.entries() {
            let verb = told(read_verb(verb), |problem| routes.report_key(problem));
            let Some(verb) = verb else { continue };
            let names = routes.items().filter_map(|route| read_route(&route, methods)).collect();
            resource.routes.insert(verb, names);
        }
    }
    (resource, service)
}

/// The settings that a document makes for all of its methods, and those of its operations that StackQL reads.
pub(super) fn of_whole(root: &Cursor<'_, '_>) -> Vec<Setting> {
    let mut found = Vec::new();
    for (key, value) in root.entries() {
        match key {
            "x-stackQL-config" => found.push(setting(&value)),
            "info" => {
                let own =
                    value.entries().filter(|(key, _)| settings::find(SettingPlace::Info, key).is_some());
                found.extend(own.map(|(_, value)| setting(&value)));
            }
            "paths" => {
                for (_, item) in value.entries() {
                    for (_, operation) in item.entries().filter(|(_, operation)| has_own_key(operation.node))
                    {
                        let is_read = |key: &str| settings::find(SettingPlace::Operation, key).is_some();
                        let own = operation.entries().filter(|(key, _)| is_read(key));
                        found.extend(own.map(|(_, value)| setting(&value)));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a part of a document has keys of StackQL's.
fn has_own_key(node: &Node<'_>) -> bool {
    matches!(node, Node::Map(entries) if entries.iter().any(|(key, _)| key.starts_with("x-stackQL-")))
}

/// A setting as it is written.
fn setting(at: &Cursor<'_, '_>) -> Setting {
    Setting { pointer: at.pointer(), value: at.node.to_value() }
}

/// The service in a resource's id: its second dotted part.
fn read_service(at: &Cursor<'_, '_>) -> Option<ServiceName> {
    let id = at.string()?;
    let Some(service) = id.split('.').nth(1) else {
        at.refuse(
            Diagnostic::error("input::unsafe-name", format!("`{id}` is not the id of a resource"))
                .help("ids are `provider.service.resource`"),
        );
        return None;
    };
    told(checked(service, ServiceName::new), |problem| at.refuse(problem))
}

fn read_method(
    at: &Cursor<'_, '_>,
    ids: &Ids,
    document: &Node<'_>,
    settings: &mut Vec<Setting>,
) -> Option<AnnotatedMethod> {
    let (mut operation, mut object_key, mut request) = (None, None, AnnotatedRequest::default());
    let transfer = transfer(at.node);
    for (key, value) in at.entries() {
        match key {
            "operation" => operation = read_operation(&value, ids, document),
            "request" => {
                for (key, value) in value.entries() {
                    match key {
                        "required" => request.required_fields = value.strings(),
                        "default" if is_empty_body(&value) => request.default = value.string(),
                        "transform" if transfer == Some(Transfer::Upload) => {}
                        _ => {
                            match key {
                                "base" => request.base = value.string(),
                                "nativeCasing" => request.casing = value.string(),
                                "transform" => request.is_transformed = true,
                                _ => {}
                            }
                            settings.push(setting(&value));
                        }
                    }
                }
            }
            "response" => {
                for (key, value) in value.entries() {
                    match key {
                        "objectKey" => object_key = read_object_key(&value),
                        "transform" | "overrideMediaType" if transfer == Some(Transfer::Download) => {}
                        _ => settings.push(setting(&value)),
                    }
                }
            }
            "config" => {
                request.fields = field_names(&value);
                settings.push(setting(&value));
            }
            _ => settings.push(setting(&value)),
        }
    }
    request.required_fields.sort();
    if matches!(at.node, Node::Map(_)) && at.node.get("operation").is_none() {
        at.refuse(missing("operation", "the operation that the method calls"));
    }
    Some(AnnotatedMethod { operation: operation?, object_key, request, transfer })
}

/// The direction in which a method transfers content, by the templates that provgen writes itself.
fn transfer(method: &Node<'_>) -> Option<Transfer> {
    let says = |part: &str, template: Template| {
        let transform = method.get(part).and_then(|part| part.get("transform"));
        let text = |key: &str| transform.and_then(|transform| transform.get(key)).and_then(Node::as_str);
        text("type") == Some(template.kind) && text("body") == Some(template.body)
    };
    let read_as = method.get("response").and_then(|response| response.get("overrideMediaType"));
    let is_download =
        says("response", media::ANSWER) && read_as.and_then(Node::as_str) == Some(media::READ_AS);
    let is_upload = says("request", media::BODY);
    is_download.then_some(Transfer::Download).or(is_upload.then_some(Transfer::Upload))
}

/// The names that `config.requestBodyTranslate` gives to a body's fields.
fn field_names(config: &Cursor<'_, '_>) -> FieldNames {
    let algorithm = config.node.get("requestBodyTranslate").and_then(|translate| translate.get("algorithm"));
    let Some(algorithm) = algorithm.and_then(Node::as_str) else { return FieldNames::default() };
    FieldNames::of(algorithm).unwrap_or_else(|| {
        let message = format!("StackQL knows no way `{algorithm}` to name the fields of a body");
        config.refuse(
            Diagnostic::error("input::field-names", message)
                .help("write `naive` for the fields' own names, or take the setting out"),
        );
        FieldNames::default()
    })
}

/// Whether a request's default is an object without fields, the one that provgen writes itself.
fn is_empty_body(at: &Cursor<'_, '_>) -> bool {
    matches!(at.node, Node::String(text) if text.as_ref() == "{}")
}

/// `{"$ref": "#/paths/~1v1~1jobs/get"}`
fn read_operation(at: &Cursor<'_, '_>, ids: &Ids, document: &Node<'_>) -> Option<OperationId> {
    if !map(at) {
        return None;
    }
    let Some((_, target)) = at.entries().find(|(key, _)| *key == "$ref") else {
        at.refuse(missing("$ref", "the operation, `#/paths/~1v1~1jobs/get` for example"));
        return None;
    };
    let text = target.string()?;
    let problem = |message: String, help: String| {
        target.refuse(Diagnostic::error("input::dangling-ref", message).help(help));
        None
    };
    let segments = refs::segments(&text, document);
    let Some([paths, path, verb]) = segments.as_deref() else {
        return problem(
            format!("`{text}` is not a reference to an operation of this document"),
            "write `#/paths/~1v1~1jobs/get`: `/` in a path becomes `~1`".into(),
        );
    };
    // `verb` names a key of a path item, which is in lower case; some documents refer to it in upper case.
    let find = |path: &str| ids.get(&(path.to_string(), verb.to_ascii_lowercase()));
    // The engine decodes nothing but `~1` in a path. A path is therefore looked up with its other tildes as
    // they are written, and only then as JSON pointers have them.
    let as_written = text.split('/').nth(2).map(|path| path.replace("~1", "/"));
    if let Some(id) = as_written.as_deref().and_then(find).or_else(|| find(path))
        && paths == "paths"
    {
        return Some(id.clone());
    }
    let beside: Vec<&str> =
        ids.keys().filter(|(other, _)| other == path).map(|(_, verb)| verb.as_str()).collect();
    if beside.is_empty() {
        let near = target.meant(path, ids.keys().map(|(path, _)| path.as_str()));
        let help = near.map_or_else(|| "fix the reference".into(), |near| format!("did you mean `{near}`?"));
        return problem(format!("there is no path `{path}`"), help);
    }
    problem(format!("the path `{path}` has no operation `{verb}`"), format!("it has {}", beside.join(", ")))
}

/// `{"$ref": "#/components/x-stackQL-resources/jobs/methods/list"}`: only the last segment counts, as in the
/// engine.
fn read_route(at: &Cursor<'_, '_>, methods: Option<&Node<'_>>) -> Option<MethodName> {
    if !map(at) {
        return None;
    }
    let Some((_, target)) = at.entries().find(|(key, _)| *key == "$ref") else {
        at.refuse(missing("$ref", "a method of this resource"));
        return None;
    };
    let text = target.string()?;
    let key = unescaped(text.rsplit('/').next().unwrap_or_default());
    if methods.is_some_and(|methods| methods.get(&key).is_some()) {
        // The method's name was checked where the method is defined.
        return MethodName::new(&key).ok();
    }
    let keys: Vec<&str> = match methods {
        Some(Node::Map(entries)) => entries.iter().map(|(key, _)| key.as_ref()).collect(),
        _ => Vec::new(),
    };
    let problem = Diagnostic::error("input::dangling-ref", format!("this resource has no method `{key}`"));
    target.refuse(match target.meant(&key, keys) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("add it to `methods`, or take the route out"),
    });
    None
}

fn read_verb(text: &str) -> Result<SqlVerb, Box<Diagnostic>> {
    SqlVerb::parse(text).ok_or_else(|| {
        let problem = Diagnostic::error("input::unknown-verb", format!("`{text}` is not a SQL verb"));
        let verbs = SqlVerb::ALL.map(SqlVerb::key);
        Box::new(match did_you_mean(text, verbs.iter().map(String::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("verbs are select, insert, update, replace, delete and exec"),
        })
    })
}

fn read_object_key(at: &Cursor<'_, '_>) -> Option<ObjectKey> {
    let text = at.string()?;
    let parsed = match ObjectKey::parse(&text) {
        // StackQL reads `things` as `$.things`, except for a response without rows.
        Err(ObjectKeyError::Bare) if !text.is_empty() => ObjectKey::parse(&format!("$.{text}")),
        parsed => parsed,
    };
    parsed
        .map_err(|error| {
            at.refuse(
                Diagnostic::error("input::bad-object-key", format!("`{text}` is not an object key: {error}"))
                    .help("write `$.items`, `$.items[*].things` or `$`"),
            );
        })
        .ok()
}

/// Reads a name from a value.
fn name<T>(at: &Cursor<'_, '_>, new: impl Fn(&str) -> Result<T, NameError>) -> Option<T> {
    let text = at.string()?;
    told(checked(&text, new), |problem| at.refuse(problem))
}

/// Checks that a name can be part of a path below the output folder.
fn checked<T>(text: &str, new: impl Fn(&str) -> Result<T, NameError>) -> Result<T, Box<Diagnostic>> {
    new(text).map_err(|error| {
        let problem =
            Diagnostic::error("input::unsafe-name", format!("{text:?} can't be a name here: {error}"));
        Box::new(problem.help("use letters, digits and `_`, not starting with a digit"))
    })
}

/// The value; or none, and a report: some problems are about a value, others about its key.
fn told<T>(read: Result<T, Box<Diagnostic>>, report: impl Fn(Diagnostic)) -> Option<T> {
    read.map_err(|problem| report(*problem)).ok()
}
