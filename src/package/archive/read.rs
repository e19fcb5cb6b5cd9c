//! From an archive, which may be hostile, to files in memory. Nothing is unpacked to a disk.

use std::collections::BTreeSet;
use std::io::{BufRead as _, Error, ErrorKind, Read};
use std::path::Path;

use flate2::bufread::GzDecoder;

use super::tar_entries::{self, Found};
use crate::diagnostic::{Diagnostic, Failure, Problems, Result, plain};
use crate::manifest::layout::{SERVICES, is_of_package, order};
use crate::names::leads_into_git;
use crate::output::check_path;
use crate::package::archive::bounds::{MAX_ARCHIVE_BYTES, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FROM_BYTES};

/// Code of the problem of an archive that is too large to be read.
pub(in crate::package) const TOO_LARGE: &str = "package::too-large";

/// The content of an archive.
#[derive(Debug, Default)]
pub struct Unpacked {
    /// The folder of all entries; none if there are no entries.
    pub version: Option<String>,
    /// Texts by their paths below that folder, in the archive's order.
    pub files: Vec<(String, String)>,
    /// Why some or all entries are missing: a plain package doesn't have such entries.
    pub problems: Failure,
    /// Whether the archive was read to its end, even if entries were refused.
    pub is_whole: bool,
}

/// The files of the archive at `path`, texts by their paths below the version's folder.
///
/// # Errors
/// The archive can't be opened, or isn't the plain archive of a package: it has paths that leave their
/// folder, links, devices, entries that are there twice or in another order, bytes after the end, or more
/// than [`MAX_UNPACKED_BYTES`]. All problems are reported.
pub fn read(path: &Path) -> Result<Vec<(String, String)>> {
    let shown = path.display().to_string();
    let Unpacked { files, problems, .. } = unpack(&bytes(path)?, &shown);
    if problems.problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// The bytes of the archive at `path`.
///
/// # Errors
/// The archive can't be opened, or is too large.
pub(in crate::package) fn bytes(path: &Path) -> Result<Vec<u8>> {
    let shown = path.display().to_string();
    let unreadable = |why: String, help: &str| {
        Diagnostic::error("package::unreadable", format!("can't read the package: {why}"))
            .help(help)
            .at(&shown, "")
    };
    let failed = |error: &Error| match error.kind() {
        ErrorKind::InvalidInput | ErrorKind::IsADirectory => unreadable(plain(error), "name a .tgz"),
        _ => unreadable(plain(error), "check the path, and who may read the file"),
    };
    let file = crate::document::file::open(path).map_err(|error| failed(&error))?;
    let mut bytes = Vec::new();
    file.take(MAX_ARCHIVE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if bytes.len() as u64 > MAX_ARCHIVE_BYTES {
        let message = format!("the archive is larger than {} MiB", MAX_ARCHIVE_BYTES >> 20);
        return Err(Diagnostic::error(TOO_LARGE, message)
            .help("no provider is as large as that: check what the file is")
            .at(shown, "")
            .into());
    }
    Ok(bytes)
}

/// Unpacks the archive `bytes`, which messages call `shown`.
#[must_use]
pub fn unpack(bytes: &[u8], shown: &str) -> Unpacked {
    let problems = Problems::default();
    let mut archive =
        Archive { shown, problems: &problems, version: None, seen: BTreeSet::new(), files: Vec::new() };
    let mut stream = Bounded { inner: GzDecoder::new(bytes), packed: bytes.len() as u64, unpacked: 0 };
    let read = match stream.inner.header() {
        Some(_) => tar_entries::each(&mut stream, |found| archive.take(found)),
        None => Err("it isn't gzip".into()),
    };
    let read = read.and_then(|()| {
        let mut after = stream.inner.into_inner();
        match after.fill_buf() {
            Ok([]) => Ok(()),
            _ => Err("something follows its end, another member of gzip perhaps".into()),
        }
    });
    let is_whole = read.is_ok();
    if let Err(why) = read {
        archive.refuse("", &format!("the archive can't be read: {why}"));
    } else if archive.seen.is_empty() {
        archive.refuse("", "the archive is empty");
    }
    archive.check_order();
    let (version, files) = (archive.version, archive.files);
    Unpacked {
        version,
        files,
        problems: problems.or(()).err().unwrap_or_default().with_shared_help(),
        is_whole,
    }
}

/// The part of an archive that was read so far.
struct Archive<'a> {
    shown: &'a str,
    problems: &'a Problems,
    version: Option<String>,
    /// Names of entries, in a form in which names that are the same to some system are equal.
    seen: BTreeSet<String>,
    files: Vec<(String, String)>,
}

impl Archive<'_> {
    fn refuse(&self, entry: &str, why: &str) {
        self.problems.add(
            Diagnostic::error("package::archive", why)
                .help("a package has only plain files and folders: `provgen package` makes one")
                .at(self.shown, entry),
        );
    }

    fn take(&mut self, found: Found) {
        let (name, content) = match found {
            Found::Refused(name, why) => return self.refuse(&name, &why),
            Found::Folder(name) => (name, None),
            Found::File(name, content) => (name, Some(content)),
        };
        let bare = name.strip_suffix('/').filter(|_| content.is_none()).unwrap_or(&name);
        if let Err(why) = check_path(bare) {
            return self.refuse(&name, &why);
        }
        if leads_into_git(bare) {
            return self.refuse(&name, "its name is that of git's own folder");
        }
        if !self.seen.insert(bare.to_lowercase()) {
            return self.refuse(&name, "the archive has it twice, in this spelling or another");
        }
        let (version, below) = bare.split_once('/').unwrap_or((bare, ""));
        match &self.version {
            Some(known) if known != version => {
                return self.refuse(&name, &format!("it is outside of the package's folder `{known}/`"));
            }
            Some(_) => {}
            None => self.version = Some(version.into()),
        }
        let Some(content) = content else { return self.take_folder(&name, below) };
        let parent = bare.rsplit_once('/').map_or("", |(parent, _)| parent);
        if !self.seen.contains(&parent.to_lowercase()) {
            return self.refuse(&name, "its folder has no entry before it");
        }
        if !is_of_package(below) {
            return self.refuse(&name, "a package has no such file");
        }
        match String::from_utf8(content) {
            Ok(text) => self.files.push((below.into(), text)),
            Err(_) => self.refuse(&name, "its content isn't UTF-8"),
        }
    }

    fn take_folder(&self, name: &str, below: &str) {
        if !self.files.is_empty() {
            self.refuse(name, "the folder comes after files, and belongs before them");
        } else if !below.is_empty() && below != SERVICES {
            self.refuse(name, "a package has no such folder");
        }
    }

    fn check_order(&self) {
        for pair in self.files.windows(2) {
            if let [(before, _), (path, _)] = pair
                && order(path) < order(before)
            {
                self.refuse(path, &format!("it comes after `{before}`, and belongs before it"));
            }
        }
    }
}

/// A reader of the unpacked archive, which fails when a bound is exceeded.
struct Bounded<R> {
    inner: R,
    packed: u64,
    unpacked: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read =
            self.inner.read(buffer).map_err(|error| Error::other(format!("its gzip is broken: {error}")))?;
        self.unpacked += read as u64;
        if self.unpacked > MAX_UNPACKED_BYTES {
            return Err(Error::other(format!("it unpacks to more than {} MiB", MAX_UNPACKED_BYTES >> 20)));
        }
        if self.unpacked > RATIO_FROM_BYTES.max(MAX_RATIO * self.packed) {
            return Err(Error::other(format!("it unpacks to more than {MAX_RATIO} times its size")));
        }
        Ok(read)
    }
}
