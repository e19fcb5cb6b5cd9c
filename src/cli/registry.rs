//! `provgen registry` serves packages to StackQL.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::package::dist;
use super::terminal::Terminal;
use crate::cli::common::{Outcome, folder};
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Result, printable};
use crate::package::{INDEX_FILE, Shelf};
use crate::serve::http::HttpServer;
use crate::serve::registry::answers;

/// How long an interrupt may go unnoticed.
const TICK: Duration = Duration::from_millis(100);

/// The folder for what StackQL pulls, below the user's folder for caches.
const PULLED: &str = "registry";

/// Arguments of `provgen registry`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve a folder of packages to StackQL, until it is interrupted
    Serve(ServeArguments),
}

/// Arguments of `provgen registry serve`.
#[derive(Debug, Args)]
struct ServeArguments {
    /// The folder of packages [default: dist beside the configuration, or here]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Where to listen, on this machine alone; 0 for a port that is free
    #[arg(long, value_name = "N", default_value_t = 8090)]
    port: u16,
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE", conflicts_with = "dir")]
    config: Option<PathBuf>,
}

/// Runs `serve`, the only command so far.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let Command::Serve(arguments) = &arguments.command;
    serve(arguments, terminal, env)
}

fn serve(arguments: &ServeArguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let interrupted = env.interruptible();
    let root = dist(arguments.dir.as_deref(), arguments.config.as_deref(), env)?;
    if !root.join(INDEX_FILE).is_file() {
        let below = root.join("dist");
        let help = if below.join(INDEX_FILE).is_file() {
            format!("did you mean --dir {}?", below.display())
        } else {
            "`provgen package` makes one; --dir names another folder".into()
        };
        return Err(Diagnostic::error("cli::no-packages", format!("there is no {INDEX_FILE} in the folder"))
            .help(help)
            .at(shown(&root), "")
            .into());
    }
    let listing = Shelf::open(&root)?.listing();
    let server = HttpServer::bind(arguments.port)?;
    let address = server.address();
    terminal.summary(&listing);
    let (answer, to) = (answers(root), terminal.clone());
    server.start(move |request| {
        let response = answer(request);
        let line = format!("{} {}   {}", request.method, request.path, response.status.line());
        to.remark(&(printable(&line) + "\n"));
        response
    });
    terminal.result(&format!("{address}\n"));
    terminal.result(&format!("--registry='{}'\n", setting(&address, env)));
    terminal.remark(
        "Start StackQL with that setting; what it pulls goes to its localDocRoot.  Ctrl-C ends it.\n",
    );
    while !interrupted.load(Ordering::SeqCst) {
        std::thread::sleep(TICK);
    }
    Ok(Outcome::Clean)
}

/// The value of StackQL's `--registry`. A pull replaces what is below localDocRoot, so that folder is used
/// for nothing else. StackQL trusts what is there already, so the folder is the user's own, where no other
/// user of the machine could have put files.
fn setting(address: &str, env: &Env) -> String {
    let mut setting = serde_json::Map::new();
    setting.insert("url".into(), address.trim_end_matches('/').into());
    // If the user has no folder for caches, StackQL chooses a folder.
    if let Some(folder) = env.cache_folder().and_then(|folder| std::path::absolute(folder.join(PULLED)).ok())
    {
        setting.insert("localDocRoot".into(), folder.display().to_string().into());
    }
    setting.insert("verifyConfig".into(), serde_json::json!({ "nopVerify": true }));
    // The value is printed between quotes of a shell.
    serde_json::Value::from(setting).to_string().replace('\'', "\\u0027")
}

/// The path of a folder for messages; the current folder is `./`.
fn shown(path: &Path) -> String {
    if path.as_os_str().is_empty() { "./".into() } else { folder(path) }
}
