//! The list of files that provgen wrote, `.provgen-files` in the output folder: these may be replaced and
//! removed.
//!
//! In: the file, which anyone may have edited. Out: paths, every one of them safe ([`path::check`]), each
//! with the digest of its written content. The list alone decides nothing: a file is removed only in the
//! run's own area, and only while it still has those bytes.
//!
//! A line without a safe path is an error and not skipped: provgen never wrote it, so the file was edited or
//! damaged (for example by a merge, which leaves its marks), and guessing which other lines still hold could
//! remove the wrong files.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::digest::Digest;
use super::{own, path};
use crate::diagnostic::{Diagnostic, Problems, Result};

/// The first line. The others are in the form of `b3sum`.
const HEADER: &str = "# Written by provgen, the BLAKE3 digest and path of a file a line: it replaces and removes these files, and no others.";

/// The gap between digest and path.
const GAP: &str = "  ";

/// Largest list that is read, in bytes: room for half a million paths.
const MAX_BYTES: u64 = 64 << 20;

/// The file that a new one replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Nothing,
    File,
}

/// The files that earlier runs wrote.
#[derive(Debug, Default)]
pub(super) struct List {
    /// Digests of the written contents by path; none in a list from before digests were noted.
    paths: BTreeMap<String, Option<Digest>>,
    /// Folded path → path, to find those that differ in letter case only.
    folded: BTreeMap<String, String>,
    /// The text of the list; `None` if there is no list.
    text: Option<String>,
}

impl List {
    /// Reads the list below `root`.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let file = root.join(own::LIST);
        let name = file.display().to_string();
        let broken = |message: String| {
            Diagnostic::error("output::list", message)
                .help("restore it from version control; without it, what earlier runs left is not removed")
                .at(name.clone(), "")
        };
        let cannot = |error: &std::io::Error| {
            broken(format!("can't read the list of written files: {}", crate::diagnostic::plain(error)))
        };
        // The kind is checked before opening: opening a pipe could block forever, and a link may lead
        // anywhere.
        match fs::symlink_metadata(&file) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(Self::default());
            }
            Err(error) => return Err(cannot(&error).into()),
            Ok(metadata) if !metadata.is_file() => {
                return Err(broken("the list of written files is not a regular file".into()).into());
            }
            Ok(_) => {}
        }
        let mut bytes = Vec::new();
        let opened = File::open(&file).map_err(|error| cannot(&error))?;
        opened.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
        if bytes.len() as u64 > MAX_BYTES {
            let mib = MAX_BYTES >> 20;
            return Err(broken(format!("the list of written files is larger than {mib} MiB")).into());
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| broken("the list of written files is not UTF-8 text".into()))?;
        Self::parse(text, &name)
    }

    fn parse(text: String, name: &str) -> Result<Self> {
        let problems = Problems::default();
        let mut list = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || (index == 0 && line.starts_with('#')) {
                continue;
            }
            let (digest, path) = parse_line(line);
            let (before, line) = (line.len() - path.len(), path);
            if let Err(why) = path::check(line) {
                problems.add(
                    Diagnostic::error("output::list", format!("not a path that provgen wrote: {why}"))
                        .help("take the line out, or restore the list from version control")
                        .at(name, "")
                        .at_line(&text, index + 1, 1 + before, line.chars().count()),
                );
                continue;
            }
            list.folded.insert(path::fold(line), line.to_string());
            list.paths.insert(line.to_string(), digest);
        }
        list.text = Some(text);
        problems.or(list)
    }

    /// The paths, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(String::as_str)
    }

    /// Whether provgen wrote the file at `path`.
    pub(super) fn has(&self, path: &str) -> bool {
        self.paths.contains_key(path)
    }

    /// The digest of what provgen wrote at `path`.
    pub(super) fn digest(&self, path: &str) -> Option<Digest> {
        self.paths.get(path).copied().flatten()
    }

    /// Whether `path` is new, and an earlier path differs from it in letter case only.
    pub(super) fn has_only_a_variant_of(&self, path: &str) -> bool {
        !self.has(path) && self.folded.contains_key(&path::fold(path))
    }

    /// Whether the list has to be written to hold `text`, and if so, what it replaces.
    pub(super) fn outdated(&self, text: &str) -> Option<Before> {
        match &self.text {
            None if text.lines().count() <= 1 => None,
            None => Some(Before::Nothing),
            Some(now) if now == text => None,
            Some(_) => Some(Before::File),
        }
    }
}

/// A line's digest, if it has one, and its path.
fn parse_line(line: &str) -> (Option<Digest>, &str) {
    let parts = line.split_once(GAP).and_then(|(digest, path)| Some((Digest::parse(digest)?, path)));
    parts.map_or((None, line), |(digest, path)| (Some(digest), path))
}

/// The list's text for files, which are sorted by path.
pub(super) fn render<'a>(files: impl Iterator<Item = (&'a str, Option<Digest>)>) -> String {
    let mut text = format!("{HEADER}\n");
    for (path, digest) in files {
        // Writing to a string can't fail.
        let _ = match digest {
            Some(digest) => writeln!(text, "{digest}{GAP}{path}"),
            None => writeln!(text, "{path}"),
        };
    }
    text
}
