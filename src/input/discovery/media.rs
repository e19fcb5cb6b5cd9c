//! Content beside a method's JSON: what a document says of uploads and downloads.

use super::path_check::path_is_sound;
use crate::api::{Media, MediaDownload, MediaUpload};
use crate::document::cursor::Cursor;

/// What the method at `at` says of content.
pub(super) fn media(at: &Cursor<'_, '_>) -> Media {
    let flag =
        |key: &str| at.entries().find(|(name, _)| *name == key).is_some_and(|(_, value)| value.boolean());
    let download = if flag("useMediaDownloadService") { MediaDownload::Apart } else { MediaDownload::Here };
    let takes_content = flag("supportsMediaUpload");
    let described = at.entries().find(|(name, _)| *name == "mediaUpload").map(|(_, value)| upload(&value));
    Media {
        upload: described.or_else(|| takes_content.then(MediaUpload::default)),
        download: flag("supportsMediaDownload").then_some(download),
    }
}

fn upload(at: &Cursor<'_, '_>) -> MediaUpload {
    let mut found = MediaUpload::default();
    for (key, value) in at.entries() {
        match key {
            "accept" => drop(value.strings()),
            "maxSize" => drop(value.string()),
            "protocols" => {
                for (protocol, value) in value.entries() {
                    let path = path(&value);
                    if protocol == "simple" {
                        found.path = path;
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// The path of a protocol, such as `simple` or `resumable`.
fn path(at: &Cursor<'_, '_>) -> Option<String> {
    let mut found = None;
    for (key, value) in at.entries() {
        match key {
            "path" => found = value.string().filter(|path| path_is_sound(path, &value)),
            "multipart" => {
                value.boolean();
            }
            _ => {}
        }
    }
    found
}
