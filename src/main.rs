//! The program `provgen`: runs the command line, and exits with its code.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use provgen::cli::{self, Env, Io};

/// mimalloc, since the C library's allocator grows the heap of a thread page by page, with a system call
/// each: a third of a short run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let outcome = cli::run(std::env::args_os(), Io::of_process(), &Env::of_process(interruptible));
    ExitCode::from(outcome.exit_code())
}

/// A flag that SIGINT and SIGTERM set.
#[expect(clippy::disallowed_methods, reason = "this is `main`: it ends the process")]
fn interruptible() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let setter = Arc::clone(&flag);
    // Without a handler, an interrupt ends the process at once; the next run cleans up after it.
    drop(ctrlc::set_handler(move || {
        // A second interrupt ends the process at once, even if a document is still being read.
        if setter.swap(true, Ordering::SeqCst) {
            std::process::exit(2);
        }
    }));
    flag
}
