//! Planning a commit.
//!
//! In: the staged files and the state of their places, the list of earlier files, and which of them this run
//! is responsible for. Out: the report, the moves and the new list; or all obstacles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::digest::Digest;
use super::disk::{self, Above, PathState};
use super::entry::StagedFile;
use super::existing::Existing;
use super::journal::Steps;
use super::list::{self, Before};
use super::report::{ChangeKind, FileChange, Mode, OutputReport, Why};
use super::trouble::{self, BoxedResult};
use super::{own, path};
use crate::diagnostic::{Diagnostic, Result};

/// Most files that a warning names.
const MAX_NAMED: usize = 5;

/// A planned commit.
pub(super) struct Plan {
    pub(super) report: OutputReport,
    pub(super) steps: Steps,
    /// The text of the new list; empty with [`Mode::Check`], which has no steps either.
    pub(super) list: String,
}

/// Plans the commit of `staged`.
pub(super) fn make(
    existing: &Existing,
    mode: Mode,
    staged: &BTreeMap<String, StagedFile>,
    owned: impl Fn(&str) -> bool,
) -> Result<Plan> {
    let earlier: Vec<&str> = existing.list.paths().filter(|path| !staged.contains_key(*path)).collect();
    let (left, others): (Vec<&str>, Vec<&str>) = earlier.into_iter().partition(|path| owned(path));

    let mut problems = conflicts(existing, staged)?;
    let (orphans, kept) = left_over(existing, &left, &mut problems)?;
    let stays = kept.iter().filter(|(_, why)| **why != Why::Elsewhere).map(|(path, _)| *path);
    let after: BTreeSet<&str> =
        staged.keys().map(String::as_str).chain(others.clone()).chain(stays).collect();
    problems.extend(path::clashes(after.iter().copied()));
    if mode == Mode::Write {
        problems.extend(in_the_way(existing, staged, &orphans)?);
    }
    if !problems.is_empty() {
        return Err(trouble::all(problems));
    }
    let mut report = report(mode, staged, &orphans, &kept);
    if mode == Mode::Check {
        return Ok(Plan { report, steps: Steps::default(), list: String::new() });
    }
    report.warnings = warnings(existing, &kept);
    let earlier = others.into_iter().chain(kept.into_keys()).map(|path| (path, existing.list.digest(path)));
    let files = staged.iter().map(|(path, entry)| (path.as_str(), entry.digest)).chain(earlier);
    Ok(Plan {
        report,
        steps: steps(existing, staged, &orphans)?,
        list: list::render(files.collect::<BTreeMap<_, _>>().into_iter()),
    })
}

/// Paths that were staged with different contents.
fn conflicts(existing: &Existing, staged: &BTreeMap<String, StagedFile>) -> Result<Vec<Diagnostic>> {
    let mut problems = Vec::new();
    for (path, entry) in staged.iter().filter(|(_, entry)| !entry.later.is_empty()) {
        let content = content(existing, path, entry)?;
        if entry.later.iter().any(|later| *later != content) {
            problems.push(*trouble::conflict(path));
        }
    }
    Ok(problems)
}

/// The digest of the content that was staged first for `path`; if none was kept, the content on disk is the
/// same.
fn content(existing: &Existing, path: &str, entry: &StagedFile) -> BoxedResult<Digest> {
    if let Some(digest) = entry.digest {
        return Ok(digest);
    }
    let file = existing.area.root.join(path);
    let content = fs::read(&file);
    content
        .map(|content| Digest::of(&content))
        .map_err(|error| trouble::io(&format!("read `{}`", file.display()), &error))
}

/// The earlier files that still exist and that this run didn't stage: those to remove, and those to keep. A
/// file that has become a folder doesn't count.
fn left_over<'a>(
    existing: &Existing,
    left: &[&'a str],
    problems: &mut Vec<Diagnostic>,
) -> Result<(BTreeSet<&'a str>, BTreeMap<&'a str, Why>)> {
    let root = &existing.area.root;
    let (mut orphans, mut kept) = (BTreeSet::new(), BTreeMap::new());
    for path in left.iter().copied() {
        let is_own = existing.area.has(path);
        match existing.folders.above(root, path)? {
            Above::Folders => {}
            Above::Absent | Above::File(_) => continue,
            Above::Link(folder) if is_own => {
                problems.push(*disk::link(root, &folder, path));
                continue;
            }
            Above::Link(_) => {}
        }
        let metadata = disk::metadata(root, path)?;
        if metadata.is_none_or(|metadata| metadata.is_dir()) {
            continue;
        }
        let why = match existing.list.digest(path) {
            _ if !is_own => Some(Why::Elsewhere),
            _ if existing.is_input(path) => Some(Why::Input),
            None => Some(Why::NoDigest),
            Some(digest) => (!existing.folders.holds(root, path, digest, None)).then_some(Why::Changed),
        };
        match why {
            Some(why) => drop(kept.insert(path, why)),
            None => drop(orphans.insert(path)),
        }
    }
    Ok((orphans, kept))
}

/// The warnings about files that stay: one for each reason.
fn warnings(existing: &Existing, kept: &BTreeMap<&str, Why>) -> Vec<Diagnostic> {
    let mut by_reason: BTreeMap<Why, Vec<&str>> = BTreeMap::new();
    for (path, why) in kept {
        by_reason.entry(*why).or_default().push(path);
    }
    let tell = |(why, paths): (Why, Vec<&str>)| {
        let shown = |path: &&str| format!("`{}`", existing.area.root.join(path).display());
        let mut named: Vec<String> = paths.iter().take(MAX_NAMED).map(shown).collect();
        if paths.len() > MAX_NAMED {
            named.push(format!("{} more", paths.len() - MAX_NAMED));
        }
        let list = existing.area.root.join(own::LIST);
        let message = match paths.len() {
            1 => format!("{} is no longer made and stays, since {}", named.join(", "), why.of(1)),
            many => format!("{} are no longer made and stay, since {}", named.join(", "), why.of(many)),
        };
        Diagnostic::warning("output::kept", message).help(format!(
            "delete what you don't need; to keep a file as your own, take its line out of `{}`",
            list.display()
        ))
    };
    by_reason.into_iter().map(tell).collect()
}

