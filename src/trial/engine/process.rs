//! The process of the engine.
//!
//! In: the program and its arguments. Out: a process that ends when this value is dropped, with all that it
//! started, and its last words.

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::threads;

/// Most characters that are kept of a line.
const MAX_LINE: usize = 500;

/// Time until the output of a process that was ended must end, too. What left the process's group may hold it
/// open for ever.
const REST: Duration = Duration::from_secs(1);

/// How often that is looked at.
const TICK: Duration = Duration::from_millis(10);

/// A running process, and a group of its own: an interrupt of the terminal reaches provgen alone, which ends
/// the process, and with it what the process started. The program may be a script around the engine.
#[derive(Debug)]
pub(super) struct Process {
    /// None once the process is ended: its number may be another process's from then on.
    child: Option<Child>,
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
        let mut command = Command::new(program);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
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
        Ok(Self { child: Some(child), words, readers: stdout.into_iter().chain(stderr).collect() })
    }

    /// Whether the process has ended.
    pub(super) fn has_ended(&mut self) -> bool {
        self.child.as_mut().is_none_or(has_ended)
    }

    /// Ends the process, and returns its last words: the reason of a panic, else the last line; empty if it
    /// said nothing.
    pub(super) fn end(mut self) -> String {
        self.kill();
        let mut waited = Duration::ZERO;
        while waited < REST && !self.readers.iter().all(JoinHandle::is_finished) {
            thread::sleep(TICK);
            waited += TICK;
        }
        let words = threads::lock(&self.words);
        words.panic.clone().unwrap_or_else(|| words.last.clone())
    }

    /// Ends the process and its group, and waits for the process's end.
    fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        kill_group(&child);
        // Both fail only if the process has ended.
        drop(child.kill());
        drop(child.wait());
    }
}

/// Whether a process has ended. It isn't taken leave of, so that no other group can get its number as long as
/// its own may have members.
#[cfg(unix)]
fn has_ended(child: &mut Child) -> bool {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

    let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    !matches!(waitid(WaitId::Pid(Pid::from_child(child)), look), Ok(None))
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}

/// Ends every process of the group that `child` leads.
#[cfg(unix)]
fn kill_group(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process_group};

    // It fails only if the group has no members any more.
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
}

#[cfg(not(unix))]
fn kill_group(_: &Child) {}

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
