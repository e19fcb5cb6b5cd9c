//! The surroundings of a command: variables, the current folder, the clock, an interrupt.
//!
//! Nothing else in the crate asks for any of these, so that a test can run a command with surroundings of its
//! own.

use std::collections::BTreeMap;
use std::env::consts::EXE_SUFFIX;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Instant, SystemTime};

use anstream::ColorChoice as Colors;
use etcetera::BaseStrategy as _;

use crate::diagnostic::{Diagnostic, Result, plain};
use crate::fetch::{Certificate, Proxy};

/// Names a file with the certificates of authorities, instead of the system's.
const AUTHORITIES_FILE: &str = "SSL_CERT_FILE";

/// Names folders with such files.
const AUTHORITIES_FOLDERS: &str = "SSL_CERT_DIR";

/// Names the folder for caches, instead of the user's own.
const CACHE: &str = "PROVGEN_CACHE_DIR";

/// Names the folder for notes of interrupted runs, instead of the user's own folder for state.
const STATE: &str = "PROVGEN_STATE_DIR";

/// Where variables come from.
#[derive(Debug)]
enum Variables {
    /// The variables of the process. Variables that no command asks for aren't copied: one may hold a key.
    Process,
    /// These variables, and no others.
    Given(BTreeMap<OsString, OsString>),
}

/// The surroundings of a command.
pub struct Env {
    variables: Variables,
    interruptible: Box<dyn Fn() -> Arc<AtomicBool> + Send + Sync>,
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Env").field("variables", &self.variables).finish_non_exhaustive()
    }
}

impl Env {
    /// The process's own surroundings. `interruptible` arranges that an interrupt sets the returned flag
    /// instead of ending the process; commands that put things in order before they end call it.
    pub fn of_process(interruptible: impl Fn() -> Arc<AtomicBool> + Send + Sync + 'static) -> Self {
        Self { variables: Variables::Process, interruptible: Box::new(interruptible) }
    }

