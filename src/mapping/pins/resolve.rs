//! Which operation of an API each line is about.
//!
//! In: a service's lines, and its API. Out: [`Pins`] by operation. A line tells its operation by id, by HTTP method and path,
//! or both; an API may change either and keep the other, and then the operation keeps its names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::line::tells;
use super::model::{Line, Mark, Resources};
use crate::api::{Api, HttpMethod, Operation};
use crate::mapping::place::anonymous;
use crate::names::{MethodName, OperationId, ResourceName, ServiceName, identifier};

/// One operation's name in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The resource.
    pub resource: ResourceName,
    /// The method's key in the resource.
    pub method: MethodName,
    /// What the file says of it.
    pub line: Line,
    /// The file, as messages call it.
    pub file: Arc<str>,
    /// The JSON pointer of its line in the file.
    pub pointer: String,
}

impl Pin {
    /// `resource.method`
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}.{}", self.resource, self.method)
    }
}

/// The names that an API's operations keep.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins {
    /// Pins by operation, by name; a raw list twin is a second pin of its operation.
    pub by_operation: BTreeMap<OperationId, Vec<Pin>>,
    /// Pins whose operation the API doesn't have, unless the file says so. An operation that can't be read is there.
    pub gone: Vec<Pin>,
}

impl Pins {
    /// The pins for the operations of `api` that `resources` has, those of the service `service` in `file`.
    #[must_use]
    pub fn of(resources: &Resources, api: &Api, service: &ServiceName, file: &str) -> Self {
        let file: Arc<str> = file.into();
        let index = Index::of(api);
        let (mut pins, mut open) = (Self::default(), Vec::new());
        let all = resources.iter().flat_map(|(resource, methods)| {
            methods.iter().map(move |(method, line)| (resource, method, line))
        });
        let all = all.map(|(resource, method, line)| Pin {
            resource: resource.clone(),
            method: method.clone(),
            line: line.clone(),
            file: Arc::clone(&file),
            pointer: format!("/{service}/{resource}/{method}"),
        });
        for pin in all {
            match index.exact(&pin) {
                Some(id) => pins.by_operation.entry(id.clone()).or_default().push(pin),
                None => open.push(pin),
            }
        }
        // An operation that has a line of its own isn't what another line was about.
        let taken: BTreeSet<OperationId> = pins.by_operation.keys().cloned().collect();
        for pin in open {
            match index.near(&pin).filter(|id| !taken.contains(*id)) {
                Some(id) => pins.by_operation.entry(id.clone()).or_default().push(pin),
                None if pin.line.mark == Mark::Gone || is_unreadable(&pin.method, &pin.line, api) => {}
                None => pins.gone.push(pin),
            }
        }
        pins
    }

    /// The pins of an operation.
    #[must_use]
    pub fn get(&self, id: &OperationId) -> Option<&[Pin]> {
        self.by_operation.get(id).map(Vec::as_slice)
    }

    /// Drops the pins of an operation.
    pub fn remove(&mut self, id: &OperationId) {
        self.by_operation.remove(id);
    }
}

/// Whether the line of `method` is about an operation of the document that can't be read.
pub(super) fn is_unreadable(method: &MethodName, line: &Line, api: &Api) -> bool {
    let is_called = |id: &OperationId| match &line.operation {
        Some(own) => own == id,
        None => tells(method, id),
    };
    api.unreadable.iter().any(|one| {
        let is_sent_alike = one.http_method.is_some() && one.http_method == line.http_method;
        is_called(&one.id) || is_sent_alike && anonymous(&one.path) == anonymous(&line.path)
    })
}

/// The operations of an API, by what tells them apart.
struct Index<'a> {
    ids: BTreeSet<&'a OperationId>,
    paths: BTreeMap<(HttpMethod, &'a str), &'a OperationId>,
    /// By id in snake case; none where several are alike.
    snakes: BTreeMap<String, Option<&'a OperationId>>,
    /// By path without the names of its parameters; none where several are alike.
    shapes: BTreeMap<(HttpMethod, String), Option<&'a OperationId>>,
}

