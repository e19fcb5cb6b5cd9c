//! A provider's version folder, the source of a package.
//!
//! In: a folder with `provider.yaml` and `services/`. Out: its texts by path, and the files that a package
//! leaves out. No file is skipped silently.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use walkdir::WalkDir;

use super::archive::is_of_package;
use super::version::Version;
use crate::diagnostic::{Diagnostic, Problems, Result, plain};
use crate::document::project::Inside;
use crate::document::read::TextKind;
use crate::manifest::layout::{PROVIDER, SERVICES, SIGNATURE, UNRELEASED};

/// The folder of `provgen generate` for manifests, below its output folder.
const GENERATED: &str = "providers/src";

/// The highest version of what is in `folder`; none if `folder` is itself a version's, or has none. StackQL takes the
/// highest by its name, too, and fails where there is no provider in it.
#[must_use]
pub fn version_below(folder: &Path) -> Option<OsString> {
    if folder.join(PROVIDER).exists() {
        return None;
    }
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let versions = names.map(|name| (name.to_str().and_then(|name| Version::parse(name).ok()), name));
    // A name that is no version, such as that of an unreleased one, comes before all others.
    versions
        .filter(|(version, name)| version.is_some() || folder.join(name).join(PROVIDER).is_file())
        .max()
        .map(|(_, name)| name)
}

/// The content of a version folder.
#[derive(Debug, Default)]
pub struct VersionFolder {
    /// Texts by path, with `/` between the parts; signatures are among them.
    pub files: BTreeMap<String, String>,
    /// Files that a package leaves out, by path, and why.
    pub left_out: Vec<(String, &'static str)>,
}

impl VersionFolder {
    /// The version folder that `folder` stands for: itself, or the one that `provgen generate` wrote below
    /// it.
    ///
    /// # Errors
    /// There are several version folders, and one has to be named; or a link on the way leads out of the
    /// project.
    pub fn locate(folder: &Inside) -> Result<Inside> {
        folder.check_links()?;
        if folder.path().join(PROVIDER).exists() {
            return Ok(folder.clone());
        }
        let generated = folder.join(Path::new(GENERATED));
        generated.check_links()?;
        let directories = std::fs::read_dir(generated.path()).into_iter().flatten().flatten();
        let below =
            directories.map(|directory| generated.join(&Path::new(&directory.file_name()).join(UNRELEASED)));
        let mut found: Vec<Inside> = below.filter(|below| below.path().join(PROVIDER).is_file()).collect();
        found.sort();
        found.iter().try_for_each(Inside::check_links)?;
        match found.as_slice() {
            [] => Ok(folder.clone()),
            [one] => Ok(one.clone()),
            several => {
                let names: Vec<String> = several.iter().map(Inside::shown).collect();
                Err(Diagnostic::error(
                    "package::several-providers",
                    "there are several providers in the folder",
                )
                .help(format!("name one of {}", names.join(", ")))
                .at(folder.shown(), "")
                .into())
            }
        }
    }

    /// As [`VersionFolder::locate`]; of a published provider's folder, which has a folder for each version, the
    /// highest version.
    ///
    /// # Errors
    /// As [`VersionFolder::locate`].
    pub fn latest(folder: &Inside) -> Result<Inside> {
        let located = Self::locate(folder)?;
        Ok(match version_below(located.path()) {
            Some(version) => located.join(Path::new(&version)),
            None => located,
        })
    }

    /// Reads the version folder `folder`.
    ///
    /// # Errors
    /// The folder doesn't exist, has no provider.yaml, has links or devices in it, or has a file that isn't a
    /// text; or a link on the way leads out of the project.
    pub fn read(inside: &Inside) -> Result<Self> {
        inside.check_links()?;
        let (folder, shown) = (inside.path(), inside.shown());
        if !folder.join(PROVIDER).is_file() {
            let message = if folder.is_dir() {
                format!("there is no {PROVIDER} in the folder")
            } else {
                "there is no such folder".into()
            };
            return Err(Diagnostic::error("package::no-provider", message)
                .help("name a version's folder, for example generated/providers/src/googleapis.com/v00.00.00000; `provgen generate` writes it")
                .at(shown, "")
                .into());
        }
        let problems = Problems::default();
        let mut source = Self::default();
        let mut walk = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            let entry = entry.map_err(|error| {
                let why = error.io_error().map_or_else(|| "the folder contains itself".into(), plain);
                Diagnostic::error("package::unreadable", format!("the folder can't be read: {why}"))
                    .help("check who may read it")
                    .at(&shown, "")
            })?;
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            let path = parts.join("/");
            let file = entry.path().display().to_string();
            let kind = entry.file_type();
            if kind.is_dir() {
                if path != SERVICES {
                    source
                        .left_out
                        .push((format!("{path}/"), "a package has no other folder than services/"));
                    walk.skip_current_dir();
                }
            } else if !kind.is_file() {
                let what = if kind.is_symlink() { "a symbolic link" } else { "neither a file nor a folder" };
                problems.add(
                    Diagnostic::error("package::link", format!("it is {what}"))
                        .help("replace it with a plain file or folder: a package has no others")
                        .at(file, ""),
                );
            } else if is_of_package(&path) {
                let text = inside.join(below).read(TextKind::Document)?;
                source.files.insert(path, text);
            } else {
                let why = if path.ends_with(SIGNATURE) {
                    "the package has no file that it signs"
                } else {
                    "a package has only provider.yaml and services/*.yaml"
                };
                source.left_out.push((path, why));
            }
        }
        problems.or(source)
    }

    /// The texts without their signatures, which count as left out from now on.
    pub fn unsigned(&mut self) {
        let (signatures, files) =
            std::mem::take(&mut self.files).into_iter().partition(|(path, _)| path.ends_with(SIGNATURE));
        self.files = files;
        let signatures: BTreeMap<String, String> = signatures;
        let why = "signatures are made anew";
        self.left_out.extend(signatures.into_keys().map(|path| (path, why)));
        self.left_out.sort();
    }
}
