//! `provgen package` packs a provider's manifests.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use clap::Args;
use zeroize::Zeroizing;

use super::json::{PackageReport, ResultFormat};
use super::origin::origin;
use super::terminal::Terminal;
use crate::cli::common::{Outcome, duration, pool, state};
use crate::cli::config::{load, optional_config, project_of};
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Failure, Result, printable};
use crate::document::project::{Inside, Project};
use crate::manifest;
use crate::output::{State, Undone};
use crate::package::{
    self, Origin, Package, Placed, Predecessor, PrivateKey, Shelf, SignTime, VERSION_HELP, Version,
    VersionFolder,
};
use crate::provider::Counts;
use crate::settings::{FILE_NAME, Settings};
use crate::text::counted;

/// The folder for packages, unless the user names another: beside the configuration, or in the current
/// folder.
const DEFAULT_DIST: &str = "dist";

/// The variable with which build tools fix the time of a build.
const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";

/// Arguments of `provgen package`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The version: for example v26.11.00001, or semver
    #[arg(long, value_name = "VERSION", value_parser = version)]
    version: Version,
    /// The version folder to pack, or an output folder [default: what `provgen generate` wrote for the
    /// configuration]
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Folder to put the package into [default: dist beside the configuration, or here]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    signing: Signing,
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Format of the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ResultFormat::Text)]
    format: ResultFormat,
}

/// How files are signed.
#[derive(Debug, Args)]
pub(super) struct Signing {
    /// Sign each file, by the key that this environment variable holds: Ed25519, PKCS#8 in PEM
    #[arg(long, value_name = "VAR")]
    sign_key_env: Option<String>,
    /// The time of signing, for example 2026-11-24T00:00:00Z [default: SOURCE_DATE_EPOCH, else now]
    #[arg(long, value_name = "TIME", requires = "sign_key_env")]
    sign_time: Option<String>,
}

/// Parses a version from the command line.
pub(super) fn version(text: &str) -> std::result::Result<Version, String> {
    Version::parse(text).map_err(|error| match Version::near(text) {
        Some(near) => format!("{error}: did you mean {near}?"),
        None => format!("{error}: {VERSION_HELP}"),
    })
}

/// Packs a version folder.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let start = env.instant();
    let config = arguments.config.as_deref();
    let (from, origin) = match &arguments.from {
        Some(from) => (VersionFolder::locate(&Inside::named(from))?, Origin::default()),
        None => {
            optional_config(config, env)?.ok_or_else(nothing_to_pack)?;
            let (config, settings) = load(config, env)?;
            terminal.warnings(&settings.notes);
            let (origin, uncommitted) = origin(&settings);
            terminal.warnings(uncommitted.as_slice());
            (generated(&settings, &config)?, origin)
        }
    };
    let signing = arguments.signing.read(env)?;
    let out = dist(arguments.out.as_deref(), config, env)?;
    let mut source = VersionFolder::read(&from)?;
    source.unsigned();
    let signed = signing.as_ref().map(|(key, time)| (key, *time));
    let package =
        pool(None)?.install(|| package::make(&source, from.path(), &arguments.version, signed, &origin))?;
    let is_text = arguments.format == ResultFormat::Text;
    if is_text {
        left_out(&package, &source.left_out, terminal);
    }
    let state = state(env);
    let shelf = shelf(&out, &state, terminal)?;
    let (name, directory) = (package.provider.name.as_str(), package.provider.directory.as_str());
    let before = shelf.versions(name, directory).into_iter().next_back();
    let placed = shelf.put(&package, &[], &state)?;
    let remark = before.and_then(|last| {
        let key = signing.as_ref().map(|(key, _)| key.public());
        Predecessor::of(&shelf.archive(directory, &last)).signature_remark(&last, key.as_ref())
    });
    terminal.warnings(remark.as_slice());
    if !is_text {
        let report = PackageReport::new(&package, &source.left_out).placed(&placed);
        terminal.result(&crate::diagnostic::json(&report)?);
        return Ok(Outcome::Clean);
    }
    terminal.summary(&figures(&package));
    terminal.summary(&format!("{}   {}\n", wrote(&package, &placed), duration(start.elapsed())));
    if signing.is_none() {
        terminal.remark("It isn't signed; --sign-key-env names the variable that holds a key.\n");
    }
    Ok(Outcome::Clean)
}

fn nothing_to_pack() -> Failure {
    let message =
        format!("there is no {FILE_NAME} here or in a folder above, and no version folder is named");
    Diagnostic::error("cli::no-config", message)
        .help("name one with --from, or a configuration with --config")
        .into()
}

/// The folder that `provgen generate` writes to for `settings`, which come from the configuration at
/// `config`.
///
/// # Errors
/// As [`Settings::checked_out`].
pub(super) fn generated(settings: &Settings, config: &Path) -> Result<Inside> {
    let path = settings.checked_out()?.join(manifest::provider_path(&settings.provider));
    Ok(Inside::new(path.parent().map(Path::to_path_buf).unwrap_or_default(), &project_of(config)))
}

