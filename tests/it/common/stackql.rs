//! A program that stands in for StackQL: it answers as the engine was seen to, and calls the API as it did.
//!
//! The program is this test program, started again by a script, with the answers of a case. A test that only
//! that program runs ([`answer_as_recorded`]) plays the engine.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The variable with the file of the answers, in the program that plays the engine.
const ANSWERS: &str = "PROVGEN_TEST_ANSWERS";

/// The variable with the engine's arguments, one a line.
const ARGUMENTS: &str = "PROVGEN_TEST_ARGUMENTS";

/// Writes `name`, a program that answers as `answers` has it, into `folder`; returns its path. The test
/// `test` must call [`answer_as_recorded`]. The program notes its process in `<name>.pid`.
pub(crate) fn program(folder: &Path, name: &str, test: &str, answers: &Value) -> PathBuf {
    let recorded = folder.join(format!("{name}.json"));
    fs::write(&recorded, answers.to_string()).unwrap();
    let own = std::env::current_exe().unwrap();
    let script = format!(
        "#!/bin/sh\necho $$ > '{}.pid'\n{ANSWERS}='{}' {ARGUMENTS}=\"$(printf '%s\\n' \"$@\")\" exec '{}' --exact {test} --nocapture\n",
        folder.join(name).display(),
        recorded.display(),
        own.display()
    );
    let path = folder.join(name);
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// Writes `name`, a script around a program, into `folder`: it runs `command` as a process of its own and waits
/// for it. Its child's process is noted in `<name>.pid`.
pub(crate) fn wrapper(folder: &Path, name: &str, command: &str) {
    let noted = folder.join(format!("{name}.pid"));
    let script = format!("#!/bin/sh\n{command} &\necho $! > '{}'\nwait\n", noted.display());
    fs::write(folder.join(name), script).unwrap();
    fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
}

/// Plays the engine if this program was started for that, until it is ended.
pub(crate) fn answer_as_recorded() {
    let Ok(file) = std::env::var(ANSWERS) else { return };
    let answers: Vec<Value> = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let arguments = std::env::var(ARGUMENTS).unwrap();
    let argument = |name: &str| {
        let found = arguments.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        found.unwrap_or_else(|| panic!("there is no {name} in {arguments}")).to_string()
    };
    assert_eq!(arguments.lines().next(), Some("srv"));
    assert_eq!(argument("--auth"), r#"{"acme":{"type":"null_auth"}}"#);
    let registry: Value = serde_json::from_str(&argument("--registry")).unwrap();
    let api = api(Path::new(registry["localDocRoot"].as_str().unwrap()));
    let port: u16 = argument("--pgsrv.port").parse().unwrap();
    let listener = TcpListener::bind((argument("--pgsrv.address"), port)).unwrap();
    for stream in listener.incoming() {
        serve(&mut stream.unwrap(), &answers, &api);
    }
}

/// Host and port of the API, as a manifest has them.
fn api(root: &Path) -> String {
    assert!(root.join("src/acme/v00.00.00000/provider.yaml").is_file());
    let services = root.join("src/acme/v00.00.00000/services");
    let manifest = fs::read_dir(services).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(manifest).unwrap();
    let after = text.split_once("url: http://").unwrap().1;
    after.split('/').next().unwrap().to_string()
}

/// One connection: the handshake, then queries.
fn serve(stream: &mut TcpStream, answers: &[Value], api: &str) {
    let startup = read(stream);
    assert_eq!(startup[..4], (3_u32 << 16).to_be_bytes());
    send(stream, b'R', &[0; 4]);
    send(stream, b'Z', b"I");
    loop {
        let mut kind = [0];
        if stream.read_exact(&mut kind).is_err() {
            return;
        }
        assert_eq!(kind, *b"Q");
        let statement = String::from_utf8(read(stream)).unwrap();
        let words: Vec<&str> = statement.trim_end_matches('\0').split_whitespace().collect();
        answer(stream, answers, &words.join(" "), api);
        send(stream, b'Z', b"I");
    }
}

/// Does what was recorded for `statement`: the first answer all of whose texts are in it.
fn answer(stream: &mut TcpStream, answers: &[Value], statement: &str, api: &str) {
    let has = |text: &Value| statement.contains(text.as_str().unwrap());
    let found = answers.iter().find(|answer| answer["has"].as_array().unwrap().iter().all(has));
    let found = found.unwrap_or_else(|| panic!("no answer is recorded for {statement}"));
    for request in found["requests"].as_array().into_iter().flatten() {
        call(request, api);
    }
    if let Some(words) = found["crash"].as_str() {
        // Not a macro of printing: what is printed would be kept for a test that fails.
        std::io::stderr().write_all(format!("{words}\n").as_bytes()).unwrap();
        std::process::exit(2);
    }
    if found["silence"] == true {
        std::thread::sleep(std::time::Duration::from_secs(600));
    }
    if let Some(error) = found["error"].as_str() {
        send(stream, b'E', format!("SERROR\0M{error}\0\0").as_bytes());
        return;
    }
    let columns = found["columns"].as_array().unwrap();
    let mut description = u16::try_from(columns.len()).unwrap().to_be_bytes().to_vec();
    for column in columns {
        description.extend_from_slice(column.as_str().unwrap().as_bytes());
        description.extend_from_slice(&[0; 19]);
    }
    send(stream, b'T', &description);
    for row in found["rows"].as_array().unwrap() {
        send(stream, b'D', &row_of(row));
    }
    send(stream, b'C', b"SELECT\0");
}

fn row_of(row: &Value) -> Vec<u8> {
    let values = row.as_array().unwrap();
    let mut bytes = u16::try_from(values.len()).unwrap().to_be_bytes().to_vec();
    for value in values {
        match value.as_str() {
            Some(text) => {
                bytes.extend_from_slice(&u32::try_from(text.len()).unwrap().to_be_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
            None => bytes.extend_from_slice(&(-1_i32).to_be_bytes()),
        }
    }
    bytes
}

/// Makes a recorded request, and reads its answer.
fn call(request: &Value, api: &str) {
    let (method, target) = (request["method"].as_str().unwrap(), request["target"].as_str().unwrap());
    let body = request["body"].as_str().unwrap_or_default();
    let mut stream = TcpStream::connect(api).unwrap();
    let head =
        format!("{method} {target} HTTP/1.1\r\nHost: {api}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 "), "{}", String::from_utf8_lossy(&answer));
}

/// The body of a message.
fn read(stream: &mut TcpStream) -> Vec<u8> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).unwrap();
    let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
    stream.read_exact(&mut body).unwrap();
    body
}

fn send(stream: &mut TcpStream, kind: u8, body: &[u8]) {
    let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
    // A client that has gone isn't told.
    drop(stream.write_all(&[&[kind], length.as_slice(), body].concat()));
}