/// The errors about files that provgen did not write and would have to replace or remove.
fn in_the_way(
    existing: &Existing,
    staged: &BTreeMap<String, StagedFile>,
    orphans: &BTreeSet<&str>,
) -> Result<Vec<Diagnostic>> {
    let mut found = BTreeSet::new();
    for (path, entry) in staged {
        match &entry.place {
            Some(PathState::Other { foreign, .. }) if *foreign || existing.is_input(path) => {
                found.insert(path.clone());
            }
            Some(PathState::BelowFile(file)) if !orphans.contains(file.as_str()) => {
                found.insert(file.clone());
            }
            Some(PathState::Folder) => {
                found.extend(disk::left_over(&existing.area.root, path, orphans)?);
            }
            _ => {}
        }
    }
    let tell = |path: &String| {
        let path = existing.area.root.join(path);
        let message = format!("`{}` is in the way, and provgen did not write it", path.display());
        *trouble::new("output::foreign", message, "move or delete it, or choose another --out")
    };
    Ok(found.iter().map(tell).collect())
}

fn report(
    mode: Mode,
    staged: &BTreeMap<String, StagedFile>,
    orphans: &BTreeSet<&str>,
    kept: &BTreeMap<&str, Why>,
) -> OutputReport {
    let mut report = OutputReport::default();
    for (path, entry) in staged {
        let (kind, diff) = match &entry.place {
            Some(PathState::Same) => {
                report.unchanged += 1;
                continue;
            }
            Some(PathState::Other { lines, diff, .. }) => (ChangeKind::Stale { lines: *lines }, diff.clone()),
            _ => (ChangeKind::Missing, None),
        };
        report.changes.push(FileChange { path: path.clone(), kind, diff });
    }
    if mode == Mode::Write {
        report.written = report.changes.len();
        report.removed = orphans.len();
    }
    let orphans = orphans.iter().map(|path| (path, ChangeKind::Orphan));
    let left_over = orphans.chain(kept.iter().map(|(path, why)| (path, ChangeKind::Kept(*why))));
    let change =
        |(path, kind): (&&str, ChangeKind)| FileChange { path: (*path).to_string(), kind, diff: None };
    report.changes.extend(left_over.map(change));
    report.changes.sort_by(|a, b| a.path.cmp(&b.path));
    report
}

/// The moves. Orphans and their folders go first, since a file may come where a folder was, and the other way
/// round.
fn steps(
    existing: &Existing,
    staged: &BTreeMap<String, StagedFile>,
    orphans: &BTreeSet<&str>,
) -> Result<Steps> {
    let mut steps = Steps::default();
    // The list has the number after those of the staged files.
    for (slot, path) in (staged.len() + 1..).zip(orphans) {
        steps.keep(path, slot);
    }
    let used: BTreeSet<&str> = staged.keys().flat_map(|path| path::folders(path)).collect();
    let emptied: BTreeSet<&str> =
        orphans.iter().flat_map(|path| path::folders(path)).filter(|folder| !used.contains(folder)).collect();
    // A folder sorts before its subfolders.
    emptied.iter().rev().for_each(|folder| steps.remove_folder(folder));

    // A folder that differs only in letter case exists now, and is gone when the emptied folders are.
    let gone: BTreeSet<String> = emptied.iter().map(|folder| path::fold(folder)).collect();
    let differing: Vec<(&str, &StagedFile)> = staged
        .iter()
        .filter(|(_, entry)| entry.place.as_ref().is_some_and(PathState::differs))
        .map(|(path, entry)| (path.as_str(), entry))
        .collect();
    // Files that can't move together with their folder.
    let single: BTreeSet<&str> = differing
        .iter()
        .filter(|(_, entry)| !matches!(entry.place, Some(PathState::Absent)))
        .flat_map(|(path, _)| path::folders(path))
        .collect();
    let mut whole: BTreeMap<&str, Steps> = BTreeMap::new();
    for folder in differing.iter().flat_map(|(path, _)| path::folders(path)).collect::<BTreeSet<_>>() {
        if let Some(inside) = of_folder_above(&mut whole, folder) {
            inside.make_folder(folder);
            continue;
        }
        let metadata = disk::metadata(&existing.area.root, folder)?;
        let is_gone = gone.contains(&path::fold(folder));
        if metadata.is_none() && !is_gone && !single.contains(folder) {
            let mut inside = Steps::default();
            inside.make_folder(folder);
            whole.insert(folder, inside);
        } else if is_gone || !metadata.is_some_and(|metadata| metadata.is_dir()) {
            steps.make_folder(folder);
        }
    }
    for (path, entry) in differing {
        let steps = of_folder_above(&mut whole, path).unwrap_or(&mut steps);
        let replaces = matches!(entry.place, Some(PathState::Other { .. }));
        steps.replace(path, entry.slot, if replaces { Before::File } else { Before::Nothing });
    }
    whole.into_iter().for_each(|(folder, inside)| steps.place_folder(folder, inside));
    Ok(steps)
}

/// The steps of the folder above `path`, if that folder moves as a whole.
fn of_folder_above<'w>(whole: &'w mut BTreeMap<&str, Steps>, path: &str) -> Option<&'w mut Steps> {
    let above = path::folders(path).find(|above| whole.contains_key(above))?;
    whole.get_mut(above)
}
