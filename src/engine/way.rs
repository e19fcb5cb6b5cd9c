//! The ways by which statements give values to a body, and what arrives by each.

use super::exec::{self, Refusal};
use crate::api::{Api, Schema, SchemaType, SqlVerb};

/// Why no statement can give a value to a body's field of that name; none if one can.
#[must_use]
pub fn name_refusal(name: &str) -> Option<Refusal> {
    name.contains('.').then_some(Refusal::Dotted)
}

/// Whether a SELECT can give fields of a body beside so many parameters: not beside none, since the engine takes
/// them for columns then.
#[must_use]
pub const fn select_sends_fields(parameters: usize) -> bool {
    parameters > 0
}

/// How a statement gives a value to a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A literal of an INSERT, whose type is kept, or a value within a JSON text.
    Typed,
    /// A text: a value of SET, or of WHERE. Only a text that is JSON of an object or an array arrives as JSON,
    /// with all types inside.
    Text,
    /// JSON after `@@json=` of an EXEC.
    Exec,
}

impl Way {
    /// The way by which statements of `verb` give values to the fields of a body.
    #[must_use]
    pub const fn of(verb: SqlVerb) -> Self {
        match verb {
            SqlVerb::Insert => Self::Typed,
            SqlVerb::Select | SqlVerb::Delete | SqlVerb::Update | SqlVerb::Replace => Self::Text,
            SqlVerb::Exec => Self::Exec,
        }
    }

    /// Why no value of that schema arrives with its type; none if values do.
    #[must_use]
    pub fn refusal(self, api: &Api, schema: &Schema) -> Option<Refusal> {
        match self {
            Self::Typed => None,
            Self::Text => match api.type_of(schema) {
                Some(SchemaType::Integer | SchemaType::Number | SchemaType::Boolean) => Some(Refusal::Typed),
                _ => None,
            },
            Self::Exec => exec::refusal(api, schema),
        }
    }
}
