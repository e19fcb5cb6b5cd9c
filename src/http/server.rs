//! A server of HTTP/1.1 that this machine alone reaches.
//!
//! In: a port, and what answers a request. Out: answers to `GET` and `HEAD`. It listens on the loopback address, and answers
//! only requests that name it: a page of another site can't read these by a name of its own that leads here.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::{Method, Request, Response, Status};
use crate::diagnostic::{Diagnostic, Result, plain};

/// How long a connection may be silent.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most connections at a time.
const MAX_CONNECTIONS: usize = 256;

/// A server that listens, and doesn't answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    port: u16,
}

impl Server {
    /// Listens on `port`, or with 0 on one that is free.
    ///
    /// # Errors
    /// The port is taken, or not for this user.
    pub fn bind(port: u16) -> Result<Self> {
        let failed = |error: std::io::Error| {
            let message = format!("can't listen on port {port}: {}", plain(&error));
            let help = match error.kind() {
                ErrorKind::PermissionDenied => {
                    "ports below 1024 are the system's: try --port 0, which takes a free one"
                }
                _ => "name another one with --port; --port 0 takes one that is free",
            };
            Diagnostic::error("http::port", message).help(help)
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        Ok(Self { listener, port })
    }

    /// The first address to open: `http://127.0.0.1:8080/`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Answers until the process ends, each request in a thread of its own.
    pub fn start(self, answer: impl Fn(&Request) -> Response + Send + Sync + 'static) {
        let answer = Arc::new(answer);
        thread::spawn(move || {
            let open = Arc::new(AtomicUsize::new(0));
            for stream in self.listener.incoming() {
                let Ok(stream) = stream else {
                    // Out of file handles, for one: some will be free soon.
                    thread::sleep(Duration::from_millis(50));
                    continue;
                };
                if open.fetch_add(1, Ordering::SeqCst) >= MAX_CONNECTIONS {
                    drop(Response::word(Status::Busy, "Too many connections.").write(&stream, Method::Get));
                    open.fetch_sub(1, Ordering::SeqCst);
                    continue;
                }
                let (answer, open) = (Arc::clone(&answer), Arc::clone(&open));
                thread::spawn(move || {
                    // A client that has gone away is no failure.
                    drop(converse(&stream, self.port, &*answer));
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
    }
}

fn converse(stream: &TcpStream, port: u16, answer: &impl Fn(&Request) -> Response) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    match Request::read(stream) {
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

/// Whether a request that names `host` was meant for this server.
fn is_own(host: &str, port: u16) -> bool {
    let (name, named_port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name, port.parse().unwrap_or(0))
        }
        _ => (host, 80),
    };
    named_port == port && (name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_names_are_answered() {
        for host in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080"] {
            assert!(is_own(host, 8080), "{host}");
        }
        for host in
            ["127.0.0.1", "127.0.0.1:80", "evil.example:8080", "localhost.evil.example:8080", "", ":8080"]
        {
            assert!(!is_own(host, 8080), "{host}");
        }
        assert!(is_own("localhost", 80));
    }
}
