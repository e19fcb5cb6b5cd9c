//! The outputs of a command.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::{Arc, Mutex};

use anstream::{AutoStream, ColorChoice as Colors};
use terminal_size::{Width, terminal_size};

use super::env::Env;
use crate::diagnostic::{Diagnostic, plain};
use crate::threads::lock;

/// The outputs of a command: results, and everything else.
#[derive(Debug, Clone)]
pub struct Io {
    /// Results.
    pub(super) out: Sink,
    /// Everything else.
    pub(super) err: Sink,
}

/// A writer of texts, and what it is connected to.
#[derive(Clone)]
pub(super) struct Sink {
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    /// Why some of the text isn't there, in plain words.
    lost: Arc<Mutex<Option<String>>>,
    /// Whether it takes colours if the user doesn't say.
    auto: Colors,
    /// Whether it is a terminal, so that a person sees the text.
    pub(super) is_terminal: bool,
    /// Characters in a line of the terminal.
    pub(super) width: Option<usize>,
}

impl std::fmt::Debug for Sink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sink").field("is_terminal", &self.is_terminal).finish_non_exhaustive()
    }
}

impl Io {
    /// The outputs of the process.
    #[must_use]
    pub fn of_process() -> Self {
        let out = std::io::stdout();
        let width =
            out.is_terminal().then(terminal_size).flatten().map(|(Width(width), _)| usize::from(width));
        let err = std::io::stderr();
        Self {
            out: Sink {
                auto: AutoStream::choice(&out),
                is_terminal: out.is_terminal(),
                width,
                writer: Arc::new(Mutex::new(Box::new(out))),
                lost: Arc::default(),
            },
            err: Sink {
                auto: AutoStream::choice(&err),
                is_terminal: err.is_terminal(),
                width: None,
                writer: Arc::new(Mutex::new(Box::new(err))),
                lost: Arc::default(),
            },
        }
    }

    /// The same outputs, of which results go to a terminal of `width` characters.
    #[must_use]
    pub fn of_width(mut self, width: usize) -> Self {
        self.out.width = Some(width);
        self
    }

    /// The same outputs, which take colours as `env` says.
    pub(super) fn colored(mut self, env: &Env) -> Self {
        if let Some(colors) = env.colors() {
            self.out.auto = colors;
            self.err.auto = colors;
        }
        self
    }

    /// Writers that are not terminals.
    #[must_use]
    pub fn to(out: impl Write + Send + 'static, err: impl Write + Send + 'static) -> Self {
        let sink = |writer: Box<dyn Write + Send>| Sink {
            writer: Arc::new(Mutex::new(writer)),
            lost: Arc::default(),
            auto: Colors::Never,
            is_terminal: false,
            width: None,
        };
        Self { out: sink(Box::new(out)), err: sink(Box::new(err)) }
    }
}

impl Sink {
    /// Writes `text`, in colours if `choice` says so. A reader that has gone away is not a failure: `provgen
    /// show … | head`.
    pub(super) fn write(&self, text: &str, choice: Colors) {
        let choice = if choice == Colors::Auto { self.auto } else { choice };
        let mut writer = lock(&self.writer);
        let mut stream = AutoStream::new(&mut **writer, choice);
        let written = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
        if let Some(error) = written.err().filter(|error| error.kind() != ErrorKind::BrokenPipe) {
            lock(&self.lost).get_or_insert_with(|| plain(&error));
        }
    }

    /// The error if some of the text couldn't be written.
    pub(super) fn trouble(&self) -> Option<Diagnostic> {
        let why = lock(&self.lost).clone()?;
        let problem = Diagnostic::error("cli::output", format!("can't write the result: {why}"));
        Some(problem.help("make room, or write it elsewhere"))
    }
}
