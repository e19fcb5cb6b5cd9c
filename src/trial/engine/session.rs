//! One engine that answers statements, one after the other.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

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

/// Time until the engine must accept a connection.
const START: Duration = Duration::from_secs(30);

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
    /// The longest time for a statement.
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
    /// - `try::engine`: the program can't be started, or ends, or doesn't answer
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
    /// The engine can't be started anew after a crash.
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
        Ok(Err(match stopped {
            Stopped::Interrupted => Unanswered::Interrupted,
            Stopped::Late => Unanswered::Late,
            Stopped::Closed => Unanswered::Crash(running.last_words()),
        }))
    }
}

impl Running {
    fn start(settings: &EngineSettings) -> Result<Self> {
        let mut why = String::new();
        for _ in 0..TRIES {
            let port = free_port()?;
            let process = Process::start(&settings.program, &arguments(settings, port), &settings.home)
                .map_err(|error| failed(settings, &plain(&error)))?;
            match Self::connect(process, port, settings) {
                Ok(running) => return Ok(running),
                Err(Unconnected { process, is_slow }) => {
                    let words = process.end();
                    why = if is_slow { format!("it doesn't answer; {words}") } else { words };
                }
            }
            if settings.interrupted.load(Ordering::SeqCst) {
                break;
            }
        }
        Err(failed(settings, &why).into())
    }

    /// Waits until `process` listens on `port` and is ready.
    fn connect(mut process: Process, port: u16, settings: &EngineSettings) -> Connecting {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut waited = Duration::ZERO;
        while waited < START && !settings.interrupted.load(Ordering::SeqCst) {
            if process.has_ended() {
                return Err(Unconnected { process, is_slow: false });
            }
            let connected = TcpStream::connect_timeout(&address, TICK)
                .and_then(|stream| stream.set_read_timeout(Some(TICK)).map(|()| stream));
            let Ok(stream) = connected else {
                thread::sleep(TRY);
                waited += TRY;
                continue;
            };
            let mut running = Self { process, stream, incoming: Incoming::default() };
            return match running.converse(&wire::startup(), START, &settings.interrupted) {
                Ok(_) => Ok(running),
                Err(_) => Err(Unconnected { process: running.process, is_slow: true }),
            };
        }
        Err(Unconnected { process, is_slow: true })
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
        self.stream.write_all(bytes).map_err(|_| Stopped::Closed)?;
        let (mut collected, mut waited, mut part) = (Collected::default(), Duration::ZERO, [0; 1 << 16]);
        loop {
            while let Some(message) = self.incoming.next().map_err(|_| Stopped::Closed)? {
                if message == Message::Ready {
                    return Ok(collected);
                }
                collected.add(message);
            }
            match self.stream.read(&mut part) {
                Ok(count @ 1..) => self.incoming.push(part.get(..count).unwrap_or_default()),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    waited += TICK;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(_) | Err(_) => return Err(Stopped::Closed),
            }
            if interrupted.load(Ordering::SeqCst) {
                return Err(Stopped::Interrupted);
            }
            if waited >= limit {
                return Err(Stopped::Late);
            }
        }
    }

    /// The last words of an engine that closed the connection; an engine that doesn't end by itself is ended.
    fn last_words(mut self) -> String {
        let mut waited = Duration::ZERO;
        while waited < LAST_MOMENT && !self.process.has_ended() {
            thread::sleep(TICK);
            waited += TICK;
        }
        one_line(&self.process.end())
    }
}

/// The outcome of an attempt to connect.
type Connecting = std::result::Result<Running, Unconnected>;

/// A process without a connection to it.
struct Unconnected {
    process: Process,
    /// Whether the process still ran: it didn't answer in time.
    is_slow: bool,
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
    let why = if why.is_empty() { "it ends without a word" } else { why };
    Diagnostic::error("try::engine", format!("the engine can't be used: {why}"))
        .help("`--stackql` names a program of StackQL; `stackql srv` must work with it")
        .at(settings.program.display().to_string(), "")
}
