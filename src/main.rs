//! The command line: run it, choose the exit code.

use std::process::ExitCode;

use provgen::cli::{self, Outcome};

/// The C library's allocator grows the heap of a thread in steps of a page, a system call each: a third of a short run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::run() {
        Outcome::Clean => ExitCode::SUCCESS,
        Outcome::Findings => ExitCode::from(1),
        Outcome::Failed => ExitCode::from(2),
    }
}
