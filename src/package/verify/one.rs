//! Checking one package: an archive, or a version folder.

use std::collections::BTreeMap;
use std::path::Path;

use super::signatures::{self, Signatures};
use super::verdict::{Signed, Trust, Verdict, Verified};
use crate::diagnostic::{Diagnostic, Failure, Problems, Result};
use crate::document::project::{Inside, read_found};
use crate::document::read::TextKind;
use crate::manifest::layout::{self, PROVIDER, UNRELEASED};
use crate::package::archive::{self, Unpacked};
use crate::package::documents::PackageDocuments;
use crate::package::origin::Origin;
use crate::package::record::{self, Against};
use crate::package::source::VersionFolder;
use crate::package::version::{HELP, Version};

/// Checks the archive at `path`, and the record beside it.
///
/// # Errors
/// A file can't be read.
pub(super) fn archive(path: &Path, trust: &Trust<'_>) -> Result<Verdict> {
    let shown = path.display().to_string();
    let bytes = match archive::bytes(path) {
        Err(failure) if failure.problems.iter().any(|problem| problem.code == archive::TOO_LARGE) => {
            return Ok(Verdict { problems: failure, ..nothing(shown) });
        }
        bytes => bytes?,
    };
    let Unpacked { version, files, problems: refused, is_whole } = archive::unpack(&bytes, &shown);
    let Some(version) = version.filter(|_| is_whole) else {
        return Ok(Verdict { problems: refused, ..nothing(shown) });
    };
    let problems = Problems::default();
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if stem != version && Version::parse(&stem).is_ok() {
        problems.add(mismatch(format!("the archive holds {version}, not {stem}")).at(&shown, ""));
    }
    let parsed = Version::parse(&version).map_err(|error| {
        let problem = Diagnostic::error("package::version", format!("`{version}` is not a version: {error}"));
        problems.add(problem.help(HELP).at(&shown, format!("{version}/")));
    });
    let files: BTreeMap<String, String> = files.into_iter().collect();
    let mut documents = PackageDocuments::read(&files, &shown);
    if let Some(provider) = documents.provider.as_ref().filter(|provider| provider.version != version) {
        let message = format!("`version` is {}, and the archive holds {version}", provider.version);
        problems.add(mismatch(message).at(format!("{shown}/{PROVIDER}"), "/version"));
    }
    let signatures = signatures::of_files(&files, &shown, trust, &problems);
    let mut notes = std::mem::take(&mut documents.notes);
    if let (Ok(version), Some(provider)) = (&parsed, &documents.provider) {
        let files = layout::sorted(&files);
        let beside = path.with_extension("json");
        let expected = |maker: &str, origin: &Origin| {
            record::text(maker, version, provider, &bytes, &files, &documents, origin)
        };
        if beside.is_file() {
            match read_found(&beside, &beside.display().to_string(), TextKind::Record) {
                Ok(text) => {
                    compare(&text, &beside, expected, Against::Archive, &problems);
                    signatures::of_record(&text, &beside, signatures, trust, &problems);
                }
                Err(failure) => failure.problems.into_iter().for_each(|problem| problems.add(problem)),
            }
        } else {
            signatures::of_no_record(&beside, &problems);
            notes.push(no_record(&beside));
        }
    }
    Ok(verdict(shown, Some(version), documents, signatures, [refused, failure(problems)], notes))
}

fn no_record(path: &Path) -> Diagnostic {
    Diagnostic::warning("package::no-record", "no record of checksums stands beside the archive")
        .help("`provgen package` writes one; without it, a changed archive shows by its signatures alone, and a file of another version by its time")
        .at(path.display().to_string(), "")
}

