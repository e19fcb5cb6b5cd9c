//! Content beside JSON, such as the bytes of a file: what of an upload or a download StackQL leaves undone.

use serde::{Deserialize, Serialize};

use crate::api::Operation;

/// The direction in which content goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transfer {
    /// From the caller to the API.
    Upload,
    /// From the API to the caller.
    Download,
}

/// The transfers that the API offers by an operation. StackQL makes none of them: its calls send and read JSON
/// alone, and go to the path of the metadata.
pub fn not_made(operation: &Operation) -> impl Iterator<Item = Transfer> {
    let upload = operation.media.upload.as_ref().map(|_| Transfer::Upload);
    upload.into_iter().chain(operation.media.has_download.then_some(Transfer::Download))
}
