//! The pages over HTTP, to this machine alone.
//!
//! In: a port, and what to serve, which may change while it is served. Out: answers to `GET` and `HEAD`. It listens on
//! the loopback address, and answers only requests that name it: a page of another site can't read these by a name of its
//! own that leads here. Nothing of a request reaches a file system: an address is looked up among the site's.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use super::http::{Method, Request, Response, Status};
use super::page::Frame;
use super::{Liveness, Site, digest};
use crate::diagnostic::{Diagnostic, Result, plain};

/// How long a connection may be silent.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most connections at a time.
const MAX_CONNECTIONS: usize = 64;

const HTML: &str = "text/html; charset=utf-8";

/// What is served now: the last site that could be built, and why a later one could not.
#[derive(Debug)]
pub struct Served {
    now: RwLock<(Arc<Site>, Option<String>)>,
}

impl Served {
    /// Serves `site`.
    #[must_use]
    pub fn new(site: Site) -> Arc<Self> {
        Arc::new(Self { now: RwLock::new((Arc::new(site), None)) })
    }

    /// Serves `site` from now on. Says whether readers see a difference.
    pub fn update(&self, site: Site) -> bool {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        let differs = now.1.is_some() || *now.0 != site;
        *now = (Arc::new(site), None);
        differs
    }

    /// Goes on serving the last site, with a word on each page: `problem` is why there is no newer one.
    pub fn fail(&self, problem: String) {
        self.now.write().unwrap_or_else(PoisonError::into_inner).1 = Some(problem);
    }

    fn now(&self) -> (Arc<Site>, Liveness) {
        let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
        let (site, problem) = (Arc::clone(&now.0), now.1.clone());
        let revision = match &problem {
            Some(problem) => digest([&site.digest, problem].into_iter()),
            None => site.digest.clone(),
        };
        (site, Liveness::Live { revision, problem })
    }
}

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
            Diagnostic::error("preview::port", message).help(help)
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

    /// Answers until the process ends.
    ///
    /// # Errors
    /// The frame of pages is broken.
    pub fn start(self, served: Arc<Served>) -> Result<()> {
        let frame = Arc::new(Frame::new()?);
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
                let (served, frame, open) = (Arc::clone(&served), Arc::clone(&frame), Arc::clone(&open));
                thread::spawn(move || {
                    // A browser that has gone away is no failure.
                    drop(converse(&stream, self.port, &served, &frame));
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Ok(())
    }
}

fn converse(stream: &TcpStream, port: u16, served: &Served, frame: &Frame) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    match Request::read(stream) {
        Ok(None) => {}
        Ok(Some(request)) => {
            let response = if is_own(&request.host, port) {
                answer(&request.path, served, frame)
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

fn answer(path: &str, served: &Served, frame: &Frame) -> Response {
    let (site, liveness) = served.now();
    let address = path.strip_prefix('/').unwrap_or(path);
    if let Liveness::Live { revision, .. } = &liveness
        && address == "revision.txt"
    {
        return Response::new("text/plain; charset=utf-8", format!("{revision}\n"));
    }
    if let Some(text) = site.asset(address) {
        let is_style = address.rsplit_once('.').is_some_and(|(_, end)| end == "css");
        let kind = if is_style { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
        return Response::new(kind, text);
    }
    // A folder is its page; the links in it start at the folder.
    let elsewhere = match address {
        "" | "index.html" => Some(site.front.clone()),
        _ => [format!("{}/index.html", address.trim_end_matches('/'))]
            .into_iter()
            .find(|page| site.pages.contains_key(page)),
    };
    if let Some(page) = elsewhere {
        let found = Response::word(Status::Found, "The page is elsewhere.");
        return Response { location: Some(format!("/{page}")), ..found };
    }
    let page = frame.page(&site, address, &liveness).and_then(|page| match page {
        Some(html) => Ok(Response::new(HTML, html)),
        None => {
            let text = "No page has this address. It may have been renamed: the search box knows all names.";
            let html = frame.notice(&site, "There is no such page", text, &liveness)?;
            Ok(Response { status: Status::NotFound, ..Response::new(HTML, html) })
        }
    });
    page.unwrap_or_else(|failure| Response::word(Status::Failed, &failure.to_string()))
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
