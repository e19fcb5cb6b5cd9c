//! A server of HTTP/1.1 that only this machine can reach.
//!
//! In: a port, and a function that answers requests. Out: answers to `GET` and `HEAD`. The server listens on
//! the loopback address, and answers only requests that name this address: a page of another site can't read
//! the answers through a name of its own that leads here.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::api::{self, Call, Reply};
use super::connections::{Connections, Limits};
use super::message::{Method, Request, Response, Status, is_own};
use crate::diagnostic::{Diagnostic, Result, plain};

/// A server that listens, and doesn't answer yet.
#[derive(Debug)]
pub struct HttpServer {
    listener: TcpListener,
    pub(super) port: u16,
    limits: Limits,
}

impl HttpServer {
    /// Listens on `port`; port 0 stands for any free one.
    ///
    /// # Errors
    /// The port is taken, or not allowed for this user.
    pub fn bind(port: u16) -> Result<Self> {
        let failed = |error: std::io::Error| {
            let message = format!("can't listen on port {port}: {}", plain(&error));
            let help = match error.kind() {
                ErrorKind::PermissionDenied => {
                    "ports below 1024 are the system's: try --port 0, which takes a free one"
                }
                _ => "name another one with --port; --port 0 takes one that is free",
            };
            Diagnostic::error("serve::port", message).help(help)
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        Ok(Self { listener, port, limits: Limits::default() })
    }

    /// The same server with other limits.
    #[cfg(test)]
    pub(super) fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The first address to open: `http://127.0.0.1:8080/`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Answers until the process ends, each request in a thread of its own.
    pub fn start(self, answer: impl Fn(&Request) -> Response + Send + Sync + 'static) {
        let port = self.port;
        self.talk(move |stream, asked| converse(stream, port, asked, &answer));
    }

    /// As [`HttpServer::start`], for a server that stands in for an API: it takes requests of every method,
    /// with their bodies.
    pub fn start_api(self, answer: impl Fn(&Call) -> Reply + Send + Sync + 'static) {
        let port = self.port;
        self.talk(move |stream, asked| api::converse(stream, port, asked, &answer));
    }

    /// Calls `talk` for each connection, in a thread of its own, with a function to call when the request has
    /// come.
    fn talk(self, talk: impl Fn(&TcpStream, &dyn Fn()) -> std::io::Result<()> + Send + Sync + 'static) {
        let talk = Arc::new(talk);
        let connections = Arc::new(Connections::new(self.limits));
        let watched = Arc::clone(&connections);
        // Each read and write may be shorter than its own limit: only their sum counts.
        thread::spawn(move || {
            loop {
                thread::sleep(self.limits.tick);
                watched.tick();
            }
        });
        thread::spawn(move || {
            for (id, stream) in (0..).zip(self.listener.incoming()) {
                let Ok(stream) = stream else {
                    // For example, the process has no file handles left: some will be free soon.
                    thread::sleep(Duration::from_millis(50));
                    continue;
                };
                let stream = Arc::new(stream);
                if !connections.admit(id, &stream) {
                    drop(Response::word(Status::Busy, "Too many connections.").write(&stream, Method::Get));
                    continue;
                }
                let (talk, connections) = (Arc::clone(&talk), Arc::clone(&connections));
                thread::spawn(move || {
                    let _leave = Leave(&connections, id);
                    // A client that has gone away isn't a failure.
                    drop(talk(&stream, &|| connections.answers(id)));
                });
            }
        });
    }
}

/// Frees a connection's place, even if the answer panicked.
struct Leave<'c>(&'c Connections, u64);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.0.leave(self.1);
    }
}

/// Reads a request and writes its answer; `asked` is called between the two.
fn converse(
    stream: &TcpStream,
    port: u16,
    asked: &dyn Fn(),
    answer: &dyn Fn(&Request) -> Response,
) -> std::io::Result<()> {
    let request = Request::read(stream);
    asked();
    match request {
        Ok(None) => {}
        Ok(Some(request)) => {
            let response = if is_own(&request.host, port) {
                answer(&request)
            } else {
                Response::word(Status::Forbidden, "This server answers to 127.0.0.1 and localhost only.")
            };
            response.write(stream, request.method)?;
        }
        Err(response) => response.write(stream, Method::Get)?,
    }
    stream.shutdown(Shutdown::Write)
}
