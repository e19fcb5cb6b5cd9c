//! A provider's version folder: what a package is made from.
//!
//! In: a folder with `provider.yaml` and `services/`. Out: its texts by path, and what else is there, which a package leaves
//! out. Nothing is passed over in silence.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::archive::{PROVIDER, SERVICES, SIGNATURE, is_of_package};
use crate::diagnostic::{Diagnostic, Problems, Result, plain};
use crate::manifest::UNRELEASED;

/// Where `provgen generate` writes manifests to, below its output folder.
const GENERATED: &str = "providers/src";

/// What is in a version folder.
#[derive(Debug, Default)]
pub struct Source {
    /// Texts by path, `/` between its parts; those of signatures among them.
    pub files: BTreeMap<String, String>,
    /// What a package doesn't have, by path, and why.
    pub left_out: Vec<(String, &'static str)>,
}

impl Source {
    /// The version folder that `folder` stands for: itself, or the one that `provgen generate` wrote below it.
    ///
    /// # Errors
    /// It wrote several there, and one has to be named.
    pub fn locate(folder: &Path) -> Result<PathBuf> {
        if folder.join(PROVIDER).exists() {
            return Ok(folder.to_path_buf());
        }
        let directories = std::fs::read_dir(folder.join(GENERATED)).into_iter().flatten().flatten();
        let below = directories.map(|directory| directory.path().join(UNRELEASED));
        let mut found: Vec<PathBuf> = below.filter(|path| path.join(PROVIDER).is_file()).collect();
        found.sort();
        match found.as_slice() {
            [] => Ok(folder.to_path_buf()),
            [one] => Ok(one.clone()),
            several => {
                let names: Vec<String> = several.iter().map(|path| path.display().to_string()).collect();
                Err(Diagnostic::error(
                    "package::several-providers",
                    "there are several providers in the folder",
                )
                .help(format!("name one of {}", names.join(", ")))
                .at(folder.display().to_string(), "")
                .into())
            }
        }
    }

    /// Reads the version folder `folder`.
    ///
    /// # Errors
    /// There is no such folder, it has no provider.yaml, it holds links or devices, a file isn't a text.
    pub fn read(folder: &Path) -> Result<Self> {
        let shown = folder.display().to_string();
        if !folder.join(PROVIDER).is_file() {
            let message = match folder.is_dir() {
                true => format!("there is no {PROVIDER} in the folder"),
                false => "there is no such folder".into(),
            };
            return Err(Diagnostic::error("package::no-provider", message)
                .help("name a version's folder, generated/providers/src/googleapis.com/v00.00.00000 for one; `provgen generate` writes it")
                .at(shown, "")
                .into());
        }
        let problems = Problems::default();
        let mut source = Self::default();
        let mut walk = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            let entry = entry.map_err(|error| {
                let why = error.io_error().map_or_else(|| "it holds itself".into(), plain);
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
                        .help("put what it stands for in its place: a package has files alone")
                        .at(file, ""),
                );
            } else if is_of_package(&path) {
                source.files.insert(path, crate::document::read::read(entry.path(), &file)?);
            } else {
                let why = match path.ends_with(SIGNATURE) {
                    true => "no file of a package has that signature",
                    false => "a package has provider.yaml and services/*.yaml alone",
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
