//! The ways by which statements give values to a body, and what arrives by each.

use super::exec::{self, Refusal};
use crate::api::{Api, Schema, SqlVerb};

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

    /// The way by which an EXEC sends most of `fields` of `body`: as variables, unless JSON sends more of them and
    /// the body's schema requires none.
    #[must_use]
    pub fn of_exec<'s>(api: &Api, body: &Schema, fields: impl Iterator<Item = &'s Schema> + Clone) -> Self {
        let sent = |way: Self| fields.clone().filter(|field| way.refusal(api, field).is_none()).count();
        let requires = !api.resolve(body).required.is_empty();
        if !requires && sent(Self::Json) > sent(Self::Variable) { Self::Json } else { Self::Variable }
    }

    /// Why no value of that schema arrives with its type; none if values do.
    #[must_use]
    pub fn refusal(self, api: &Api, schema: &Schema) -> Option<Refusal> {
        match self {
            Self::Typed => None,
            Self::Text | Self::Variable => exec::text_refusal(api, schema),
            Self::Json => exec::refusal(api, schema),
        }
    }
}
