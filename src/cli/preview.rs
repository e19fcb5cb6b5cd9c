//! `provgen preview` shows the pages in a browser.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::terminal::Terminal;
use crate::cli::common::{Outcome, duration, folder, pool, published, settings, state};
use crate::cli::config::config_path;
use crate::cli::env::Env;
use crate::diagnostic::Result;
use crate::docs::options::Style;
use crate::preview::{Inputs, Site, Watch, export};
use crate::serve::http::HttpServer;
use crate::serve::pages::{Served, answers};
use crate::settings::Settings;
use crate::text::counted;

/// How long an interrupt may go unnoticed.
const TICK: Duration = Duration::from_millis(100);

/// Arguments of `provgen preview`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["spec", "from"])]
    config: Option<PathBuf>,
    /// A discovery or OpenAPI document, instead of a configuration; may be repeated
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "provider", conflicts_with = "from")]
    spec: Vec<PathBuf>,
    /// The provider's name, first part of every resource's id
    #[arg(long, value_name = "NAME", requires = "spec")]
    provider: Option<String>,
    /// A provider's folder, or that of a version with provider.yaml and services/, instead of a configuration
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// The style of pages [default: that of the configuration, else classic]
    #[arg(long, value_enum)]
    style: Option<PageStyle>,
    /// Where to listen, on this machine alone; 0 for a port that is free
    #[arg(long, value_name = "N", default_value_t = 8080, conflicts_with = "export")]
    port: u16,
    /// Write the pages into a folder instead, where a browser can open them as files
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
}

/// The styles of pages by the names that a configuration has for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PageStyle {
    Classic,
    Registry,
}

impl From<PageStyle> for Style {
    fn from(style: PageStyle) -> Self {
        match style {
            PageStyle::Classic => Self::Classic,
            PageStyle::Registry => Self::Registry,
        }
    }
}

impl Arguments {
    /// The path of the configuration; none where documents or a published provider stand for one.
    fn config(&self, env: &Env) -> Result<Option<PathBuf>> {
        if self.from.is_some() || !self.spec.is_empty() {
            return Ok(None);
        }
        config_path(self.config.as_deref(), env).map(Some)
    }

    /// The settings as they are now; `config` is the path of the configuration, if there is one.
    fn settings(&self, config: Option<&Path>, env: &Env) -> Result<Settings> {
        let mut settings = match &self.from {
            Some(folder) => published(folder)?,
            None => settings(config, &self.spec, self.provider.as_deref(), None, env)?,
        };
        if let Some(style) = self.style {
            settings.docs.style = style.into();
        }
        Ok(settings)
    }
}

/// Serves the pages until it is interrupted, or exports them.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let interrupted = env.interruptible();
    let config = arguments.config(env)?;
    let load = || arguments.settings(config.as_deref(), env);
    let pool = pool(None)?;
    let build = |settings: &Settings| pool.install(|| Site::build(settings));

    let start = env.instant();
    let settings = load()?;
    terminal.warnings(&settings.notes);
    let site = build(&settings)?;
    if let Some(target) = &arguments.export {
        let report = pool.install(|| export(&site, target, state(env), &interrupted))?;
        terminal.warnings(&report.warnings);
        terminal.summary(&format!(
            "{}wrote {} to {}, {} unchanged, {} removed   {}\n",
            figures(&settings, &site),
            counted(report.written, "file"),
            folder(target),
            report.unchanged,
            report.removed,
            duration(start.elapsed()),
        ));
        return Ok(Outcome::Clean);
    }

    let server = HttpServer::bind(arguments.port)?;
    let mut watch = Watch::new(Inputs::of(&settings, config.as_deref()))?;
    terminal.summary(&figures(&settings, &site));
    terminal.summary(&format!("{} built   {}\n", counted(site.pages(), "page"), duration(start.elapsed())));
    let served = Served::new(site);
    let address = server.address();
    server.start(answers(std::sync::Arc::clone(&served))?);
    terminal.result(&format!("{address}\n"));
    terminal.remark("Pages follow the specs, templates and configuration.  Ctrl-C ends it.\n");

    while !interrupted.load(Ordering::SeqCst) {
        if !watch.has_changed(TICK) {
            continue;
        }
        let start = env.instant();
        let rebuilt = load().and_then(|settings| {
            // The error may be fixed in a folder that wasn't watched so far; only the new error is news.
            let site = build(&settings);
            let followed = watch.follow(Inputs::of(&settings, config.as_deref()));
            site.and_then(|site| followed.map(|()| site))
        });
        match rebuilt {
            Ok(site) => {
                let pages = counted(site.pages(), "page");
                let differs = if served.update(site) { "" } else { ", none of them changed" };
                terminal.summary(&format!("{pages} built{differs}   {}\n", duration(start.elapsed())));
            }
            Err(failure) => {
                terminal.failure(&failure, "");
                terminal.remark("The pages are those of the last build.\n");
                served.fail(failure.to_string());
            }
        }
    }
    Ok(Outcome::Clean)
}

/// The figures of the site, in a line.
fn figures(settings: &Settings, site: &Site) -> String {
    let counts = site.counts();
    format!(
        "{}   {}   {}   {}   search index {} kB\n",
        settings.provider.name,
        counted(counts.services, "service"),
        counted(counts.resources, "resource"),
        counted(counts.methods(), "method"),
        site.index_bytes().div_ceil(1000),
    )
}
