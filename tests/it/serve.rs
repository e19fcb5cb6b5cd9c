//! `provgen registry serve`: what StackQL asks for, and nothing else.

use std::fs;
use std::io::{BufRead as _, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Barrier;

use crate::common::assert_snapshot;
use crate::common::preview::Preview as Server;
use crate::common::{provgen, run, sandbox, transcript};
use serde_json::Value;
use tempfile::TempDir;

/// A folder where two versions of the smallest provider are packed.
fn packed() -> TempDir {
    let folder = sandbox("package/minimal");
    for version in ["v26.11.00001", "v26.11.00002"] {
        pack(folder.path(), version);
    }
    folder
}

fn pack(folder: &Path, version: &str) {
    let output = run(folder, &["package", "-q", "--from", ".", "--version", version]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_stackql_asks_for_is_served() {
    let folder = packed();
    fs::write(folder.path().join("dist/acme/v26.11.00001.json.sig"), "AAAA").unwrap();
    let server = Server::serve(folder.path(), &["registry", "serve"]);
    for (address, file, kind) in [
        ("/dist/providers.yaml", "dist/providers.yaml", "application/yaml"),
        ("/dist/acme/v26.11.00001.tgz", "dist/acme/v26.11.00001.tgz", "application/gzip"),
        ("/dist/acme/v26.11.00002.tgz?x=1", "dist/acme/v26.11.00002.tgz", "application/gzip"),
        ("/dist/acme/v26.11.00001.json", "dist/acme/v26.11.00001.json", "application/json"),
        ("/dist/acme/v26.11.00001.json.sig", "dist/acme/v26.11.00001.json.sig", "text/plain; charset=utf-8"),
    ] {
        let answer = server.get(address);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(kind)), "{address}");
        let bytes = fs::read(folder.path().join(file)).unwrap();
        assert!(answer.bytes == bytes, "{address}");
        assert_eq!(answer.header("content-length"), Some(bytes.len().to_string().as_str()));
        let host = format!("127.0.0.1:{}", server.port);
        let head = server.ask(format!("HEAD {address} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes());
        assert_eq!((head.status, head.bytes.len()), (200, 0));
        assert_eq!(head.header("content-length"), answer.header("content-length"));
    }
    for address in ["/", "/dist", "/dist/"] {
        assert_eq!(server.get(address).body, "acme   v26.11.00001  v26.11.00002\n");
    }
    // What is packed while it is served is there at once.
    assert_eq!(server.get("/dist/acme/v26.11.00003.tgz").status, 404);
    pack(folder.path(), "v26.11.00003");
    assert_eq!(server.get("/dist/acme/v26.11.00003.tgz").status, 200);
    assert!(server.get("/dist/providers.yaml").body.contains("v26.11.00003"));
    let (code, told) = server.end();
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("GET /dist/acme/v26.11.00003.tgz   404 Not Found\n"), "{told}");
}

#[test]
fn nothing_else_is_served() {
    let folder = packed();
    let dist = folder.path().join("dist");
    fs::write(dist.join("secret.txt"), "secret").unwrap();
    fs::write(dist.join("secret.tgz"), "secret").unwrap();
    fs::write(dist.join("acme/secret.sig"), "secret").unwrap();
    fs::write(dist.join("acme/.hidden.tgz"), "secret").unwrap();
    fs::create_dir(dist.join("acme/v1.0.0.tgz")).unwrap();
    for hidden in [".git", ".hidden"] {
        fs::create_dir(dist.join(hidden)).unwrap();
        fs::write(dist.join(hidden).join("x.json"), "secret").unwrap();
    }
    fs::write(folder.path().join("outside.tgz"), "secret").unwrap();
    #[cfg(unix)]
    {
        let pipe = dist.join("acme/pipe.tgz");
        assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
        std::os::unix::fs::symlink("../../outside.tgz", dist.join("acme/link.tgz")).unwrap();
        std::os::unix::fs::symlink("..", dist.join("up")).unwrap();
    }
    let server = Server::serve(folder.path(), &["registry", "serve", "--dir", "dist"]);
    for (path, status) in [
        ("/dist/secret.txt", 404),
        ("/dist/secret.tgz", 404),
        ("/dist/acme/secret.sig", 404),
        ("/dist/acme/.hidden.tgz", 404),
        ("/dist/acme/v1.0.0.tgz", 404),
        ("/dist/.hidden/x.json", 404),
        // No path of a provider's has a part of git's.
        ("/dist/.git/x.json", 400),
        ("/dist/acme/link.tgz", 404),
        ("/dist/acme/pipe.tgz", 404),
        ("/dist/up/outside.tgz", 404),
        ("/dist/acme", 404),
        ("/dist/acme/v26.11.00001", 404),
        ("/dist/acme/v26.11.00009.tgz", 404),
        ("/dist/other/v26.11.00001.tgz", 404),
        ("/src/acme/v26.11.00001/provider.yaml", 404),
        ("/providers.yaml", 404),
        ("/dist/../outside.tgz", 400),
        ("/dist/acme/../../outside.tgz", 400),
        ("/dist/acme/..%2f..%2foutside.tgz", 400),
        ("/dist/%2e%2e/outside.tgz", 400),
        ("/dist/acme%5c..%5c..%5coutside.tgz", 400),
        ("/dist/acme//v26.11.00001.tgz", 400),
        ("/dist/acme/%00.tgz", 400),
        ("/dist/acme/%ff.tgz", 400),
        ("//etc/passwd", 404),
        ("dist/providers.yaml", 400),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}");
        assert!(!answer.body.contains("secret"), "{path}");
    }
    let host = format!("127.0.0.1:{}", server.port);
    for (request, status) in [
        (format!("POST /dist/providers.yaml HTTP/1.1\r\nHost: {host}\r\n\r\n"), 405),
        (
            format!("PUT /dist/acme/v26.11.00001.tgz HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"),
            405,
        ),
        (format!("DELETE /dist/providers.yaml HTTP/1.1\r\nHost: {host}\r\n\r\n"), 405),
        ("GET /dist/providers.yaml HTTP/1.1\r\nHost: evil.example\r\n\r\n".into(), 403),
        ("GET /dist/providers.yaml HTTP/1.1\r\n\r\n".into(), 400),
        ("\u{1}\u{2}\r\n\r\n".into(), 400),
    ] {
        let answer = server.ask(request.as_bytes());
        assert_eq!(answer.status, status, "{request}");
        if status == 405 {
            assert_eq!(answer.header("allow"), Some("GET, HEAD"));
        }
    }
}

/// Each asks for the list and then for an archive, as `registry pull` does, all at once.
#[test]
fn many_may_ask_at_once() {
    const CLIENTS: usize = 200;
    let folder = packed();
    // Large enough that an answer takes several writes.
    let big = folder.path().join("dist/acme/v26.11.00002.tgz");
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    fs::write(&big, &bytes).unwrap();
    let list = fs::read_to_string(folder.path().join("dist/providers.yaml")).unwrap();
    let server = Server::serve(folder.path(), &["registry", "serve", "-q"]);
    let start = Barrier::new(CLIENTS);
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                start.wait();
                let answer = server.get("/dist/providers.yaml");
                assert_eq!((answer.status, &answer.body), (200, &list));
                let answer = server.get("/dist/acme/v26.11.00002.tgz");
                assert_eq!(answer.status, 200);
                assert!(answer.bytes == bytes);
            });
        }
    });
    assert_eq!(server.get("/").status, 200);
}

