//! The file that `--report` names.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Result, plain};
use crate::output::replace;

/// The start of every report; a file that doesn't begin like this isn't overwritten.
const START: &[u8] = b"{\n  \"provgen\": ";

/// A place that the run can write a report to.
#[derive(Debug)]
pub(super) struct ReportFile {
    path: PathBuf,
}

impl ReportFile {
    /// Checks that a report may be written to `path`, before the run does anything else.
    ///
    /// # Errors
    /// A file that is not a report is at `path`, or no file can be there.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let refuse = |why: String, help: &str| {
            let message = format!("can't write the report to `{}`: {why}", path.display());
            Err(Diagnostic::error("cli::report", message).help(help).into())
        };
        if path == Path::new("-") {
            return refuse("that is not a file's name".into(), "`--format json` tells everything on stdout");
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return refuse(
                format!("there is no folder `{}`", folder.display()),
                "make it, or name another file",
            );
        }
        if path.is_dir() {
            return refuse("it is a folder".into(), "name a file in it");
        }
        match std::fs::symlink_metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return refuse(plain(&error), "name another file"),
            Ok(_) => {
                let mut start = Vec::new();
                let read = crate::document::file::open(path)
                    .and_then(|file| file.take(START.len() as u64).read_to_end(&mut start));
                match read {
                    Ok(_) if start.is_empty() || start == START => {}
                    Ok(_) => {
                        return refuse(
                            "the file there is not a report".into(),
                            "move it away, or name another file",
                        );
                    }
                    Err(error) => return refuse(plain(&error), "name another file"),
                }
            }
        }
        Ok(Self { path: path.to_path_buf() })
    }

    /// Writes a report, whole or not at all.
    ///
    /// # Errors
    /// The file can't be written.
    pub(super) fn write(&self, report: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(report).map_err(|error| {
            Diagnostic::error("cli::report", format!("the report can't be made: {error}"))
                .help("leave --report out")
        })?;
        replace(&self.path, format!("{text}\n").as_bytes())
    }
}
