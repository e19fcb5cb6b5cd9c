//! What a commit has to do.
//!
//! In: the staged files and what is at their places, the list of earlier files, and which of them this run is
//! responsible for. Out: the report, the moves and the new list; or all that stands in the way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::disk::{Above, Place};
use super::journal::{self, Before, Steps};
use super::trouble::{self, Outcome};
use super::{Change, ChangeKind, Digest, Entry, Mode, Output, Report, disk, list, path};
use crate::diagnostic::{Diagnostic, Result};

/// A commit, to be made.
pub(super) struct Plan {
    pub(super) report: Report,
    pub(super) steps: Steps,
    /// The text of the new list.
    pub(super) list: String,
}

/// Plans the commit of `staged`.
pub(super) fn make(
    output: &Output,
    staged: &BTreeMap<String, Entry>,
    owned: impl Fn(&str) -> bool,
) -> Result<Plan> {
    let earlier: Vec<&str> = output.list.paths().filter(|path| !staged.contains_key(*path)).collect();
    let (left, others): (Vec<&str>, Vec<&str>) = earlier.into_iter().partition(|path| owned(path));
    let after: BTreeSet<&str> = staged.keys().map(String::as_str).chain(others).collect();

    let mut problems = conflicts(output, staged)?;
    problems.extend(path::clashes(after.iter().copied()));
    let orphans = orphans(output, &left, &mut problems)?;
    let mode = if output.staging.is_some() { Mode::Write } else { Mode::Check };
    if mode == Mode::Write {
        problems.extend(in_the_way(output, staged, &orphans)?);
    }
    if !problems.is_empty() {
        return Err(trouble::all(problems));
    }
    Ok(Plan {
        report: report(mode, staged, &orphans),
        steps: steps(output, staged, &orphans)?,
        list: list::render(after.into_iter()),
    })
}

/// Paths that were staged with different contents.
fn conflicts(output: &Output, staged: &BTreeMap<String, Entry>) -> Result<Vec<Diagnostic>> {
    let mut problems = Vec::new();
    for (path, entry) in staged.iter().filter(|(_, entry)| !entry.later.is_empty()) {
        let content = content(output, path, entry).map_err(|problem| *problem)?;
        if entry.later.iter().any(|later| *later != content) {
            problems.push(*trouble::conflict(path));
        }
    }
    Ok(problems)
}

/// What was staged first for `path`.
fn content(output: &Output, path: &str, entry: &Entry) -> Outcome<Digest> {
    if let Some(content) = entry.content {
        return Ok(content);
    }
    let file = match (&output.staging, &entry.place) {
        (Some(staging), Some(place)) if place.differs() => {
            journal::where_staged(staging.path(), entry.slot, path)
        }
        _ => output.root.join(path),
    };
    let content = fs::read(&file);
    let content = content.map_err(|error| trouble::io(&format!("read `{}`", file.display()), &error))?;
    Ok(Digest::of(&content))
}

/// Of the earlier files that this run didn't stage, those that are still there. What became a folder is no longer
/// the file that was written.
fn orphans<'a>(
    output: &Output,
    left: &[&'a str],
    problems: &mut Vec<Diagnostic>,
) -> Result<BTreeSet<&'a str>> {
    let mut orphans = BTreeSet::new();
    for path in left.iter().copied() {
        match output.folders.above(&output.root, path).map_err(|problem| *problem)? {
            Above::Folders => {}
            Above::Absent | Above::File(_) => continue,
            Above::Link(folder) => {
                problems.push(*disk::link(&output.root, &folder, path));
                continue;
            }
        }
        let metadata = disk::metadata(&output.root, path).map_err(|problem| *problem)?;
        if metadata.is_some_and(|metadata| !metadata.is_dir()) {
            orphans.insert(path);
        }
    }
    Ok(orphans)
}

