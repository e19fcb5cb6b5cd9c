//! A request that arrived at the mock.

use percent_encoding::percent_decode_str;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::serve::http::Call;

/// The status of an answer that tells no error.
pub(super) const OK: u16 = 200;

/// A request that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Received {
    /// HTTP method.
    pub method: String,
    /// Path and query as they came; the path begins with the service.
    pub target: String,
    /// The body; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// Status of the mock's answer.
    pub status: u16,
    /// Headers with their values.
    #[serde(skip)]
    pub(in crate::trial) headers: Vec<(String, String)>,
}

impl Received {
    /// What `call` is, before it has an answer.
    pub(super) fn new(call: &Call) -> Self {
        Self {
            method: call.method.clone(),
            target: call.target.trim_end_matches('?').to_string(),
            body: String::from_utf8_lossy(&call.body).into_owned(),
            status: OK,
            headers: call.headers.clone(),
        }
    }

    /// The path as it came.
    pub(in crate::trial) fn raw_path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The path, decoded.
    pub(in crate::trial) fn path(&self) -> String {
        percent_decode_str(self.raw_path()).decode_utf8_lossy().into_owned()
    }

    /// Names and values of the query, decoded.
    pub(in crate::trial) fn query(&self) -> Vec<(String, String)> {
        crate::trial::query::pairs(self.target.split_once('?').map_or("", |(_, query)| query))
    }

    /// The value of the header `name`.
    pub(in crate::trial) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The body as JSON; none for no body, or another text.
    pub(in crate::trial) fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }
}

impl std::fmt::Display for Received {
    /// `POST /shop/v1/things?x=1   {"name": "a"}`; `GET /shop/v1/things 403` for an answer that tells an error.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.target)?;
        if self.status != OK {
            write!(f, " {}", self.status)?;
        }
        if self.body.is_empty() { Ok(()) } else { write!(f, "   {}", self.body) }
    }
}
