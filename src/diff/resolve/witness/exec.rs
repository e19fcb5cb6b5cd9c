//! The EXEC that calls a method.
//!
//! In: a method, and the names that the statement gives. Out: the EXEC, by what the engine takes as a variable.

use std::fmt::Write as _;

use super::caller::{Caller, Given};
use super::value::literal;
use crate::api::SchemaType;
use crate::diff::compare::exec;
use crate::engine::exec::takes_variable;
use crate::engine::sql::{object, variable};

impl Caller<'_> {
    /// `EXEC id.method @name='value', @data__field='value'`; none where EXEC can't call the method, or can't give
    /// one of the values. Each value is a text in quotes, also that of a number.
    pub(super) fn exec(&self, names: &[Given<'_>]) -> Option<String> {
        if !exec::can_call(self.service, self.method) {
            return None;
        }
        let mut variables: Vec<String> = Vec::new();
        let mut members: Vec<String> = Vec::new();
        for given in names {
            let value = self.value(given);
            if !self.takes(given.name) {
                // A truth value is refused as a variable, and taken within the whole body.
                members.push(self.member(given.name, &value)?);
                continue;
            }
            let text = if value.starts_with('\'') { value } else { literal(&value) };
            variables.push(format!("{}={text}", variable(given.name)));
        }
        let mut text = format!("EXEC {}.{}", self.id(), object(self.method.name.as_str()));
        if !variables.is_empty() {
            let _ = write!(text, " {}", variables.join(", "));
        }
        let fields = names.iter().filter(|given| self.method.field_of(given.name).is_some()).count();
        if !members.is_empty() {
            // The JSON is the whole body: no field beside it is sent.
            if members.len() < fields {
                return None;
            }
            let _ = write!(text, " @@json='{{{}}}'", members.join(", "));
        }
        Some(text)
    }

    /// Whether EXEC takes a value for a name as a variable.
    fn takes(&self, name: &str) -> bool {
        match (self.schema(name), self.method.field_of(name)) {
            (Some(schema), None) => exec::takes(self.service, self.method, schema),
            (Some(schema), Some(_)) => takes_variable(self.api(), schema),
            (None, _) => true,
        }
    }

    /// A field in the JSON of an EXEC's body; none for a number, which is refused there too.
    fn member(&self, name: &str, value: &str) -> Option<String> {
        let field = self.method.field_of(name)?;
        let is_truth = self.api().type_of(self.schema(name)?) == Some(SchemaType::Boolean);
        is_truth.then(|| format!("{}: {value}", serde_json::Value::from(field)))
    }
}