/// What provgen did not write and would have to replace or remove.
fn in_the_way(
    output: &Output,
    staged: &BTreeMap<String, Entry>,
    orphans: &BTreeSet<&str>,
) -> Result<Vec<Diagnostic>> {
    let mut found = BTreeSet::new();
    for (path, entry) in staged {
        match &entry.place {
            Some(Place::Other { foreign: true, .. }) => {
                found.insert(path.clone());
            }
            Some(Place::BelowFile(file)) if !orphans.contains(file.as_str()) => {
                found.insert(file.clone());
            }
            Some(Place::Folder) => {
                found.extend(disk::left_over(&output.root, path, orphans).map_err(|problem| *problem)?);
            }
            _ => {}
        }
    }
    let tell = |path: &String| {
        let path = output.root.join(path);
        let message = format!("`{}` is in the way, and provgen did not write it", path.display());
        *trouble::new("output::foreign", message, "move or delete it, or choose another --out")
    };
    Ok(found.iter().map(tell).collect())
}

fn report(mode: Mode, staged: &BTreeMap<String, Entry>, orphans: &BTreeSet<&str>) -> Report {
    let mut report = Report::default();
    for (path, entry) in staged {
        let (kind, diff) = match &entry.place {
            Some(Place::Same) => {
                report.unchanged += 1;
                continue;
            }
            Some(Place::Other { lines, diff, .. }) => (ChangeKind::Stale { lines: *lines }, diff.clone()),
            _ => (ChangeKind::Missing, None),
        };
        report.changes.push(Change { path: path.clone(), kind, diff });
    }
    if mode == Mode::Write {
        report.written = report.changes.len();
        report.removed = orphans.len();
    }
    let orphan = |path: &&str| Change { path: (*path).to_string(), kind: ChangeKind::Orphan, diff: None };
    report.changes.extend(orphans.iter().map(orphan));
    report.changes.sort_by(|a, b| a.path.cmp(&b.path));
    report
}

/// The moves. Orphans and their folders go first, for a file may come where a folder was, and the other way round.
fn steps(output: &Output, staged: &BTreeMap<String, Entry>, orphans: &BTreeSet<&str>) -> Result<Steps> {
    let mut steps = Steps::default();
    // The number after the staged files' is the list's.
    for (slot, path) in (staged.len() + 1..).zip(orphans) {
        steps.keep(path, slot);
    }
    let used: BTreeSet<&str> = staged.keys().flat_map(|path| path::folders(path)).collect();
    let emptied: BTreeSet<&str> =
        orphans.iter().flat_map(|path| path::folders(path)).filter(|folder| !used.contains(folder)).collect();
    // A folder sorts before those in it.
    emptied.iter().rev().for_each(|folder| steps.remove_folder(folder));

    // Where letter case is all that differs, the folder is there now and gone when the emptied ones are.
    let gone: BTreeSet<String> = emptied.iter().map(|folder| path::fold(folder)).collect();
    let differing: Vec<(&str, &Entry)> = staged
        .iter()
        .filter(|(_, entry)| entry.place.as_ref().is_some_and(Place::differs))
        .map(|(path, entry)| (path.as_str(), entry))
        .collect();
    // Those that can't move with a folder as a whole.
    let single: BTreeSet<&str> = differing
        .iter()
        .filter(|(_, entry)| !matches!(entry.place, Some(Place::Absent)))
        .flat_map(|(path, _)| path::folders(path))
        .collect();
    let mut whole: BTreeMap<&str, Steps> = BTreeMap::new();
    for folder in differing.iter().flat_map(|(path, _)| path::folders(path)).collect::<BTreeSet<_>>() {
        if let Some(inside) = of_folder_above(&mut whole, folder) {
            inside.make_folder(folder);
            continue;
        }
        let metadata = disk::metadata(&output.root, folder).map_err(|problem| *problem)?;
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
        let replaces = matches!(entry.place, Some(Place::Other { .. }));
        steps.replace(path, entry.slot, if replaces { Before::File } else { Before::Nothing });
    }
    whole.into_iter().for_each(|(folder, inside)| steps.place_folder(folder, inside));
    Ok(steps)
}

/// The steps of the folder above `path` that is moved as a whole.
fn of_folder_above<'w>(whole: &'w mut BTreeMap<&str, Steps>, path: &str) -> Option<&'w mut Steps> {
    let above = path::folders(path).find(|above| whole.contains_key(above))?;
    whole.get_mut(above)
}