/// More than may be open, each with a byte now and then: no single wait is long, and they are never done.
#[test]
fn clients_that_drip_keep_nobody_waiting() {
    const CLIENTS: usize = 300;
    let folder = packed();
    let server = Server::serve(folder.path(), &["registry", "serve", "-q"]);
    let mut dripping: Vec<TcpStream> =
        (0..CLIENTS).map(|_| TcpStream::connect(("127.0.0.1", server.port)).unwrap()).collect();
    for byte in b"GET /dist/providers.yaml" {
        for stream in &mut dripping {
            // The server closes those that wait longest.
            drop(stream.write_all(&[*byte]));
        }
        assert_eq!(server.get("/dist/providers.yaml").status, 200);
    }
    assert_eq!(server.get("/dist/acme/v26.11.00001.tgz").status, 200);
}

#[test]
fn what_is_served_and_what_can_not_be_is_told() {
    let folder = packed();
    let output = transcript(folder.path(), &["registry", "serve", "--dir", "nowhere"]);
    let mut told = output;
    told += &transcript(folder.path(), &["registry", "serve", "--dir", "."]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    told += &transcript(folder.path(), &["registry", "serve", "--dir", "empty"]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    told += &transcript(folder.path(), &["registry", "serve", "--port", &port]).replace(&port, "[port]");
    assert_snapshot!("told", told);
    assert_eq!(run(folder.path(), &["registry"]).status.code(), Some(2));
}

/// What is printed to be given to StackQL, as a shell and then StackQL take it.
fn setting(folder: &Path, environment: &[(&str, &str)]) -> Value {
    let mut command = provgen(folder);
    command.env_remove("PROVGEN_CACHE_DIR").envs(environment.iter().copied());
    command.args(["registry", "serve", "-q", "--port", "0"]).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let printed = BufReader::new(child.stdout.take().unwrap());
    let line = printed.lines().map(Result::unwrap).find(|line| line.starts_with("--registry=")).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let word = Command::new("sh").args(["-c", &format!("printf %s {line}")]).output().unwrap().stdout;
    let word = String::from_utf8(word).unwrap();
    serde_json::from_str(word.strip_prefix("--registry=").unwrap()).unwrap()
}

#[test]
fn what_is_pulled_goes_to_a_folder_of_the_users_own() {
    let folder = packed();
    let own = folder.path().join("o'brien");
    let own = own.to_str().unwrap();
    let root = |environment: &[(&str, &str)]| setting(folder.path(), environment)["localDocRoot"].clone();
    assert_eq!(root(&[("XDG_CACHE_HOME", own)]), format!("{own}/provgen/registry"));
    assert_eq!(root(&[("PROVGEN_CACHE_DIR", own)]), format!("{own}/registry"));
    // Wherever StackQL is started.
    let here = folder.path().canonicalize().unwrap();
    assert_eq!(root(&[("PROVGEN_CACHE_DIR", "near")]), format!("{}/near/registry", here.display()));
    let temporary = std::env::temp_dir().join("provgen-registry");
    assert_ne!(root(&[("HOME", own), ("XDG_CACHE_HOME", "")]), temporary.display().to_string());
}
