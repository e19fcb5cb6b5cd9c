//! One engine that answers statements, one after the other.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::answer::{Rows, Unanswered};
use super::process::Process;
use super::wire::{self, Collected, Incoming, Message};
use crate::diagnostic::{Diagnostic, Result, plain};
use crate::text::one_line;

/// How often an interrupt, the time and the process are looked at.
const TICK: Duration = Duration::from_millis(100);

/// The start of every error of the engine.
const PREFIX: &str = "query returns error: ";

/// How often a connection to a new engine is tried.
const TRY: Duration = Duration::from_millis(20);

/// Most bytes of the answer to one statement.
const MAX_ANSWER: usize = 256 << 20;

/// Time that an engine has to end by itself after it closed a connection.
const LAST_MOMENT: Duration = Duration::from_secs(2);

/// How often another process may take the port between its choice and the engine's start.
const TRIES: usize = 3;

/// How the engine is run.
#[derive(Debug, Clone)]
pub(in crate::trial) struct EngineSettings {
    /// The program.
    pub(in crate::trial) program: PathBuf,
    /// The folder of the registry: documents are in `src/` below it.
    pub(in crate::trial) registry: PathBuf,
    /// A folder for the engine's own files.
    pub(in crate::trial) home: PathBuf,
    /// The provider; it needs no credentials.
    pub(in crate::trial) provider: String,
    /// The longest time for a statement, and for the engine's start.
    pub(in crate::trial) limit: Duration,
    /// The flag that an interrupt sets.
    pub(in crate::trial) interrupted: Arc<AtomicBool>,
}

/// A running engine.
#[derive(Debug)]
pub(in crate::trial) struct Engine {
    settings: EngineSettings,
    running: Option<Running>,
    restarts: usize,
}

/// A process, and the connection to it.
#[derive(Debug)]
struct Running {
    process: Process,
    stream: TcpStream,
    incoming: Incoming,
}

/// Why a conversation stopped.
#[derive(Debug)]
enum Stopped {
    Interrupted,
    Late,
    /// The engine closed the connection, or sent something strange.
    Closed,
}

impl Engine {
    /// Starts the engine, and waits until it answers.
    ///
    /// # Errors
    /// - `try::engine`: the program can't be started, or ends, or doesn't answer in time
    /// - `try::interrupted`: the user interrupted the run
    pub(in crate::trial) fn start(settings: EngineSettings) -> Result<Self> {
        let running = Some(Running::start(&settings)?);
        Ok(Self { settings, running, restarts: 0 })
    }

    /// How often the engine was started anew.
    #[must_use]
    pub(in crate::trial) const fn restarts(&self) -> usize {
        self.restarts
    }

    /// The answer to `sql`.
    ///
    /// # Errors
    /// - `try::engine`: the engine can't be started anew after a crash
    /// - `try::interrupted`: the user interrupted the run
    pub(in crate::trial) fn ask(&mut self, sql: &str) -> Result<std::result::Result<Rows, Unanswered>> {
        let mut running = match self.running.take() {
            Some(running) => running,
            None => {
                self.restarts += 1;
                Running::start(&self.settings)?
            }
        };
        let stopped = match running.ask(sql, &self.settings) {
            Ok(collected) => {
                self.running = Some(running);
                return Ok(match collected.error {
                    Some(error) => Err(Unanswered::Error(one_line(error.trim_start_matches(PREFIX)))),
                    None => Ok(collected.rows),
                });
            }
            Err(stopped) => stopped,
        };
        let why = match stopped {
            Stopped::Interrupted => return Err(interrupted().into()),
            Stopped::Late => Unanswered::Late,
            Stopped::Closed => Unanswered::Crash(running.last_words(&self.settings)),
        };
        // An engine that the interrupt reached, too, is no engine that crashes.
        self.settings.check()?;
        Ok(Err(why))
    }
}

impl EngineSettings {
    /// Whether the user interrupted the run.
    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst)
    }

    /// # Errors
    /// - `try::interrupted`: the user interrupted the run
    fn check(&self) -> Result<()> {
        if self.is_interrupted() { Err(interrupted().into()) } else { Ok(()) }
    }
}

impl Running {
    fn start(settings: &EngineSettings) -> Result<Self> {
        let mut why = String::new();
        for _ in 0..TRIES {
            settings.check()?;
            let port = free_port()?;
            let process = Process::start(&settings.program, &arguments(settings, port), &settings.home)
                .map_err(|error| failed(settings, &plain(&error)))?;
            let (process, unconnected) = match Self::connect(process, port, settings) {
                Ok(running) => return Ok(running),
                Err(unconnected) => unconnected,
            };
            let words = one_line(&process.end());
            settings.check()?;
            why = match unconnected {
                Unconnected::Silent => return Err(silent(settings, &words).into()),
                Unconnected::Closed if words.is_empty() => "it closes the connection".into(),
                Unconnected::Ended if words.is_empty() => "it ends without a word".into(),
                Unconnected::Closed | Unconnected::Ended => words,
            };
        }
        Err(failed(settings, &why).into())
    }

