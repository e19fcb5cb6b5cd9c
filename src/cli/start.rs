//! The next line to type, where nothing has begun.
//!
//! In: the current folder. Out: a line that leads on from there, which names a document of the folder if there is one.

use std::io::Read as _;
use std::path::Path;

use crate::document::file::open;

/// The folders in which documents are looked for, and the names before theirs.
const FOLDERS: [(&str, &str); 2] = [(".", ""), ("specs", "specs/")];

/// Most entries of a folder that are looked at: a folder may be anything.
const MAX_ENTRIES: usize = 1000;

/// Most files that are opened.
const MAX_OPENED: usize = 40;

/// Bytes of a file that are read: what the file is stands near its start.
const HEAD_BYTES: u64 = 64 << 10;

/// Words that a document has near its start. A text with one of them may be something else all the same: the line that
/// names it then tells.
const WORDS: [&str; 4] = ["\"openapi\"", "openapi:", "swagger", "discovery#restDescription"];

/// The line to type next in the current folder, which has no configuration.
pub(super) fn next() -> String {
    match document() {
        Some(document) => {
            format!("{}   (write a provgen.yaml for the document that is here)", init(&document))
        }
        None => format!("{}   (of an OpenAPI document, or of one of Google's)", init("DOCUMENT")),
    }
}

/// How to get a configuration in the current folder, as the help of a message.
pub(super) fn way_to_configuration() -> String {
    match document() {
        Some(document) => format!(
            "type `{}` to write one, or `provgen generate --spec {document} --provider NAME` to do without",
            init(&document)
        ),
        None => format!(
            "put an OpenAPI document here and type `{}`; or name a configuration with --config",
            init("DOCUMENT")
        ),
    }
}

fn init(document: &str) -> String {
    format!("provgen init {document} --provider NAME")
}

/// A document in the current folder or in `specs`: the first by name, of those whose names a shell takes as they are.
fn document() -> Option<String> {
    let mut opened = 0;
    for (folder, before) in FOLDERS {
        for name in names(Path::new(folder)) {
            if opened == MAX_OPENED {
                return None;
            }
            opened += 1;
            if is_document(&Path::new(folder).join(&name)) {
                return Some(format!("{before}{name}"));
            }
        }
    }
    None
}

/// The names in `folder` that a document may have, in their order.
fn names(folder: &Path) -> Vec<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().take(MAX_ENTRIES);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names
        .filter(|name| {
            let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
            name.chars().all(is_plain)
                && !name.starts_with(['-', '.'])
                && matches!(extension, Some("json" | "yaml" | "yml"))
        })
        .collect();
    names.sort();
    names
}

fn is_document(path: &Path) -> bool {
    let mut head = Vec::new();
    // A file that can't be read is none to begin with.
    let read = open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    let head = String::from_utf8_lossy(&head);
    read.is_ok() && WORDS.iter().any(|word| head.contains(word))
}