impl<'a> Index<'a> {
    fn of(api: &'a Api) -> Self {
        let (mut shapes, mut snakes) = (BTreeMap::new(), BTreeMap::new());
        for operation in &api.operations {
            let snake = identifier(operation.id.as_str(), &[]);
            snakes.entry(snake).and_modify(|id| *id = None).or_insert(Some(&operation.id));
            let shape = (operation.http_method, anonymous(&operation.path));
            shapes.entry(shape).and_modify(|id| *id = None).or_insert(Some(&operation.id));
        }
        let path =
            |operation: &'a Operation| ((operation.http_method, operation.path.as_str()), &operation.id);
        Self {
            ids: api.operations.iter().map(|operation| &operation.id).collect(),
            paths: api.operations.iter().map(path).collect(),
            snakes,
            shapes,
        }
    }

    /// The operation that the line names by its id; or, without an id, by its HTTP method and path.
    fn exact(&self, pin: &Pin) -> Option<&'a OperationId> {
        match &pin.line.operation {
            Some(id) => self.id(id),
            None => self
                .path(pin)
                .or_else(|| self.id(&OperationId::new(pin.method.as_str())))
                .or_else(|| self.snakes.get(pin.method.as_str()).copied().flatten()),
        }
    }

    /// The operation that the line is likely to mean: its id changed, or the names of parameters in its path did.
    fn near(&self, pin: &Pin) -> Option<&'a OperationId> {
        let shape = || {
            let shape = (pin.line.http_method?, anonymous(&pin.line.path));
            self.shapes.get(&shape).copied().flatten()
        };
        self.path(pin).or_else(shape)
    }

    fn id(&self, id: &OperationId) -> Option<&'a OperationId> {
        self.ids.get(id).copied()
    }

    fn path(&self, pin: &Pin) -> Option<&'a OperationId> {
        self.paths.get(&(pin.line.http_method?, pin.line.path.as_str())).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input;
    use crate::mapping::pins::Mapping;

    const DOCUMENT: &str = r#"{"openapi": "3.0.0", "info": {"title": "Shop", "version": "1"}, "paths": {
        "/books": {"get": {"operationId": "list", "responses": {}}},
        "/books/{book}": {"get": {"operationId": "getBook", "responses": {}}, "delete": {"responses": {}}},
        "/v2/films": {"get": {"operationId": "films.list", "responses": {}}}}}"#;

    /// The operations that the lines below `shop.things` are about, and the methods that have gone.
    fn pins(lines: &str) -> (Vec<String>, Vec<String>) {
        let api = input::parse(DOCUMENT, "shop.json", "shop").unwrap();
        let mapping = Mapping::parse(&format!("shop:\n  things:\n{lines}"), "mapping.yaml").unwrap();
        let shop = ServiceName::new("shop").unwrap();
        let pins = Pins::of(&mapping.services[&shop], &api, &shop, "mapping.yaml");
        let of = |(id, pins): (&OperationId, &Vec<Pin>)| {
            pins.iter().map(|pin| format!("{} {id}", pin.method)).collect::<Vec<_>>()
        };
        let found = pins.by_operation.iter().flat_map(of).collect();
        (found, pins.gone.iter().map(|pin| pin.method.to_string()).collect())
    }

    #[test]
    fn a_line_without_an_id_is_about_its_path() {
        // `list` is the id of another operation.
        assert_eq!(pins("    list: SELECT GET /v2/films\n").0, ["list films.list"]);
        assert_eq!(pins("    list: SELECT GET /old/books\n").0, ["list list"]);
        assert_eq!(pins("    get_book: SELECT GET /old/books\n").0, ["get_book getBook"]);
        assert_eq!(pins("    remove: DELETE DELETE /books/{id}\n").0.len(), 1);
    }

    #[test]
    fn an_id_or_a_path_that_changed_changes_no_name() {
        assert_eq!(pins("    a: SELECT GET /v1/films @films.list\n").0, ["a films.list"]);
        assert_eq!(pins("    a: SELECT GET /v2/films @listFilms\n").0, ["a films.list"]);
        assert_eq!(pins("    a: SELECT GET /books/{id} @book\n").0, ["a getBook"]);
    }

    #[test]
    fn what_nothing_is_about_has_gone_unless_the_file_says_so() {
        let lines = "    a: SELECT GET /books/{book} @getBook\n    b: SELECT GET /books/{book} @readBook\n    c: EXEC POST /x gone\n";
        assert_eq!(pins(lines), (vec!["a getBook".to_string()], vec!["b".to_string()]));
    }
}
