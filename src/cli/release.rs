//! `provgen release`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::diff::Unused;
use super::package::{Signing, dist, figures, generated, make, now, shelf, version, wrote};
use super::terminal::Terminal;
use super::{Outcome, config_path, diff, generate, lint, pool, state};
use crate::diagnostic::{Diagnostic, Result, plain};
use crate::diff::render::text::Detail;
use crate::diff::source::Release;
use crate::diff::{Comparison, Severity, compare, render};
use crate::document::project::is_strange;
use crate::output::State;
use crate::package::{Package, Shelf, Version, notes, verify};
use crate::settings::Settings;

/// Arguments of `provgen release`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The version: v26.11.00001 for one, or semver; higher than that of the last release
    #[arg(long, value_name = "VERSION", value_parser = version)]
    version: Version,
    /// Folder of packages; else dist beside the configuration
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    signing: Signing,
    /// A file of accepted findings of `diff`; else `diff.accept` of the configuration
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// The configuration; else provgen.yaml in the current folder or one above
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Does what a release needs, one step after the other. The first that finds something ends it; then nothing
/// is written.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome> {
    let start = now();
    let config = config_path(arguments.config.as_deref())?;
    let settings = Settings::load(&config)?;
    terminal.warnings(&settings.notes);
    let signing = arguments.signing.read()?;
    let state = state::open();
    let shelf = shelf(&dist(arguments.out.as_deref(), Some(&config))?, &state, terminal)?;
    let last = last_release(&shelf, &settings, &arguments.version)?;

    if generate::check(&config, &settings, terminal)? != Outcome::Clean {
        return Ok(stopped("check", terminal));
    }
    if lint::check(&lint::pages(&settings, &config)?, terminal)? != Outcome::Clean {
        return Ok(stopped("lint", terminal));
    }
    let folder = generated(&settings, &config)?;
    // Before anything of it is read.
    folder.check_links()?;
    let changes =
        compare_with_last(last.as_deref(), folder.path(), &settings, arguments.accept.as_deref(), terminal)?;
    let Some(changes) = changes else { return Ok(stopped("diff", terminal)) };
    let package = make(&folder, &arguments.version, signing.as_ref(), terminal)?;
    let text = notes(&package, &changes);
    let key = signing.as_ref().map(|(key, _)| key.public());
    let verdict = pool(None)?.install(|| {
        let staged = stage(&package, &text)?;
        verify(staged.path(), key.as_ref())
    })?;
    if !verdict.problems.problems.is_empty() {
        super::verify::tell(&verdict, terminal);
        return Ok(stopped("verify", terminal));
    }
    let placed = shelf.put(&package, &[(".md", &text)], &state)?;
    terminal.summary(&figures(&package));
    let elapsed = generate::duration(start.elapsed());
    terminal.summary(&format!("{}   {elapsed}\n", wrote(&package, &placed)));
    Ok(Outcome::Clean)
}

fn stopped(step: &str, terminal: &Terminal) -> Outcome {
    terminal.remark(&format!("The release stopped at its step `{step}`; nothing was written.\n"));
    Outcome::Findings
}

/// The archive of the last release, where there is one.
///
/// # Errors
/// The version is taken, or lower than another one; the last one is elsewhere.
fn last_release(shelf: &Shelf, settings: &Settings, version: &Version) -> Result<Option<PathBuf>> {
    let (name, directory) = (settings.provider.name.as_str(), settings.provider.directory.as_str());
    shelf.is_free(name, directory, version)?;
    let there = shelf.versions(name, directory);
    let Some(last) = there.last() else { return Ok(None) };
    if version < last {
        let message = format!("{last} is there already, and {version} comes before it");
        return Err(Diagnostic::error("release::not-the-latest", message)
            .help(format!(
                "StackQL takes the highest: release {} for one, or pack a version between others with `provgen package`",
                last.next_free(&there)
            ))
            .into());
    }
    let archive = shelf.archive(directory, last);
    if is_strange(&archive) {
        let message = "the last release is a link that leads out of the project";
        return Err(Diagnostic::error("package::link", message)
            .help("put what it stands for in its place")
            .at(archive.display().to_string(), "")
            .into());
    }
    Ok(Some(archive))
}

/// What the manifests in the folder `new` change for those who use the package `old`, as Markdown for the
/// release notes; none, where that is told and the release is not to be.
///
/// # Errors
/// A manifest that can't be compared, or the file of accepted findings.
fn compare_with_last(
    old: Option<&Path>,
    new: &Path,
    settings: &Settings,
    accepted: Option<&Path>,
    terminal: &Terminal,
) -> Result<Option<String>> {
    let Some(old) = old else { return Ok(Some("The first release.".into())) };
    let (old, new) = (Release::find(&old.display().to_string())?, Release::find(&new.display().to_string())?);
    let comparison = Comparison {
        old: &old,
        new: &new,
        settings: Some(settings),
        old_settings: Some(settings),
        provider: None,
    };
    let mut report = pool(None)?.install(|| compare(comparison))?;
    if !report.failure.problems.is_empty() {
        return Err(report.failure);
    }
    if let Some(acceptance) = diff::accepted(accepted, Some(settings))? {
        diff::accept(&acceptance, &mut report, Unused::Told, terminal);
    }
    if report.counts.breaking > 0 {
        report.retain(|finding| finding.severity == Severity::Breaking);
        terminal.result(&render::text::text(&report, Terminal::width(), Detail::Normal));
        terminal.remark(&format!(
            "help: mend the release, or accept each finding: `provgen diff {} {} --write-accept FILE`, then --accept FILE\n",
            old.name, new.name
        ));
        return Ok(None);
    }
    let since = old.name.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".tgz");
    Ok(Some(render::changelog::notes(&report, since)))
}

/// The package in a folder of its own, to be looked at as others will find it.
fn stage(package: &Package, notes: &str) -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir().map_err(|error| {
        Diagnostic::error(
            "release::stage",
            format!("there is no place for temporary files: {}", plain(&error)),
        )
        .help("make room, or name another folder in TMPDIR")
    })?;
    Shelf::open(folder.path())?.put(package, &[(".md", notes)], &State::none())?;
    Ok(folder)
}
