//! A directory service on loopback whose answers a test chooses.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How a request is answered.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// A document with an ETag made of its bytes; 304 to those who have it.
    Document(String),
    /// A text without an ETag.
    Bare(String),
    /// A status, with more header lines.
    Status(u16, &'static str),
    /// A redirect.
    Redirect(String),
    /// Less than was announced.
    CutOff,
    /// The connection is closed without a word.
    Closed,
    /// The connection stays open without a word.
    Silence,
    /// A byte now and then, so that no single read takes long.
    Dripping,
    /// More and more, of a length that isn't told.
    Endless,
}

impl Answer {
    /// A redirect to `location`.
    pub(crate) fn redirect(location: &str) -> Self {
        Self::Redirect(location.into())
    }
}

/// A small discovery document.
pub(crate) fn document(name: &str, version: &str, revision: &str) -> String {
    format!(
        r#"{{"kind": "discovery#restDescription", "name": "{name}", "version": "{version}", "revision": "{revision}",
            "title": "A {name} API", "rootUrl": "https://{name}.googleapis.com/", "servicePath": "", "baseUrl": "https://{name}.googleapis.com/",
            "schemas": {{"Thing": {{"id": "Thing", "type": "object", "properties": {{"name": {{"type": "string"}}}}}}}},
            "resources": {{"things": {{"methods": {{"get": {{"id": "{name}.things.get", "httpMethod": "GET", "path": "v1/things/{{thing}}",
                "parameters": {{"thing": {{"type": "string", "location": "path", "required": true}}}}, "parameterOrder": ["thing"],
                "response": {{"$ref": "Thing"}}}}}}}}}}}}"#
    )
}

#[derive(Debug, Default)]
struct State {
    /// Items of the list: id, name, version, address, preferred.
    items: BTreeMap<String, (String, String, String, bool)>,
    /// Instead of the list.
    list: Option<Answer>,
    /// Answers by path: one after the other, the last for ever.
    answers: BTreeMap<String, Vec<Answer>>,
    /// What was asked, when, and the status of the answer (0 for none).
    asked: Vec<(String, Instant, u16)>,
}

/// A running mirror. Its threads end with the test.
pub(crate) struct Mirror {
    port: u16,
    state: Arc<Mutex<State>>,
}

fn path(name: &str, version: &str) -> String {
    format!("/rest/{name}/{version}")
}

