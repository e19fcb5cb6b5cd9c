//! The ways by which statements give values to a body, and what arrives by each.

use super::exec::{self, Refusal};
use crate::api::{Api, Schema, SqlVerb};

/// Whether a SELECT can give fields of a body beside so many parameters: not beside none, since the engine takes
/// them for columns then. Those that a call needs, it takes all the same where they have plain names.
#[must_use]
pub const fn select_sends_fields(parameters: usize) -> bool {
    parameters > 0
}

/// How a statement gives a value to a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    /// A literal of an INSERT, whose type is kept, or a value within a JSON text.
    #[default]
    Typed,
    /// A text: a value of SET, or of WHERE. Only a text that is JSON of an object or an array arrives as JSON,
    /// with all types inside.
    Text,
    /// A variable of an EXEC, `@data__labels='{"k":"v"}'`: a text, or JSON of an object or an array, which arrives as
    /// it is. A field that the body's schema requires can be given by no other way of EXEC.
    Variable,
    /// JSON after `@@json=` of an EXEC: the whole body, which the engine checks against its schema first.
    Json,
}

impl Way {
    /// The way by which statements of `verb` give values to the fields of a body.
    #[must_use]
    pub const fn of(verb: SqlVerb) -> Self {
        match verb {
            SqlVerb::Insert => Self::Typed,
            SqlVerb::Select | SqlVerb::Delete | SqlVerb::Update | SqlVerb::Replace => Self::Text,
            SqlVerb::Exec => Self::Variable,
        }
    }

    /// The way by which an EXEC sends most of `fields` of `body`, variables before JSON, and the other way if that
    /// sends one which the first can't. A field that the body's schema requires is sent by variables alone.
    #[must_use]
    pub fn of_exec(api: &Api, body: &Schema, fields: &[(&str, &Schema)]) -> (Self, Option<Self>) {
        if !api.resolve(body).required.is_empty() {
            return (Self::Variable, None);
        }
        let sends =
            |way: Self, (name, schema): (&str, &Schema)| way.field_refusal(api, name, schema).is_none();
        let count = |way: Self| fields.iter().filter(|field| sends(way, **field)).count();
        let (first, other) = if count(Self::Json) > count(Self::Variable) {
            (Self::Json, Self::Variable)
        } else {
            (Self::Variable, Self::Json)
        };
        let sends_more = fields.iter().any(|field| !sends(first, *field) && sends(other, *field));
        (first, sends_more.then_some(other))
    }

    /// Why no value arrives in the body's field `name` of that schema; none if values do.
    #[must_use]
    pub fn field_refusal(self, api: &Api, name: &str, schema: &Schema) -> Option<Refusal> {
        // Names within JSON are sent as they are.
        let is_path = self != Self::Json && name.contains('.');
        if is_path { Some(Refusal::Dotted) } else { self.refusal(api, schema) }
    }

    /// Why no value of that schema arrives with its type; none if values do.
    #[must_use]
    pub fn refusal(self, api: &Api, schema: &Schema) -> Option<Refusal> {
        match self {
            Self::Typed => None,
            Self::Text => exec::text_refusal(api, schema),
            Self::Variable => exec::variable_refusal(api, schema),
            Self::Json => exec::refusal(api, schema),
        }
    }
}
