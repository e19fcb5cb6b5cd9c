//! Parameters.
//!
//! In: a parameter, a list of them, or references to such. Out: parameters of the neutral model.

use openapiv3::ReferenceOr;

use super::reader::{Reader, map, prose, required};
use super::refs;
use crate::api::{Location, Parameter, Schema, SchemaType};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::text::did_you_mean;

const LOCATIONS: [Location; 4] = [Location::Path, Location::Query, Location::Header, Location::Cookie];

impl Reader<'_> {
    /// Reads the parameters of a path or of an operation.
    pub(super) fn parameters(&self, at: &Cursor<'_, '_>) -> Vec<ReferenceOr<Parameter>> {
        at.items()
            .filter_map(|item| self.referred(refs::PARAMETERS, &item, |at| self.parameter(at)))
            .collect()
    }

    /// Reads a parameter.
    pub(super) fn parameter(&self, at: &Cursor<'_, '_>) -> Option<Parameter> {
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
        let name = required(at, "name", name, "the parameter's name as it is sent");
        let place = required(at, "in", place, "where the parameter goes: path, query, header or cookie");
        let location = location(&place?, at)?;
        let schema = schema.or(content.map(|(_, schema)| schema));
        let mut schema = schema.unwrap_or_else(|| Schema::of(SchemaType::String));
        Some(Parameter {
            name: name?,
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
        })
    }
}

/// The location that `in` of the parameter at `at` names.
fn location(place: &str, at: &Cursor<'_, '_>) -> Option<Location> {
    if let Some(known) = LOCATIONS.into_iter().find(|location| location.as_str() == place) {
        return Some(known);
    }
    let problem =
        Diagnostic::error("input::unknown-location", format!("`{place}` is not a place for a parameter"));
    let problem = match (place, did_you_mean(place, LOCATIONS.map(Location::as_str))) {
        ("body" | "formData", _) => problem.help("OpenAPI 3 has `requestBody` for what is sent in the body"),
        (_, Some(near)) => problem.help(format!("did you mean `{near}`?")),
        _ => problem.help("places are path, query, header and cookie"),
    };
    if let Some(at) = at.get("in") {
        at.report(problem);
    }
    None
}
