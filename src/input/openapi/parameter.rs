//! Parameters.
//!
//! In: a parameter, a list of them, or references to such. Out: parameters of the neutral model, and the body that
//! Swagger had among them.

use openapiv3::ReferenceOr;

use super::content::{Body, Contents, LEFT_OUT};
use super::reader::{Reader, map, prose};
use super::refs;
use crate::api::{Location, Parameter, Schema, SchemaType};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::problems::missing;
use crate::text::did_you_mean;

const LOCATIONS: [Location; 4] = [Location::Path, Location::Query, Location::Header, Location::Cookie];

/// What stands in a list of parameters.
#[derive(Debug, Clone)]
pub(super) enum ListedPart {
    Parameter(Box<Parameter>),
    /// The request's body, which Swagger had among the parameters.
    Body(Body),
    /// An optional parameter that nobody can send.
    Idle,
}

/// The parameters of a path or of an operation.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    pub(super) listed: Vec<ReferenceOr<ListedPart>>,
    /// JSON pointer of the first one that nobody can read.
    pub(super) unreadable: Option<String>,
}

impl Reader<'_> {
    /// Reads the parameters of a path or of an operation.
    pub(super) fn parameters(&self, at: &Cursor<'_, '_>) -> Parameters {
        let mut parameters = Parameters::default();
        let is_list = match at.node {
            Node::List(_) | Node::Null => true,
            Node::Map(entries) => entries.is_empty(),
            _ => false,
        };
        parameters.unreadable = (!is_list).then(|| at.pointer());
        for item in at.items() {
            match self.referred(refs::PARAMETERS, &item, LEFT_OUT, |at| self.parameter(at)) {
                Some(part) => parameters.listed.push(part),
                None => parameters.unreadable = parameters.unreadable.or_else(|| Some(item.pointer())),
            }
        }
        parameters
    }

    /// Reads a parameter; none if nobody can read it, and it is required.
    pub(super) fn parameter(&self, at: &Cursor<'_, '_>) -> Option<ListedPart> {
        if !map(at) {
            return None;
        }
        let (mut name, mut place, mut description) = (None, None, None);
        let (mut is_required, mut may_be_empty, mut deprecated) = (false, false, false);
        let (mut schema, mut content) = (None, None);
        for (key, value) in at.entries() {
            match key {
                "name" => name = value.string(),
                "in" => place = value.string(),
                "description" => description = prose(&value),
                "required" => is_required = value.boolean(),
                "deprecated" => deprecated = value.boolean(),
                "schema" => schema = Some(self.schema(&value)),
                "content" => content = self.content(&value),
                "examples" => self.check_references(refs::EXAMPLES, &value),
                // The model has no use for how a value is written into a request.
                "style" => drop(value.string()),
                "allowEmptyValue" => may_be_empty = value.boolean(),
                "allowReserved" | "explode" => drop(value.boolean()),
                _ => {}
            }
        }
        if self.is_repairing() && place.as_deref() == Some("body") {
            return Some(ListedPart::Body(body(at, description, is_required, schema)));
        }
        // Calls are made without an optional one.
        let unknown = || (self.is_repairing() && !is_required).then_some(ListedPart::Idle);
        let costs = if is_required { LEFT_OUT } else { "calls are made without it" };
        let given = |key: &str, value: Option<String>, gives: &str| {
            if value.is_none() && at.node.get(key).is_none() {
                at.report_repaired(missing(key, gives), costs);
            }
            value
        };
        let name = given("name", name, "the parameter's name as it is sent");
        let place = given("in", place, "where the parameter goes: path, query, header or cookie");
        let Some((name, location)) = name.zip(place.and_then(|place| location(&place, at))) else {
            return unknown();
        };
        let schema = schema.or(content.map(|(_, schema)| schema));
        let mut schema = schema.unwrap_or_else(|| Schema::of(SchemaType::String));
        Some(ListedPart::Parameter(Box::new(Parameter {
            name,
            location,
            required: if self.asked.is_manifest {
                // StackQL asks for what the document says, in paths too, and not for what may be empty.
                is_required && !may_be_empty
            } else {
                is_required || location == Location::Path
            },
            // A parameter has one description: its own text, else its schema's.
            description: description.or_else(|| schema.description.take()),
            schema,
            deprecated,
        })))
    }
}

/// The body that stands among the parameters at `at`.
fn body(at: &Cursor<'_, '_>, description: Option<String>, required: bool, schema: Option<Schema>) -> Body {
    if let Some(at) = at.get("in") {
        at.report_repaired(misplaced("body"), "it is read as a request body in JSON");
    }
    Body { description, required, contents: Contents::json(schema.unwrap_or_default()) }
}

/// The location that `in` of the parameter at `at` names.
fn location(place: &str, at: &Cursor<'_, '_>) -> Option<Location> {
    let is_repairing = at.is_repairing();
    let named = |location: &Location| {
        location.as_str() == place || is_repairing && location.as_str().eq_ignore_ascii_case(place.trim())
    };
    if let Some(known) = LOCATIONS.into_iter().find(named) {
        return Some(known);
    }
    if let Some(at) = at.get("in") {
        at.report(misplaced(place));
    }
    None
}

fn misplaced(place: &str) -> Diagnostic {
    let problem =
        Diagnostic::error("input::unknown-location", format!("`{place}` is not a place for a parameter"));
    match (place, did_you_mean(place, LOCATIONS.map(Location::as_str))) {
        ("body" | "formData", _) => problem.help("OpenAPI 3 has `requestBody` for what is sent in the body"),
        (_, Some(near)) => problem.help(format!("did you mean `{near}`?")),
        _ => problem.help("places are path, query, header and cookie"),
    }
}