    /// Waits until `process` listens on `port` and is ready.
    fn connect(
        mut process: Process,
        port: u16,
        settings: &EngineSettings,
    ) -> std::result::Result<Self, (Process, Unconnected)> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut waited = Duration::ZERO;
        while waited < settings.limit && !settings.is_interrupted() {
            if process.has_ended() {
                return Err((process, Unconnected::Ended));
            }
            let connected = TcpStream::connect_timeout(&address, TICK).and_then(|stream| {
                stream.set_read_timeout(Some(TICK))?;
                stream.set_write_timeout(Some(TICK))?;
                Ok(stream)
            });
            let Ok(stream) = connected else {
                thread::sleep(TRY);
                waited += TRY;
                continue;
            };
            let mut running = Self { process, stream, incoming: Incoming::default() };
            let left = settings.limit.saturating_sub(waited);
            return match running.converse(&wire::startup(), left, &settings.interrupted) {
                Ok(_) => Ok(running),
                Err(Stopped::Closed) => Err((running.process, Unconnected::Closed)),
                Err(Stopped::Late | Stopped::Interrupted) => Err((running.process, Unconnected::Silent)),
            };
        }
        Err((process, Unconnected::Silent))
    }

    fn ask(&mut self, sql: &str, settings: &EngineSettings) -> std::result::Result<Collected, Stopped> {
        self.converse(&wire::query(sql), settings.limit, &settings.interrupted)
    }

    /// Sends `bytes`, and reads until the server is ready again.
    fn converse(
        &mut self,
        bytes: &[u8],
        limit: Duration,
        interrupted: &AtomicBool,
    ) -> std::result::Result<Collected, Stopped> {
        let begun = now();
        self.send(bytes, begun + limit, interrupted)?;
        let (mut collected, mut size, mut part) = (Collected::default(), 0, [0; 1 << 16]);
        loop {
            while let Some(message) = self.incoming.next().map_err(|_| Stopped::Closed)? {
                if message == Message::Ready {
                    return Ok(collected);
                }
                collected.add(message);
            }
            match self.stream.read(&mut part) {
                Ok(count @ 1..) => {
                    size += count;
                    self.incoming.push(part.get(..count).unwrap_or_default());
                }
                Err(error) if is_waiting(&error) => {}
                Ok(_) | Err(_) => return Err(Stopped::Closed),
            }
            if interrupted.load(Ordering::SeqCst) {
                return Err(Stopped::Interrupted);
            }
            // An answer without end is never there in time.
            if begun.elapsed() >= limit || size > MAX_ANSWER {
                return Err(Stopped::Late);
            }
        }
    }

    /// Sends `bytes`, until `end` at the latest: an engine may read nothing.
    fn send(
        &mut self,
        bytes: &[u8],
        end: Instant,
        interrupted: &AtomicBool,
    ) -> std::result::Result<(), Stopped> {
        let mut sent = 0;
        while let Some(rest) = bytes.get(sent..).filter(|rest| !rest.is_empty()) {
            match self.stream.write(rest) {
                Ok(count @ 1..) => sent += count,
                Err(error) if is_waiting(&error) => {}
                Ok(_) | Err(_) => return Err(Stopped::Closed),
            }
            if interrupted.load(Ordering::SeqCst) {
                return Err(Stopped::Interrupted);
            }
            if now() >= end {
                return Err(Stopped::Late);
            }
        }
        Ok(())
    }

    /// The last words of an engine that closed the connection; an engine that doesn't end by itself is ended.
    fn last_words(mut self, settings: &EngineSettings) -> String {
        let mut waited = Duration::ZERO;
        while waited < LAST_MOMENT && !self.process.has_ended() && !settings.is_interrupted() {
            thread::sleep(TICK);
            waited += TICK;
        }
        one_line(&self.process.end())
    }
}

/// The time, for deadlines.
#[expect(clippy::disallowed_methods, reason = "no output depends on it but that an engine takes too long")]
fn now() -> Instant {
    Instant::now()
}

/// Whether a stream only has nothing yet.
fn is_waiting(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

/// Why there is no connection to a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unconnected {
    /// The process ended.
    Ended,
    /// The process took the connection, and closed it or said something strange.
    Closed,
    /// The process ran, and didn't answer in time.
    Silent,
}

/// The arguments of `stackql srv`.
fn arguments(settings: &EngineSettings, port: u16) -> Vec<String> {
    let folder = settings.registry.display().to_string();
    let registry = serde_json::json!({
        "url": format!("file://{folder}"),
        "localDocRoot": folder,
        "verifyConfig": { "nopVerify": true },
    });
    let auth = serde_json::json!({ settings.provider.as_str(): { "type": "null_auth" } });
    [
        "srv".to_string(),
        format!("--registry={registry}"),
        format!("--approot={}", settings.home.join("approot").display()),
        format!("--auth={auth}"),
        "--pgsrv.address=127.0.0.1".into(),
        format!("--pgsrv.port={port}"),
    ]
    .into()
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    let address = listener.map_err(|error| {
        Diagnostic::error("try::port", format!("no port of this machine is free: {}", plain(&error)))
            .help("end programs that hold many connections, and try again")
    })?;
    Ok(address.port())
}

fn failed(settings: &EngineSettings, why: &str) -> Diagnostic {
    Diagnostic::error("try::engine", format!("the engine can't be used: {why}"))
        .help("`--stackql` names a program of StackQL; `stackql srv` must work with it")
        .at(settings.program.display().to_string(), "")
}

/// The error for an engine that ran, and didn't answer while it could have.
fn silent(settings: &EngineSettings, words: &str) -> Diagnostic {
    let limit = settings.limit.as_secs();
    let words = if words.is_empty() { String::new() } else { format!("; its last words: {words}") };
    let message = format!("the engine can't be used: it doesn't answer within {limit} s{words}");
    Diagnostic::error("try::engine", message)
        .help("`stackql srv` must work with the program; `--timeout` gives it longer")
        .at(settings.program.display().to_string(), "")
}

fn interrupted() -> Diagnostic {
    Diagnostic::error("try::interrupted", "interrupted; the engine has ended, and its files are removed")
        .help("run it again")
}
