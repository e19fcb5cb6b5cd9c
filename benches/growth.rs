//! How cost grows with the input, on one thread: `cargo bench --bench growth`.
//!
//! The time for 1, 2, 4 and 8 copies of the repository's document, each a service of its own; then what the
//! whole process takes of memory at its peak.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark that meets what it doesn't expect fails"
)]

mod common;

use common::{copies, load, run};
use divan::Bencher;
use provgen::output::Mode;

/// As in the binary: a good part of the time goes into memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const COPIES: [usize; 4] = [1, 2, 4, 8];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, count] = arguments.as_slice()
        && flag == peak::FLAG
    {
        return println!("{}", peak::of_a_child(count.parse().expect("a number")));
    }
    divan::main();
    // `cargo test --benches` and `--list` want no figures.
    if arguments == ["--bench"] {
        peak::print();
    }
}

/// Into an empty folder.
#[divan::bench(args = COPIES)]
fn generate(bencher: Bencher<'_, '_>, count: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let (settings, pool) = (load(&copies(folder.path(), count)), one_thread());
    bencher
        .with_inputs(|| tempfile::tempdir().expect("a folder"))
        .bench_refs(|folder| pool.install(|| run(&settings, folder.path(), Mode::Write)));
}

/// Against a folder that has it all.
#[divan::bench(args = COPIES)]
fn check(bencher: Bencher<'_, '_>, count: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let (settings, pool) = (load(&copies(folder.path(), count)), one_thread());
    let out = folder.path().join("generated");
    run(&settings, &out, Mode::Write);
    bencher.bench(|| pool.install(|| run(&settings, &out, Mode::Check)));
}

fn one_thread() -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread")
}

/// The peak of `provgen generate --jobs 1`, as the system tells it.
#[cfg(target_os = "linux")]
mod peak {
    use std::process::{Command, Stdio};

    use nix::sys::resource::{UsageWho, getrusage};

    use super::{COPIES, copies};

    /// Has this program run `provgen` once. The system tells of the largest child that a process had, so that
    /// each run needs a parent of its own.
    pub(super) const FLAG: &str = "--peak-of-copies";

    pub(super) fn print() {
        println!("peak memory of the process, by copies");
        for count in COPIES {
            let program = std::env::current_exe().expect("this program");
            let output = Command::new(program).args([FLAG, &count.to_string()]).output().expect("a run");
            let kib: u64 = String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number");
            println!("{count:>2}   {} MiB", kib.div_ceil(1024));
        }
    }

    /// In KiB, for so many copies.
    pub(super) fn of_a_child(count: usize) -> i64 {
        let folder = tempfile::tempdir().expect("a folder");
        let status = Command::new(env!("CARGO_BIN_EXE_provgen"))
            .args(["generate", "--quiet", "--jobs", "1", "--config"])
            .arg(copies(folder.path(), count))
            .arg("--out")
            .arg(folder.path().join("generated"))
            .stderr(Stdio::null())
            .status()
            .expect("a run");
        assert!(status.success(), "{status}");
        getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage").max_rss()
    }
}

#[cfg(not(target_os = "linux"))]
mod peak {
    pub(super) const FLAG: &str = "--peak-of-copies";

    pub(super) fn print() {
        println!("peak memory is measured on Linux alone");
    }

    pub(super) fn of_a_child(_: usize) -> i64 {
        0
    }
}
