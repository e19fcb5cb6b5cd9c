//! The command line: run it, choose the exit code.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use provgen::cli::{self, Env, Io};

/// The C library's allocator grows the heap of a thread in steps of a page, a system call each: a third of a
/// short run.
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
    // Where no handler can be set, an interrupt ends the process at once; what it leaves is tidied up by the
    // next run.
    drop(ctrlc::set_handler(move || {
        // Whoever asks twice doesn't want to wait for a document that never ends.
        if setter.swap(true, Ordering::SeqCst) {
            std::process::exit(2);
        }
    }));
    flag
}