/// Checks the version folder `inside`.
///
/// # Errors
/// The folder can't be read.
pub(super) fn folder(inside: &Inside, trust: &Trust<'_>) -> Result<Verdict> {
    let (folder, shown) = (inside.path(), inside.shown());
    let source = match VersionFolder::read(inside) {
        Ok(source) => source,
        Err(failure) if failure.problems.iter().all(|problem| problem.code == "package::link") => {
            return Ok(Verdict { problems: failure, ..nothing(shown) });
        }
        Err(failure) => return Err(failure),
    };
    let problems = Problems::default();
    let mut documents = PackageDocuments::read(&source.files, &shown);
    let version = documents.provider.as_ref().map(|provider| provider.version.clone());
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let is_version = |name: &str| name == UNRELEASED || Version::parse(name).is_ok();
    if let Some(version) = version.as_ref().filter(|version| **version != name && is_version(&name)) {
        let message = format!("`version` is {version}, and the folder is called {name}");
        problems.add(mismatch(message).at(format!("{shown}/{PROVIDER}"), "/version"));
    }
    let mut notes: Vec<Diagnostic> = source
        .left_out
        .iter()
        .map(|(path, why)| {
            Diagnostic::warning("package::left-out", *why)
                .help("`provgen package` leaves it out")
                .at(format!("{shown}/{path}"), "")
        })
        .collect();
    notes.append(&mut documents.notes);
    let signatures = signatures::of_files(&source.files, &shown, trust, &problems);
    // The record stands where the archive was that the folder was unpacked from.
    let beside = folder.with_file_name(format!("{name}.json"));
    let parsed = version.as_ref().and_then(|version| Version::parse(version).ok());
    if let (Some(version), Some(provider), true) = (&parsed, &documents.provider, beside.is_file()) {
        let files = layout::sorted(&source.files);
        let expected = |maker: &str, origin: &Origin| {
            record::text(maker, version, provider, &[], &files, &documents, origin)
        };
        match read_found(&beside, &beside.display().to_string(), TextKind::Record) {
            Ok(text) => {
                compare(&text, &beside, expected, Against::Folder, &problems);
                signatures::of_record(&text, &beside, signatures, trust, &problems);
            }
            Err(failure) => failure.problems.into_iter().for_each(|problem| problems.add(problem)),
        }
    }
    Ok(verdict(shown, version, documents, signatures, [failure(problems)], notes))
}

/// The verdict on a file or folder of which only the place is known.
fn nothing(place: String) -> Verdict {
    let package = Verified {
        place,
        provider: None,
        version: None,
        directory: None,
        counts: crate::provider::Counts::default(),
        signed: Signed::No,
        is_sound: false,
    };
    Verdict { packages: vec![package], ..Verdict::default() }
}

fn verdict(
    place: String,
    version: Option<String>,
    documents: PackageDocuments,
    signatures: Signatures,
    failures: impl IntoIterator<Item = Failure>,
    notes: Vec<Diagnostic>,
) -> Verdict {
    let provider = documents.provider.as_ref();
    let counts = documents.counts();
    let found = |failure: Failure| failure.with_shared_help();
    let problems = Failure::join(failures.into_iter().chain([documents.problems]).map(found));
    let package = Verified {
        place,
        provider: provider.map(|provider| provider.name.to_string()),
        version,
        directory: provider.map(|provider| provider.directory.to_string()),
        counts,
        signed: signatures.signed,
        is_sound: problems.problems.is_empty(),
    };
    Verdict { packages: vec![package], problems, notes }
}

fn failure(problems: Problems) -> Failure {
    problems.or(()).err().unwrap_or_default()
}

fn mismatch(message: String) -> Diagnostic {
    Diagnostic::error("package::mismatch", message)
        .help("StackQL takes a package by its file's name: `provgen package` gives all of it one version")
}

/// Compares the record `text`, which is at `path`, with the one made from the archive or the folder.
fn compare(
    text: &str,
    path: &Path,
    expected: impl Fn(&str, &Origin) -> String,
    against: Against,
    problems: &Problems,
) {
    let file = path.display().to_string();
    let report = |pointer: String, message: String| {
        let problem = Diagnostic::error("package::record", message).help(match against {
            Against::Archive => {
                "the archive was changed after it was packed, or the record was: get both anew"
            }
            Against::Folder => {
                "the folder was changed after it was unpacked, or the record was: unpack it anew"
            }
        });
        problems.add(problem.at(&file, pointer));
    };
    let Some(maker) = record::maker(text) else {
        return report("/provgen".into(), "it doesn't say which version of provgen wrote it".into());
    };
    let origin = match record::origin(text) {
        Ok(origin) => origin,
        Err(why) => return report("/source".into(), why.into()),
    };
    match record::differences(text, &expected(&maker, &origin), against) {
        Ok(differences) => differences.into_iter().for_each(|(pointer, message)| report(pointer, message)),
        Err(error) => report(String::new(), format!("it isn't JSON: {error}")),
    }
}
