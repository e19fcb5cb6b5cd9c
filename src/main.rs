//! The command line: run it, choose the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    provgen::cli::run()
}
