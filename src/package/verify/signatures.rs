//! Signatures: of the files of a package, which are all made at one time, and of the record beside an
//! archive.
//!
//! In: texts, which may be hostile, and the key that must have signed them. Out: the time of signing, and all
//! problems. Each file has a signature of its own, so a file from another version of the package has a valid
//! one: only the time reveals it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::verdict::{Signed, Trust};
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::project::read_found;
use crate::document::read::TextKind;
use crate::manifest::layout::{PROVIDER, SIGNATURE};
use crate::package::signature::FileSignature;
use crate::package::time::SignTime;

/// Code of the problems of a signature, except for those of its time.
const CODE: &str = "package::signature";

/// The result of checking the signatures of a package's files.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signatures {
    /// Whether the package is signed.
    pub(super) signed: Signed,
    /// Whether any file has a signature, valid or not.
    is_any: bool,
    /// The time at which provider.yaml was signed, by anyone.
    provider: Option<SignTime>,
}

/// Checks the signatures among `files`: either all files are signed or none, and at one time.
pub(super) fn of_files(
    files: &BTreeMap<String, String>,
    shown: &str,
    trust: &Trust<'_>,
    problems: &Problems,
) -> Signatures {
    if files.keys().all(|path| !path.ends_with(SIGNATURE)) {
        if trust.key.is_some() {
            let problem = Diagnostic::error(CODE, "nothing in it is signed");
            problems.add(problem.help("`provgen package --sign-key-env VAR` signs").at(shown, ""));
        }
        return Signatures { signed: Signed::No, is_any: false, provider: None };
    }
    let mut times = BTreeMap::new();
    let mut is_sound = true;
    for (path, text) in files {
        let wrong = if let Some(file) = path.strip_suffix(SIGNATURE) {
            (!files.contains_key(file)).then_some("it is the signature of a file that isn't there")
        } else {
            match files.get(&format!("{path}{SIGNATURE}")).map(|text| FileSignature::parse(text)) {
                None => Some("it isn't signed, and other files are"),
                Some(Err(why)) => Some(why),
                Some(Ok(signature)) if !trust.accepts(&signature, text) => {
                    Some("its signature wasn't made of this content by the owner of the key")
                }
                Some(Ok(signature)) => {
                    times.insert(path.as_str(), signature.time);
                    None
                }
            }
        };
        if let Some(why) = wrong {
            is_sound = false;
            let problem = Diagnostic::error(CODE, why)
                .help("it was changed after it was signed, or signed by someone else: get the package anew");
            problems.add(problem.at(format!("{shown}/{path}"), ""));
        }
    }
    let provider = times.get(PROVIDER).copied();
    for (path, time) in &times {
        let wrong = provider.and_then(|provider| apart(*time, provider, trust));
        if let Some(problem) = wrong {
            is_sound = false;
            problems.add(problem.at(format!("{shown}/{path}"), ""));
        }
    }
    let signed = match (times.into_values().max(), trust.key) {
        (Some(time), Some(_)) if is_sound => Signed::Checked(time),
        (Some(time), None) if is_sound => Signed::Unchecked(time),
        _ => Signed::No,
    };
    Signatures { signed, is_any: true, provider }
}

/// Checks the signature of the record `text`, which is at `path`: the record must be signed if the archive's
/// files are, and at the same time.
pub(super) fn of_record(text: &str, path: &Path, files: Signatures, trust: &Trust<'_>, problems: &Problems) {
    let beside = beside(path);
    let report = |message: &str| {
        let problem = Diagnostic::error(CODE, message).help(
            "the record was written anew, or signed by someone else: get it anew, with its signature and the archive",
        );
        problems.add(problem.at(path.display().to_string(), ""));
    };
    match (beside.is_file(), files.is_any) {
        (false, false) => return,
        (false, true) => return report("the record isn't signed, and the archive's files are"),
        (true, false) => return report("the record is signed, and no file of the archive is"),
        (true, true) => {}
    }
    let signature = match read_found(&beside, &beside.display().to_string(), TextKind::Signature) {
        Ok(text) => FileSignature::parse(&text),
        Err(failure) => return failure.problems.into_iter().for_each(|problem| problems.add(problem)),
    };
    match signature {
        Err(why) => report(why),
        Ok(signature) if !trust.accepts(&signature, text) => {
            report("its signature doesn't fit this record and the key");
        }
        Ok(signature) => {
            let wrong = files.provider.and_then(|provider| apart(signature.time, provider, trust));
            wrong.into_iter().for_each(|problem| problems.add(problem.at(path.display().to_string(), "")));
        }
    }
}

/// Reports a signature beside `path` that has no record.
pub(super) fn of_no_record(path: &Path, problems: &Problems) {
    let beside = beside(path);
    if beside.is_file() {
        let problem = Diagnostic::error(CODE, "it is the signature of a record that isn't there")
            .help("get the record anew, with its archive: without it, less of the archive can be checked");
        problems.add(problem.at(beside.display().to_string(), ""));
    }
}

/// The path of the signature of the record at `path`.
fn beside(path: &Path) -> PathBuf {
    let mut path = path.as_os_str().to_os_string();
    path.push(SIGNATURE);
    path.into()
}

/// The problem of a file that was signed at `time`, in a package whose provider.yaml was signed at
/// `provider`.
fn apart(time: SignTime, provider: SignTime, trust: &Trust<'_>) -> Option<Diagnostic> {
    let (message, help) = match time.since(provider) {
        Some(span) if span <= trust.span => return None,
        Some(_) => (
            format!(
                "it was signed {time}, and {PROVIDER} {provider}: all of a package is signed at one time"
            ),
            "it may be of another version: get the package anew; if its signer takes one file after the other, --signed-within says how long that may last",
        ),
        None => (
            format!("it was signed {time}, before {PROVIDER}, which was signed {provider}"),
            "an older version of it may have been put in its place: get the package anew",
        ),
    };
    Some(Diagnostic::error("package::signature-time", message).help(help))
}
