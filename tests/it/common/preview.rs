//! A running server of `provgen`'s, and requests to it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

/// A server that ends with the test.
pub(crate) struct Preview {
    child: Child,
    /// Kept open: what it prints must have somewhere to go.
    _printed: BufReader<ChildStdout>,
    pub(crate) port: u16,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: String,
    pub(crate) body: String,
    /// The body, where it isn't a text.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// The value of a header, whose name is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let headers = self.headers.lines().filter_map(|line| line.split_once(": "));
        headers.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Preview {
    /// Starts `provgen preview` in `folder`, on a free port, and waits until it answers.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::serve(folder, &[&["preview"], arguments].concat())
    }

    /// Starts a command in `folder`, on a free port, and waits until it answers.
    pub(crate) fn serve(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = super::provgen(folder);
        command.args(arguments).args(["--port", "0"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut printed = BufReader::new(child.stdout.take().unwrap());
        let port = loop {
            let mut line = String::new();
            assert!(printed.read_line(&mut line).unwrap() > 0, "it ended: {:?}", child.wait_with_output());
            if let Some(rest) = line.strip_prefix("http://127.0.0.1:") {
                break rest.trim_end().trim_end_matches('/').parse().unwrap();
            }
        };
        Self { child, _printed: printed, port }
    }

    /// The address of a path.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Sends bytes, and reads the answer to the end.
    pub(crate) fn ask(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // It may answer, and stop listening, before it has all.
        drop(stream.write_all(request));
        drop(stream.shutdown(Shutdown::Write));
        let mut bytes = Vec::new();
        drop(stream.read_to_end(&mut bytes));
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(&bytes)));
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let (line, headers) = head.split_once("\r\n").unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let bytes = bytes[end + 4..].to_vec();
        Answer { status, headers: headers.into(), body: String::from_utf8_lossy(&bytes).into(), bytes }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port).as_bytes())
    }

    /// Ends it as Ctrl-C does; its exit code and what it printed on stderr.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        let mut errors = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        (code, errors)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have ended.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
