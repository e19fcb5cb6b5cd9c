//! The process of the engine.
//!
//! In: the program and its arguments. Out: a process that ends when this value is dropped, and its last
//! words.

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use crate::threads;

/// Most characters that are kept of a line.
const MAX_LINE: usize = 500;

/// A running process.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    words: Arc<Mutex<LastWords>>,
    readers: Vec<JoinHandle<()>>,
}

/// The part of a process's output that tells why it ended.
#[derive(Debug, Default)]
struct LastWords {
    /// The reason of a panic.
    panic: Option<String>,
    /// The last line that isn't empty.
    last: String,
}

impl Process {
    /// Starts `program` with `arguments`; its temporary files go to `home`, where it works.
    ///
    /// # Errors
    /// The system can't start the program.
    #[expect(clippy::disallowed_methods, reason = "the engine is a program, and is started only here")]
    pub(super) fn start(program: &Path, arguments: &[String], home: &Path) -> std::io::Result<Self> {
        let mut child = Command::new(program)
            .args(arguments)
            .env("TMPDIR", home)
            .current_dir(home)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let words = Arc::<Mutex<LastWords>>::default();
        let stdout = child.stdout.take().map(|output| listen(output, Arc::clone(&words)));
        let stderr = child.stderr.take().map(|output| listen(output, Arc::clone(&words)));
        Ok(Self { child, words, readers: stdout.into_iter().chain(stderr).collect() })
    }

    /// Whether the process has ended.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends the process, and returns its last words: the reason of a panic, else the last line.
    pub(super) fn end(mut self) -> String {
        self.kill();
        for reader in self.readers.drain(..) {
            // A reader that panicked leaves the words that it had.
            drop(reader.join());
        }
        let words = threads::lock(&self.words);
        words.panic.clone().unwrap_or_else(|| words.last.clone())
    }

    /// Ends the process if it hasn't ended, and waits for that.
    fn kill(&mut self) {
        // Both fail only if the process has ended.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Reads `output` to its end in a thread, so that the process never waits for a reader.
fn listen(output: impl Read + Send + 'static, words: Arc<Mutex<LastWords>>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut lines = BufReader::new(output);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
            threads::lock(&words).add(&String::from_utf8_lossy(&line));
            line.clear();
        }
    })
}

impl LastWords {
    fn add(&mut self, line: &str) {
        let line: String = line.trim().chars().take(MAX_LINE).collect();
        if line.is_empty() {
            return;
        }
        if self.panic.is_none() && (line.starts_with("panic:") || line.starts_with("fatal error:")) {
            self.panic = Some(line.clone());
        }
        self.last = line;
    }
}