    /// Surroundings with these variables and no others, which nothing interrupts.
    pub fn with<K: Into<OsString>, V: Into<OsString>>(variables: impl IntoIterator<Item = (K, V)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables: Variables::Given(variables), interruptible: Box::new(Arc::default) }
    }

    /// The variable `name`, as bytes of the system.
    pub(super) fn raw(&self, name: &str) -> Option<OsString> {
        match &self.variables {
            #[expect(clippy::disallowed_methods, reason = "the environment is read here, for all commands")]
            Variables::Process => std::env::var_os(name),
            Variables::Given(variables) => variables.get(OsStr::new(name)).cloned(),
        }
    }

    /// The text of the variable `name`; none if the variable isn't set, is empty, or isn't text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.raw(name)?.into_string().ok().filter(|text| !text.is_empty())
    }

    /// Whether colours are wanted, where the command line doesn't say; none if the environment doesn't either. A
    /// variable that takes colours away comes before those that ask for them.
    pub(super) fn colors(&self) -> Option<Colors> {
        let is_asked = |name| self.text(name).is_some_and(|text| !matches!(text.as_str(), "0" | "false"));
        if self.raw("NO_COLOR").is_some_and(|text| !text.is_empty()) {
            Some(Colors::Never)
        } else if is_asked("FORCE_COLOR") || is_asked("CLICOLOR_FORCE") {
            Some(Colors::Always)
        } else {
            None
        }
    }

    /// The current folder.
    ///
    /// # Errors
    /// The folder doesn't exist any more.
    pub(super) fn folder(&self) -> std::io::Result<PathBuf> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the current folder is asked for here, for all commands"
        )]
        std::env::current_dir()
    }

    /// The user's folder for caches; none if the user has no home.
    pub(super) fn cache_folder(&self) -> Option<PathBuf> {
        match self.text(CACHE) {
            Some(folder) => Some(PathBuf::from(folder)),
            None => Some(self.home()?.cache_dir().join("provgen")),
        }
    }

    /// The user's folder for state; none if the user has no home.
    pub(super) fn state_folder(&self) -> Option<PathBuf> {
        if let Some(folder) = self.text(STATE) {
            return Some(PathBuf::from(folder));
        }
        let base = self.home()?;
        // Windows has no separate folder for state.
        Some(base.state_dir().unwrap_or_else(|| base.data_dir()).join("provgen"))
    }

    /// The folders of the user's home; none if the user has no home, or these surroundings are given: they name
    /// the folders then.
    fn home(&self) -> Option<impl etcetera::BaseStrategy + use<>> {
        match self.variables {
            #[expect(clippy::disallowed_methods, reason = "the environment is read here, for all commands")]
            Variables::Process => etcetera::choose_base_strategy().ok(),
            Variables::Given(_) => None,
        }
    }

    /// The proxy that the environment names.
    pub(super) fn proxy(&self) -> Option<Proxy> {
        match self.variables {
            #[expect(clippy::disallowed_methods, reason = "the environment is read here, for all commands")]
            Variables::Process => Proxy::try_from_env(),
            Variables::Given(_) => None,
        }
    }

    /// The certificates of authorities that this machine trusts: those that the environment names, else the system's. Of the
    /// system's, those that can't be read are left out.
    ///
    /// # Errors
    /// What the environment names can't be read, or has no certificate.
    pub(super) fn authorities(&self) -> Result<Vec<Certificate<'static>>> {
        let [file, folders] = [AUTHORITIES_FILE, AUTHORITIES_FOLDERS]
            .map(|name| self.raw(name).filter(|value| !value.is_empty()));
        let of_file = file.iter().map(|file| (AUTHORITIES_FILE, Some(PathBuf::from(file)), None));
        let of_folders = folders.iter().flat_map(std::env::split_paths);
        let named = of_file.chain(of_folders.map(|folder| (AUTHORITIES_FOLDERS, None, Some(folder))));
        let mut found = Vec::new();
        let mut is_named = false;
        for (variable, file, folder) in named {
            is_named = true;
            let read = rustls_native_certs::load_certs_from_paths(file.as_deref(), folder.as_deref());
            let path = file.or(folder).unwrap_or_default();
            let failed = |why: String| {
                let message = format!("{variable} names `{}`, {why}", path.display());
                Diagnostic::error("fetch::certificates", message)
                    .help(format!("correct {variable}, or unset it to take the system's certificates"))
            };
            if let Some(error) = read.errors.first() {
                return Err(failed(format!("which can't be read: {}", unreadable(error))).into());
            }
            if read.certs.is_empty() {
                return Err(failed("which has no certificate".into()).into());
            }
            found.extend(read.certs);
        }
        if !is_named && matches!(self.variables, Variables::Process) {
            #[expect(clippy::disallowed_methods, reason = "the environment is read here, for all commands")]
            found.extend(rustls_native_certs::load_native_certs().certs);
        }
        Ok(found.iter().map(|der| Certificate::from_der(der).to_owned()).collect())
    }

    /// The path of the program.
    pub(super) fn program(&self) -> Option<PathBuf> {
        #[expect(clippy::disallowed_methods, reason = "the environment is read here, for all commands")]
        std::env::current_exe().ok()
    }

    /// The first file `name` in the folders of PATH; none for a name with a folder of its own.
    pub(super) fn program_in_path(&self, name: &Path) -> Option<PathBuf> {
        let mut file = name.as_os_str().to_os_string();
        if !name.to_string_lossy().ends_with(EXE_SUFFIX) {
            file.push(EXE_SUFFIX);
        }
        let is_bare = name.components().count() == 1;
        let folders = self.raw("PATH").filter(|_| is_bare)?;
        std::env::split_paths(&folders).map(|folder| folder.join(&file)).find(|path| path.is_file())
    }

    /// A moment, to measure how long something took.
    pub(super) fn instant(&self) -> Instant {
        #[expect(clippy::disallowed_methods, reason = "the clock is asked here, for all commands")]
        Instant::now()
    }

    /// The time.
    pub(super) fn now(&self) -> SystemTime {
        #[expect(clippy::disallowed_methods, reason = "the clock is asked here, for all commands")]
        SystemTime::now()
    }

    /// A flag that an interrupt sets from now on, instead of ending the process.
    pub(super) fn interruptible(&self) -> Arc<AtomicBool> {
        (self.interruptible)()
    }
}

/// Why certificates can't be read, without the path, which the message has already.
fn unreadable(error: &rustls_native_certs::Error) -> String {
    match &error.kind {
        rustls_native_certs::ErrorKind::Io { inner, .. } => plain(inner),
        rustls_native_certs::ErrorKind::Pem(error) => error.to_string(),
        _ => error.to_string(),
    }
}
