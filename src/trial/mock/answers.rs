//! The answers of the mock.

use serde_json::{Value, json};

use super::received::OK;
use crate::serve::http::Reply;
use crate::trial::operation::OperationPlan;

/// The answers of the mock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answers {
    /// Things of the types that the API describes; lists of one thing, two pages where there are pages.
    #[default]
    Full,
    /// The same, but lists are empty.
    Empty,
    /// The error 403.
    Error,
    /// The same as full ones, after two seconds.
    Slow,
    /// Answers that break off.
    Broken,
}

impl Answers {
    /// The answer to a request for `operation`, with `token` for a page.
    pub(super) fn reply(self, operation: &OperationPlan, token: Option<&str>) -> Reply {
        match self {
            Self::Full | Self::Slow => whole(&operation.page(token)),
            Self::Empty => whole(&operation.empty()),
            Self::Error => error(403, "PERMISSION_DENIED", "the mock refuses every request"),
            Self::Broken => {
                let Reply { status, mut body, announced } = whole(&operation.page(token));
                body.truncate(body.len() / 2);
                Reply { status, body, announced }
            }
        }
    }
}

/// The answer to a request that fits no operation.
pub(super) fn unknown() -> Reply {
    error(404, "NOT_FOUND", "no operation has this method and path")
}

fn whole(answer: &Value) -> Reply {
    Reply::new(OK, answer.to_string())
}

fn error(status: u16, word: &str, message: &str) -> Reply {
    let error = json!({ "error": { "code": status, "message": message, "status": word } });
    Reply::new(status, error.to_string())
}
