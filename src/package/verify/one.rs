//! One package: an archive, or a version folder.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Signed, Verdict, Verified};
use crate::diagnostic::{Diagnostic, Failure, Problems, Result};
use crate::input::project::read_found;
use crate::manifest::UNRELEASED;
use crate::package::archive::{self, PROVIDER, SIGNATURE, Unpacked};
use crate::package::documents::Documents;
use crate::package::key::PublicKey;
use crate::package::record;
use crate::package::signature::Signature;
use crate::package::source::Source;
use crate::package::version::{HELP, Version};

/// Looks at the archive at `path`, and at the record beside it.
///
/// # Errors
/// It can't be read.
pub(super) fn archive(path: &Path, key: Option<&PublicKey>) -> Result<Verdict> {
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
        let problem = Diagnostic::error("package::version", format!("`{version}` is no version: {error}"));
        problems.add(problem.help(HELP).at(&shown, format!("{version}/")));
    });
    let files: BTreeMap<String, String> = files.into_iter().collect();
    let mut documents = Documents::read(&files, &shown);
    if let Some(provider) = documents.provider.as_ref().filter(|provider| provider.version != version) {
        let message = format!("`version` is {}, and the archive holds {version}", provider.version);
        problems.add(mismatch(message).at(format!("{shown}/{PROVIDER}"), "/version"));
    }
    let signed = signatures(&files, &shown, key, &problems);
    let mut notes = std::mem::take(&mut documents.notes);
    if let (Ok(version), Some(provider)) = (&parsed, &documents.provider) {
        let files = archive::sorted(&files);
        let beside = path.with_extension("json");
        let expected = |maker: &str| record::text(maker, version, provider, &bytes, &files, &documents);
        if beside.is_file() {
            match read_found(&beside, &beside.display().to_string()) {
                Ok(text) => compare(&text, &beside, expected, &problems),
                Err(failure) => failure.problems.into_iter().for_each(|problem| problems.add(problem)),
            }
        } else {
            notes.push(no_record(&beside));
        }
    }
    Ok(verdict(shown, Some(version), documents, signed, [refused, failure(problems)], notes))
}

fn no_record(path: &Path) -> Diagnostic {
    Diagnostic::warning("package::no-record", "no record of checksums stands beside the archive")
        .help("`provgen package` writes one; without it, a changed archive shows by its signatures alone")
        .at(path.display().to_string(), "")
}

/// Looks at the version folder `folder`.
///
/// # Errors
/// It can't be read.
pub(super) fn folder(folder: &Path, key: Option<&PublicKey>) -> Result<Verdict> {
    let shown = folder.display().to_string();
    let source = match Source::read(folder) {
        Ok(source) => source,
        Err(failure) if failure.problems.iter().all(|problem| problem.code == "package::link") => {
            return Ok(Verdict { problems: failure, ..nothing(shown) });
        }
        Err(failure) => return Err(failure),
    };
    let problems = Problems::default();
    let mut documents = Documents::read(&source.files, &shown);
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
    let signed = signatures(&source.files, &shown, key, &problems);
    Ok(verdict(shown, version, documents, signed, [failure(problems)], notes))
}

/// What is said of something that can't be told more of than its place.
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
    documents: Documents,
    signed: Signed,
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
        signed,
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

/// Checks the signatures among `files`, of which either all or none are signed.
fn signatures(
    files: &BTreeMap<String, String>,
    shown: &str,
    key: Option<&PublicKey>,
    problems: &Problems,
) -> Signed {
    let report = |path: &str, message: &str, help: &str| {
        let problem = Diagnostic::error("package::signature", message).help(help);
        problems.add(problem.at(format!("{shown}/{path}"), ""));
    };
    if files.keys().all(|path| !path.ends_with(SIGNATURE)) {
        if key.is_some() {
            let problem = Diagnostic::error("package::signature", "nothing in it is signed");
            problems.add(problem.help("`provgen package --sign-key-env VAR` signs").at(shown, ""));
        }
        return Signed::No;
    }
    let mut latest = None;
    let mut is_sound = true;
    for (path, text) in files {
        let wrong = if let Some(file) = path.strip_suffix(SIGNATURE) {
            (!files.contains_key(file)).then_some("it is the signature of a file that isn't there")
        } else {
            match files.get(&format!("{path}{SIGNATURE}")).map(|text| Signature::parse(text)) {
                None => Some("it isn't signed, and other files are"),
                Some(Err(why)) => Some(why),
                Some(Ok(signature)) if key.is_some_and(|key| !signature.is_of(key, text.as_bytes())) => {
                    Some("its signature isn't made of this content by the owner of the key")
                }
                Some(Ok(signature)) => {
                    latest = latest.max(Some(signature.time));
                    None
                }
            }
        };
        if let Some(why) = wrong {
            is_sound = false;
            report(
                path,
                why,
                "it was changed after it was signed, or signed by someone else: get the package anew",
            );
        }
    }
    match (latest, key) {
        (Some(time), Some(_)) if is_sound => Signed::Checked(time),
        (Some(time), None) if is_sound => Signed::Unchecked(time),
        _ => Signed::No,
    }
}

/// Holds the record `text`, which is at `path`, against what the archive says.
fn compare(text: &str, path: &Path, expected: impl Fn(&str) -> String, problems: &Problems) {
    let file = path.display().to_string();
    let report = |pointer: String, message: String| {
        let problem = Diagnostic::error("package::record", message)
            .help("the archive was changed after it was packed, or the record was: get both anew");
        problems.add(problem.at(&file, pointer));
    };
    let Some(maker) = record::maker(text) else {
        return report("/provgen".into(), "it doesn't say which version of provgen wrote it".into());
    };
    match record::differences(text, &expected(&maker)) {
        Ok(differences) => differences.into_iter().for_each(|(pointer, message)| report(pointer, message)),
        Err(error) => report(String::new(), format!("it isn't JSON: {error}")),
    }
}