/// The folder of packages: the one that is named, else the one beside the configuration.
///
/// # Errors
/// There is no such configuration, or the folder beside it is a link that leads out of the project.
pub(super) fn dist(named: Option<&Path>, config: Option<&Path>, env: &Env) -> Result<PathBuf> {
    if let Some(named) = named {
        return Ok(named.to_path_buf());
    }
    // Without a configuration, the folder is in the current one.
    let config = optional_config(config, env)?.unwrap_or_default();
    let beside = config.parent().unwrap_or(Path::new(""));
    let dist = beside.join(DEFAULT_DIST);
    Project::of(beside).check_folder(&dist)?;
    Ok(dist)
}

/// Opens the folder of packages `dist` for a new package, and prints what killed runs had left there.
pub(super) fn shelf(dist: &Path, state: &State, terminal: &Terminal) -> Result<Shelf> {
    let (shelf, undone) = Shelf::restore(dist, state)?;
    for file in undone {
        let (verb, path, why) = match &file {
            Undone::Removed(path) => ("removed", path, "a run was killed before it finished with it"),
            Undone::Other(path) => ("kept   ", path, "it isn't the file that a killed run put there"),
            Undone::Stuck(path) => ("kept   ", path, "a killed run left it, and it can't be removed"),
        };
        terminal.remark(&(printable(&format!("{verb}   {}   {why}", path.display())) + "\n"));
    }
    Ok(shelf)
}

/// Prints which files of the folder aren't in `package`, and the package's notes.
pub(super) fn left_out(package: &Package, absent: &[(String, &'static str)], terminal: &Terminal) {
    for (path, why) in absent {
        terminal.remark(&format!("left out   {}   {why}\n", printable(path)));
    }
    terminal.notes(&package.notes.iter().collect::<Vec<_>>());
}

/// The figures of a package, in a line.
pub(super) fn figures(package: &Package) -> String {
    let (counts, verbs) = (of(&package.counts), package.counts.verb_figures());
    format!("{} {}   {counts}   {verbs}\n", package.provider.name, package.version)
}

/// The figures of `counts`.
pub(super) fn of(counts: &Counts) -> String {
    [
        counted(counts.services, "service"),
        counted(counts.resources, "resource"),
        counted(counts.methods(), "method"),
    ]
    .join("   ")
}

/// The message about the files that were written.
pub(super) fn wrote(package: &Package, placed: &Placed) -> String {
    let archive = placed.files.first().map(|path| path.display().to_string()).unwrap_or_default();
    let version = package.version.as_str();
    let names = placed.files.iter().skip(1).filter_map(|path| path.file_name()?.to_str());
    let endings: Vec<&str> = names.filter_map(|name| name.strip_prefix(version)).collect();
    let beside = match endings.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        one => one.concat(),
    };
    let size = package.archive.len().div_ceil(1000);
    let files = counted(package.files, "file");
    let index = placed.index.display();
    format!("wrote {archive} ({files}, {size} kB), its {beside}, and {index}")
}

impl Signing {
    /// The key and the time, if files are to be signed.
    ///
    /// # Errors
    /// The key or the time is wrong; the error quotes nothing of the key.
    pub(super) fn read(&self, env: &Env) -> Result<Option<(PrivateKey, SignTime)>> {
        let Some(variable) = &self.sign_key_env else { return Ok(None) };
        let problem = |why: String| {
            Diagnostic::error("cli::key", why)
                .help("put a private key into it, PKCS#8 in PEM: `provgen keygen` makes one, and tells how")
        };
        // The environment can't be asked for a name that is empty or holds `=`.
        if variable.is_empty() || variable.contains(['=', '\0']) {
            return Err(problem("--sign-key-env takes the name of a variable, not a key".into()).into());
        }
        let pem = match env.raw(variable).map(std::ffi::OsString::into_string) {
            Some(Ok(pem)) => Zeroizing::new(pem),
            None => {
                return Err(problem(format!("the environment has no variable `{variable}`")).into());
            }
            Some(Err(text)) => {
                drop(Zeroizing::new(text.into_encoded_bytes()));
                return Err(problem(format!("the variable `{variable}` doesn't hold a text")).into());
            }
        };
        let key = PrivateKey::from_pem(&pem)
            .map_err(|why| problem(format!("the variable `{variable}` can't be used as a key: {why}")))?;
        Ok(Some((key, self.time(env)?)))
    }

    fn time(&self, env: &Env) -> Result<SignTime> {
        if let Some(text) = &self.sign_time {
            return SignTime::parse(text).ok_or_else(|| {
                Diagnostic::error("cli::time", format!("--sign-time: `{text}` is not a time"))
                    .help("write it as RFC 3339 has it, with a zone: 2026-11-24T00:00:00Z")
                    .into()
            });
        }
        let seconds = match env.raw(SOURCE_DATE_EPOCH).and_then(|text| text.into_string().ok()) {
            Some(text) => text.parse().ok(),
            None => {
                env.now().duration_since(UNIX_EPOCH).ok().and_then(|since| since.as_secs().try_into().ok())
            }
        };
        seconds.and_then(SignTime::from_epoch).ok_or_else(|| {
            Diagnostic::error("cli::time", format!("{SOURCE_DATE_EPOCH} is not a time"))
                .help("it is the seconds since 1970 began, for example 1795478400; or name one with --sign-time")
                .into()
        })
    }
}
