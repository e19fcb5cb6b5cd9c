//! Checking a folder that a registry is served from: each package, and whether the list names exactly these.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::one;
use super::verdict::{Trust, Verdict, Verified};
use crate::diagnostic::{Diagnostic, Failure, Problems, Result, plain};
use crate::document::project::read_found;
use crate::document::read::TextKind;
use crate::names::ProviderName;
use crate::package::index::{self, RegistryIndex};
use crate::provider::identity::ProviderSettings;

/// The archives in `folder` itself, sorted.
pub(super) fn archives(folder: &Path) -> Result<Vec<PathBuf>> {
    walk(folder, 1)
}

/// Checks the archive at `path`, which must be a plain file.
///
/// # Errors
/// The archive can't be read.
pub(super) fn archive(path: &Path, trust: &Trust<'_>) -> Result<Verdict> {
    if path.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
        return one::archive(path, trust);
    }
    let problem =
        Diagnostic::error("package::link", "it isn't a plain file, and a registry serves only plain files")
            .help("replace it with a plain file, or remove it")
            .at(path.display().to_string(), "");
    Ok(Verdict { problems: problem.into(), ..Verdict::default() })
}

/// Checks the folder `root`, which has a list of providers.
///
/// # Errors
/// The folder or the list can't be read.
pub(super) fn registry(root: &Path, trust: &Trust<'_>) -> Result<Verdict> {
    let path = root.join(index::FILE);
    let file = path.display().to_string();
    let text = read_found(&path, &file, TextKind::Index)?;
    let index = match RegistryIndex::parse(&text, &file) {
        Ok(index) => index,
        Err(problems) => return Ok(Verdict { problems, ..Verdict::default() }),
    };
    let mut all = Verdict::default();
    for path in walk(root, 2)? {
        all = all.join(archive(&path, trust)?);
    }
    let problems = Problems::default();
    let mut found = BTreeSet::new();
    for package in &all.packages {
        let Verified { provider: Some(provider), version: Some(version), directory: Some(directory), .. } =
            package
        else {
            continue;
        };
        let place = Path::new(&package.place);
        let folder = place.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        if folder.as_deref() != Some(directory) {
            let message = format!("its services are in the folder `{directory}`");
            let problem = Diagnostic::error("package::mismatch", message);
            problems.add(problem.help(format!("put it into {directory}/")).at(&package.place, ""));
        } else if index.versions(provider).all(|listed| listed != version) {
            let message = format!("{} doesn't name {version} of `{provider}`", index::FILE);
            let problem = Diagnostic::error("package::unlisted", message);
            problems.add(
                problem.help("StackQL doesn't see it: add it there, or remove it").at(&package.place, ""),
            );
        }
        found.insert((provider.clone(), version.clone()));
    }
    for name in index.providers() {
        for version in
            index.versions(name).filter(|version| !found.contains(&(name.into(), (*version).into())))
        {
            let wanted =
                ProviderName::new(name).map(|name| ProviderSettings::named(name).directory.to_string());
            let wanted = root.join(wanted.unwrap_or(name.into())).join(format!("{version}.tgz"));
            // An archive that exists but can't be read was reported already.
            if !wanted.exists() {
                let message = format!("there is no archive of {version} of `{name}`");
                problems.add(
                    Diagnostic::error("package::missing", message)
                        .help(format!("StackQL will ask for {}", wanted.display()))
                        .at(&file, format!("/providers/{name}/versions")),
                );
            }
        }
    }
    let own = problems.or(()).map_err(|failure| crate::document::locate::positions(failure, &text, &file));
    all.problems = Failure::join([all.problems, own.err().unwrap_or_default()]);
    Ok(all)
}

/// The archives at `depth` below `folder`, sorted.
fn walk(folder: &Path, depth: usize) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).min_depth(depth).max_depth(depth).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let why = error.io_error().map_or_else(|| "the folder contains itself".into(), plain);
            Diagnostic::error("package::unreadable", format!("the folder can't be read: {why}"))
                .help("check who may read it")
                .at(folder.display().to_string(), "")
        })?;
        if entry.path().extension().is_some_and(|ending| ending == "tgz") && !entry.file_type().is_dir() {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}
