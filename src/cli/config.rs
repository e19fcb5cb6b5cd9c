//! Finding the configuration that a command works on.
//!
//! In: the file that the user names, by an argument or a variable, or the current folder. Out: a path; or why the configuration that was
//! found isn't used: other users may be able to write to a folder above, and the user hasn't asked for its
//! configuration.

use std::path::{Path, PathBuf};

use super::env::Env;
use super::start::way_to_configuration;
use crate::diagnostic::{Diagnostic, Result};
use crate::document::project::Project;
use crate::settings::{FILE_NAME, Settings};

/// Names the configuration, where the command line doesn't.
const CONFIG: &str = "PROVGEN_CONFIG";

/// The configuration that the user names: on the command line, else in the environment.
pub(super) fn named(argument: Option<&Path>, env: &Env) -> Option<PathBuf> {
    argument.map(Path::to_path_buf).or_else(|| env.text(CONFIG).map(PathBuf::from))
}

/// The configuration that a command works on: the one named, else the nearest one in the current folder or
/// above.
///
/// # Errors
/// There is none, or it is another user's.
pub(super) fn config_path(argument: Option<&Path>, env: &Env) -> Result<PathBuf> {
    match optional_config(argument, env)? {
        Some(path) => Ok(path),
        None => {
            let message = format!("there is no {FILE_NAME} here or in a folder above");
            Err(Diagnostic::error("cli::no-config", message).help(way_to_configuration()).into())
        }
    }
}

/// Loads the configuration of [`config_path`], and says where it is.
///
/// # Errors
/// As [`config_path`], and all problems of the configuration.
pub(super) fn load(argument: Option<&Path>, env: &Env) -> Result<(PathBuf, Settings)> {
    let path = config_path(argument, env)?;
    let mut settings = Settings::load(&path)?;
    if named(argument, env).is_some() {
        settings.trust_out();
    }
    Ok((path, settings))
}

/// As [`config_path`], but returns none where there is no configuration.
///
/// # Errors
/// The configuration is another user's.
pub(super) fn optional_config(argument: Option<&Path>, env: &Env) -> Result<Option<PathBuf>> {
    if let Some(path) = named(argument, env) {
        return Ok(Some(path));
    }
    let current = env.folder().map_err(|error| {
        Diagnostic::error("cli::no-folder", format!("there is no current folder: {error}"))
            .help("change to a folder that exists")
    })?;
    // Relative, so that messages show short paths.
    let mut relative = PathBuf::new();
    for folder in current.ancestors() {
        // A link that leads nowhere, or a pipe, counts as found; reading it reports what it is.
        if folder.join(FILE_NAME).symlink_metadata().is_ok_and(|metadata| !metadata.is_dir()) {
            let found = relative.join(FILE_NAME);
            let is_above = folder != current;
            if let Some(owner) = stranger(folder, env).filter(|_| is_above) {
                let message = format!("the configuration that was found belongs to {owner}");
                return Err(Diagnostic::error("cli::other-user", message)
                    .help(format!("if you trust it, name it: --config {}", found.display()))
                    .at(folder.join(FILE_NAME).display().to_string(), "")
                    .into());
            }
            return Ok(Some(found));
        }
        relative.push("..");
    }
    Ok(None)
}

/// The project of the configuration at `config`; without one, that of the current folder.
pub(super) fn project_of(config: &Path) -> Project {
    Project::of(config.parent().unwrap_or(Path::new("")))
}

/// The other user who owns the configuration in `folder`, or the folder; none if the user owns both.
#[cfg(unix)]
fn stranger(folder: &Path, env: &Env) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;

    let own = rustix::process::geteuid().as_raw();
    // A user who became root by sudo works on their own files.
    let before = env.text("SUDO_UID").filter(|_| own == 0).and_then(|text| text.parse::<u32>().ok());
    let file = folder.join(FILE_NAME);
    let owners = [folder.metadata(), file.symlink_metadata(), file.metadata()];
    let mut owners = owners.into_iter().map(|metadata| metadata.map(|metadata| metadata.uid()));
    let other =
        owners.find(|owner| owner.as_ref().is_ok_and(|owner| *owner != own && Some(*owner) != before));
    other.and_then(std::result::Result::ok).map(user)
}

#[cfg(not(unix))]
fn stranger(_folder: &Path, _env: &Env) -> Option<String> {
    None
}

/// A user as messages show one: `mallory (user 1001)`.
#[cfg(unix)]
fn user(id: u32) -> String {
    let users = crate::document::file::text(Path::new("/etc/passwd")).unwrap_or_default();
    // A line has the form `name:password:id:…`.
    let name = users.lines().find_map(|line| {
        let mut parts = line.split(':');
        let (name, found) = (parts.next()?, parts.nth(1)?);
        (found == id.to_string()).then(|| name.to_string())
    });
    name.map_or_else(|| format!("user {id}"), |name| format!("{name} (user {id})"))
}
