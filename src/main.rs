//! The command line: run it, choose the exit code.

use std::process::ExitCode;

use provgen::cli;

/// The C library's allocator grows the heap of a thread in steps of a page, a system call each: a third of a
/// short run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(cli::run().exit_code())
}
