//! Content beside JSON, such as the bytes of a file: what an API offers, and operations that transfer it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::OperationId;

/// Content beside the JSON of an operation; only discovery documents tell of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Media {
    /// How content is sent, if the operation takes any.
    pub upload: Option<MediaUpload>,
    /// Where the API answers with the content itself if a call asks for it with `alt=media`; none if it doesn't.
    pub download: Option<MediaDownload>,
}

/// Where the content of an operation comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaDownload {
    /// The operation's own path.
    Here,
    /// The operation's own path below `/download/`, on the same host.
    Apart,
}

/// The direction in which content goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Transfer {
    /// From the caller to the API.
    Upload,
    /// From the API to the caller.
    Download,
}

/// The transfer that an operation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The direction.
    pub transfer: Transfer,
    /// The operation that takes or answers with what is known of the content, as JSON; none if the document
    /// doesn't say, as manifests don't.
    pub of: Option<OperationId>,
}

/// How content is sent to an operation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaUpload {
    /// The path for content in a single request, below the server's host and with the braces of the document; none
    /// if the document doesn't give it.
    pub path: Option<String>,
}
