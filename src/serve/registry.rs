//! A folder of packages as a registry: the files that StackQL requests, and no others.
//!
//! In: a request. Out: `/dist/providers.yaml`, or the file at `/dist/<directory>/<version>.tgz` or beside it.
//! Files are read for each request, so that new packages are there at once. No address leads out of the
//! folder.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::output::check_path;
use crate::package::{INDEX_FILE, Shelf};
use crate::serve::http::{Request, Response, Status};

/// The start of addresses.
const PREFIX: &str = "dist";

/// Media types of the files in a provider's folder, by ending.
const KINDS: [(&str, &str); 4] = [
    (".tgz", "application/gzip"),
    (".json", "application/json"),
    (".json.sig", "text/plain; charset=utf-8"),
    (".md", "text/markdown; charset=utf-8"),
];

/// The answers of a registry that is the folder `root`.
pub fn answers(root: PathBuf) -> impl Fn(&Request) -> Response + Send + Sync + 'static {
    move |request| answer(&root, &request.path)
}

fn answer(root: &Path, path: &str) -> Response {
    let path = path.trim_start_matches('/');
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() || path == PREFIX {
        return front(root);
    }
    if let Err(why) = check_path(path) {
        return Response::word(Status::BadRequest, &format!("The address isn't one of a registry: {why}."));
    }
    let nothing = |what: &str| Response::word(Status::NotFound, what);
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        [PREFIX, INDEX_FILE] => {
            let found = plain_file(root, &[INDEX_FILE]);
            found.map_or_else(
                || nothing("Nothing has been packed here yet."),
                |(file, length)| Response::file("application/yaml", file, length),
            )
        }
        [PREFIX, directory, file] => {
            let kind = KINDS.iter().find(|(ending, _)| file.ends_with(ending)).map(|(_, kind)| *kind);
            let found = kind.and_then(|kind| Some((kind, plain_file(root, &[directory, file])?)));
            found.map_or_else(
                || nothing("There is no such package: /dist/providers.yaml has those that there are."),
                |(kind, (file, length))| Response::file(kind, file, length),
            )
        }
        _ => nothing("A registry has /dist/providers.yaml and /dist/<directory>/<version>.tgz."),
    }
}

/// The file at the path `parts`, and its size. Links are not followed, hidden names are refused, and a pipe
/// isn't opened.
fn plain_file(root: &Path, parts: &[&str]) -> Option<(File, u64)> {
    let mut path = root.to_path_buf();
    let mut is_file = false;
    if parts.iter().any(|part| part.starts_with('.')) {
        return None;
    }
    for part in parts {
        path.push(part);
        let kind = path.symlink_metadata().ok()?.file_type();
        if kind.is_symlink() {
            return None;
        }
        is_file = kind.is_file();
    }
    if !is_file {
        return None;
    }
    let file = crate::document::file::open_itself(&path).ok()?;
    let length = file.metadata().ok()?.len();
    Some((file, length))
}

/// The list of packages, for people.
fn front(root: &Path) -> Response {
    let text = match Shelf::open(root) {
        Ok(shelf) => shelf.listing(),
        Err(failure) => return Response::word(Status::Failed, failure.to_string().trim_end()),
    };
    Response::new("text/plain; charset=utf-8", text)
}
