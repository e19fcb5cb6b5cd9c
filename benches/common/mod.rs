//! What the benchmarks work on: this repository's document, copies of it, or any configuration.
#![allow(dead_code, reason = "each benchmark uses a part of it")]

use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};

use provgen::output::{Area, Lines, Mode, Output, State};
use provgen::pipeline;
use provgen::pipeline::cache::Cache;
use provgen::settings::Settings;

/// Names a `provgen.yaml` with more documents than this repository has.
const CONFIG_VARIABLE: &str = "PROVGEN_BENCH_CONFIG";

/// A configuration to measure with.
#[derive(Debug, Clone)]
pub(crate) enum Input {
    /// This repository's own.
    Dataproc,
    /// Another one, which has so many documents.
    Configured(PathBuf, usize),
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dataproc => f.write_str("dataproc"),
            Self::Configured(_, documents) => write!(f, "{documents} documents"),
        }
    }
}

impl Input {
    /// Dataproc, and what the environment names; where it names nothing, a line on stderr tells.
    pub(crate) fn all() -> Vec<Self> {
        static ALL: LazyLock<Vec<Input>> = LazyLock::new(|| {
            let Some(path) = std::env::var_os(CONFIG_VARIABLE).map(PathBuf::from) else {
                eprintln!("{CONFIG_VARIABLE} names no provgen.yaml: many documents are left out");
                return vec![Input::Dataproc];
            };
            let documents = load(&path).specs.len();
            vec![Input::Dataproc, Input::Configured(path, documents)]
        });
        ALL.clone()
    }

    pub(crate) fn settings(&self) -> Settings {
        match self {
            Self::Dataproc => load(&root().join("provgen.yaml")),
            Self::Configured(path, _) => load(path),
        }
    }
}

/// A configuration in `folder` with `count` services, each of them the repository's document.
pub(crate) fn copies(folder: &Path, count: usize) -> PathBuf {
    let document = root().join("specs/dataproc.v1.json");
    let mut text = "provider: {name: google}\nservices:\n".to_string();
    for number in 1..=count {
        // A document is one service.
        std::fs::copy(&document, folder.join(format!("copy{number}.json"))).expect("a copy");
        writeln!(text, "  copy{number}: {{spec: copy{number}.json}}").expect("a string");
    }
    let path = folder.join("provgen.yaml");
    std::fs::write(&path, text).expect("the configuration");
    path
}

/// Generates into `folder`, or compares with it; how many files were there as they should be.
pub(crate) fn run(settings: &Settings, folder: &Path, mode: Mode) -> usize {
    let interrupted = Arc::new(AtomicBool::new(false));
    let area =
        Area { root: folder.to_path_buf(), ..pipeline::area(settings, State::none()).expect("an area") };
    let output =
        Output::open(area, mode, Lines::Counted, Arc::clone(&interrupted)).expect("an output folder");
    // What the stages take, not what a cache saves.
    let made = pipeline::generate(settings, &[], output, Cache::none(), &interrupted, |_| {});
    made.expect("a provider").report.unchanged
}

pub(crate) fn load(path: &Path) -> Settings {
    Settings::load(path).unwrap_or_else(|failure| panic!("{}: {failure:?}", path.display()))
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