impl Mirror {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                // A client that hangs up is no failure.
                std::thread::spawn(move || drop(serve(stream, &state)));
            }
        });
        Self { port, state }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn root(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn list(&self, name: &str, version: &str, address: String, preferred: bool) {
        let item = (name.to_string(), version.to_string(), address, preferred);
        self.state.lock().unwrap().items.insert(format!("{name}:{version}"), item);
    }

    /// A preferred version.
    pub(crate) fn serve(&self, name: &str, version: &str, answer: Answer) {
        self.serve_each(name, version, vec![answer]);
    }

    /// A preferred version that is answered differently each time.
    pub(crate) fn serve_each(&self, name: &str, version: &str, answers: Vec<Answer>) {
        self.list(name, version, format!("{}{}", self.root(), path(name, version)), true);
        self.state.lock().unwrap().answers.insert(path(name, version), answers);
    }

    /// A version that isn't preferred.
    pub(crate) fn serve_other(&self, name: &str, version: &str, answer: Answer) {
        self.list(name, version, format!("{}{}", self.root(), path(name, version)), false);
        self.state.lock().unwrap().answers.insert(path(name, version), vec![answer]);
    }

    /// A preferred version that is said to be elsewhere.
    pub(crate) fn serve_at(&self, name: &str, version: &str, address: &str) {
        self.list(name, version, address.into(), true);
    }

    /// Something instead of the list.
    pub(crate) fn serve_list(&self, answer: Answer) {
        self.state.lock().unwrap().list = Some(answer);
    }

    pub(crate) fn remove(&self, name: &str, version: &str) {
        self.state.lock().unwrap().items.remove(&format!("{name}:{version}"));
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        self.state.lock().unwrap().items.keys().cloned().collect()
    }

    /// The statuses that were sent for a document.
    pub(crate) fn statuses(&self, name: &str, version: &str) -> Vec<u16> {
        let state = self.state.lock().unwrap();
        let asked = state.asked.iter().filter(|(asked, ..)| *asked == path(name, version));
        asked.map(|(_, _, status)| *status).collect()
    }

    /// The times between the requests for a document.
    pub(crate) fn waits(&self, name: &str, version: &str) -> Vec<Duration> {
        let state = self.state.lock().unwrap();
        let asked = state.asked.iter().filter(|(asked, ..)| *asked == path(name, version));
        let times: Vec<Instant> = asked.map(|(_, time, _)| *time).collect();
        times.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
}

/// The list of what there is.
fn list(state: &State) -> String {
    let items = state.items.iter().map(|(id, (name, version, address, preferred))| {
        serde_json::json!({"kind": "discovery#directoryItem", "id": id, "name": name, "version": version,
            "discoveryRestUrl": address, "preferred": preferred})
    });
    serde_json::json!({"kind": "discovery#directoryList", "items": items.collect::<Vec<_>>()}).to_string()
}

fn serve(stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let (mut asked, mut etag) = (String::new(), String::new());
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if asked.is_empty() {
                asked = line.split(' ').nth(1).unwrap_or_default().to_string();
            } else if let Some(value) = line.to_lowercase().strip_prefix("if-none-match: ") {
                etag = value.to_string();
            }
        }
        let (answer, status) = {
            let mut state = state.lock().unwrap();
            let answer = if asked == "/discovery/v1/apis" {
                state.list.clone().unwrap_or_else(|| Answer::Bare(list(&state)))
            } else {
                match state.answers.get_mut(&asked) {
                    Some(answers) if answers.len() > 1 => answers.remove(0),
                    Some(answers) => answers[0].clone(),
                    None => Answer::Status(404, ""),
                }
            };
            let status = match &answer {
                Answer::Document(text) if etag == tag(text) => 304,
                Answer::Status(status, _) => *status,
                Answer::Redirect(_) => 302,
                Answer::Closed | Answer::Silence => 0,
                _ => 200,
            };
            state.asked.push((asked, Instant::now(), status));
            (answer, status)
        };
        if !respond(&stream, &answer, status)? {
            return Ok(());
        }
    }
}

/// An ETag, in lower case since that is how it is compared here.
fn tag(text: &str) -> String {
    let sum = text.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    format!("w/\"{sum:x}\"")
}

/// Answers; says whether the connection stays open.
fn respond(mut stream: &TcpStream, answer: &Answer, status: u16) -> std::io::Result<bool> {
    let head = |status: u16, more: &str, length: usize| {
        format!("HTTP/1.1 {status} Status\r\n{more}Content-Length: {length}\r\n\r\n")
    };
    match answer {
        Answer::Document(text) => {
            let etag = format!("ETag: {}\r\n", tag(text));
            if status == 304 {
                write!(stream, "HTTP/1.1 304 Not Modified\r\n{etag}\r\n")?;
            } else {
                write!(stream, "{}{text}", head(200, &etag, text.len()))?;
            }
        }
        Answer::Bare(text) => write!(stream, "{}{text}", head(200, "", text.len()))?,
        Answer::Status(status, more) => write!(stream, "{}", head(*status, more, 0))?,
        Answer::Redirect(location) => {
            write!(stream, "{}", head(302, &format!("Location: {location}\r\n"), 0))?;
        }
        Answer::CutOff => {
            write!(stream, "{}{{\"kind\": \"disco", head(200, "", 5000))?;
            return Ok(false);
        }
        Answer::Closed => return Ok(false),
        Answer::Silence => {
            std::thread::sleep(Duration::from_secs(30));
            return Ok(false);
        }
        Answer::Dripping => {
            write!(stream, "{}", head(200, "", 5000))?;
            for _ in 0..5000 {
                stream.write_all(b" ")?;
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        Answer::Endless => {
            write!(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
            let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
            loop {
                stream.write_all(chunk.as_bytes())?;
            }
        }
    }
    stream.flush()?;
    Ok(true)
}
