//! The answers of the mock.

use serde_json::{Value, json};

use super::received::OK;
use crate::engine::media;
use crate::serve::http::Reply;
use crate::trial::operation::{Form, OperationPlan};

/// The media type of answers that aren't content.
const JSON: &str = "application/json";

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
            Self::Full | Self::Slow => whole(operation.form, &operation.page(token)),
            Self::Empty => whole(operation.form, &operation.empty()),
            Self::Error => error(403, "PERMISSION_DENIED", "the mock refuses every request"),
            Self::Broken => {
                let mut reply = whole(operation.form, &operation.page(token));
                reply.body.truncate(reply.body.len() / 2);
                reply
            }
        }
    }
}

/// The answer to a request that fits no operation.
pub(super) fn unknown() -> Reply {
    error(404, "NOT_FOUND", "no operation has this method and path")
}

/// The answer as it is; of content, the content alone.
fn whole(form: Form, answer: &Value) -> Reply {
    match form {
        Form::Json | Form::Template => Reply::new(OK, JSON, answer.to_string()),
        Form::Content => {
            let content = answer.get(media::FIELD).and_then(Value::as_str).unwrap_or_default();
            Reply::new(OK, media::MEDIA_TYPE, content)
        }
    }
}

fn error(status: u16, word: &str, message: &str) -> Reply {
    let error = json!({ "error": { "code": status, "message": message, "status": word } });
    Reply::new(status, JSON, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_sent_alone() {
        let answer = json!({ media::FIELD: "a \"b\"\n" });
        let Reply { kind, body, .. } = whole(Form::Content, &answer);
        assert_eq!((kind, body), ("application/octet-stream", b"a \"b\"\n".to_vec()));
        assert_eq!(whole(Form::Json, &answer).kind, JSON);
    }
}
