//! Running git, in a repository that may be hostile.
//!
//! In: the arguments of a command that only reads. Out: its output, or why it gave none. A repository has a
//! configuration of its own, which names programs: hooks, a monitor of files, a server to fetch from, helpers
//! to show a difference with. None of them is run, nothing is fetched, and nothing waits for somebody to
//! type.
//!
//! Variables of the user's that say where the repository is (GIT_DIR and others) are left as they are: they
//! come from the user, and no checkout can set them.

use std::process::{Command, Stdio};

use crate::diagnostic::{Diagnostic, Failure};

/// Settings that count before the repository's own configuration.
const SETTINGS: [&str; 7] = [
    // A folder of a checkout may look like a repository without a work tree, and git would use its
    // configuration.
    "safe.bareRepository=explicit",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.alternateRefsCommand=",
    "log.showSignature=false",
    // The file of mailmap may be a pipe, and provgen needs no names of persons.
    "log.mailmap=false",
    "maintenance.auto=false",
];

/// Settings that have environment variables of their own. A partial clone fetches missing objects from any
/// place that its configuration names: git before 2.44 has no variable against that, but no git uses a
/// protocol that isn't allowed.
const VARIABLES: [(&str, &str); 6] = [
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_PAGER", "cat"),
    // provgen compares messages of git, and shows them within English sentences.
    ("LC_ALL", "C"),
];

/// The command that runs git with `arguments`; every call of git is made here.
#[expect(clippy::disallowed_methods, reason = "no other program is started, and this one nowhere else")]
pub(super) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("--no-pager");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command.args(arguments).envs(VARIABLES).stdin(Stdio::null());
    command
}

/// Why git gave no answer.
#[derive(Debug)]
pub(super) enum GitError {
    /// git isn't installed.
    NoGit(String),
    /// The object doesn't exist.
    Missing(String),
    /// The object is missing in a partial clone.
    NotFetched,
    /// git refuses to use the repository.
    Refused(String, &'static str),
    /// Any other failure.
    Failed(String),
}

impl GitError {
    fn of(errors: &str) -> Self {
        let fatal = errors.lines().find_map(|line| line.strip_prefix("fatal: "));
        let why = fatal.or(errors.lines().next()).unwrap_or("it failed without a message").to_string();
        match () {
            () if errors.contains("from promisor remote") || errors.contains("lazy fetching disabled") => {
                Self::NotFetched
            }
            () if why.starts_with("cannot use bare repository") => Self::Refused(
                "the current folder looks like a git repository without a work tree, and isn't used as one"
                    .into(),
                "a checkout may bring such a folder along, with settings that run programs: change to another folder, or name it in GIT_DIR if it is yours",
            ),
            () if why.starts_with("detected dubious ownership") => Self::Refused(
                format!("git: {why}"),
                "the repository is another user's: `git status` tells how to trust it",
            ),
            () => Self::Missing(why),
        }
    }

    /// The error; messages call the object `shown`.
    pub(super) fn told(self, shown: &str) -> Failure {
        let (message, help) = match self {
            Self::NoGit(why) => {
                (format!("git can't be run: {why}"), "install git, or name a folder or a package")
            }
            Self::Missing(why) | Self::Failed(why) => (format!("git: {why}"), "`git show` tells more"),
            Self::Refused(message, help) => (message, help),
            Self::NotFetched => (
                format!("the repository knows `{shown}`, but lacks its content"),
                "this is a partial clone, or a damaged one, and provgen fetches nothing: `git show` of it fetches one file, `git fetch --refetch --no-filter` fetches everything",
            ),
        };
        Diagnostic::error("diff::git", message).help(help).at(shown, "").into()
    }
}

/// Runs a git command, and returns its output.
pub(super) fn git(arguments: &[&str]) -> Result<String, GitError> {
    let output = command(arguments).output().map_err(|error| GitError::NoGit(error.to_string()))?;
    if !output.status.success() {
        return Err(GitError::of(&String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|_| GitError::Failed("a path is not UTF-8".into()))
}
