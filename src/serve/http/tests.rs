//! The server against slow clients.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::message::is_own;
use super::{HttpServer, Limits, Response};

/// Longer than any step here takes, and shorter than a hanging test.
const LONG: Duration = Duration::from_secs(20);

/// More bytes than the buffers of a connection hold.
const LARGE: usize = 64 << 20;

/// Starts a server whose `/large` is large; returns its port.
fn serve(limits: Limits) -> u16 {
    let server = HttpServer::bind(0).unwrap().with_limits(limits);
    let port = server.port;
    server.start(|request| {
        let size = if request.path == "/large" { LARGE } else { 5 };
        Response::new("text/plain", "x".repeat(size))
    });
    port
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream
}

fn ask(port: u16, path: &str) -> TcpStream {
    let mut stream = connect(port);
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").unwrap();
    stream
}

/// All bytes until the connection is closed or cut.
fn rest(mut stream: &TcpStream) -> Vec<u8> {
    let (mut all, mut part) = (Vec::new(), vec![0; 1 << 16]);
    loop {
        match stream.read(&mut part) {
            Ok(0) => return all,
            Ok(count) => all.extend_from_slice(&part[..count]),
            Err(error)
                if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) =>
            {
                panic!("the connection is still open after {LONG:?}")
            }
            Err(_) => return all,
        }
    }
}

fn is_answered(port: u16) -> bool {
    rest(&ask(port, "/")).ends_with(b"\r\n\r\nxxxxx")
}

#[test]
fn only_its_own_names_are_answered() {
    for host in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080"] {
        assert!(is_own(host, 8080), "{host}");
    }
    for host in ["127.0.0.1", "127.0.0.1:80", "evil.example:8080", "localhost.evil.example:8080", "", ":8080"]
    {
        assert!(!is_own(host, 8080), "{host}");
    }
    assert!(is_own("localhost", 80));
}

/// No single wait is long, but all of them together are.
#[test]
fn a_request_that_drips_is_cut_off() {
    let limits =
        Limits { request: Duration::from_millis(300), tick: Duration::from_millis(20), ..Limits::default() };
    let port = serve(limits);
    let mut stream = connect(port);
    // Without a limit for the whole request this would take longer than the test waits.
    let head = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nA: {}", "b".repeat(2000));
    let sent = head.bytes().take_while(|byte| {
        std::thread::sleep(Duration::from_millis(20));
        stream.write_all(&[*byte]).is_ok()
    });
    assert!(sent.count() < head.len(), "it was never cut off");
    assert_eq!(rest(&stream), b"");
    assert!(is_answered(port));
}

#[test]
fn those_that_wait_longest_make_room() {
    // No connection's time is over before the test ends.
    let limits = Limits { request: LONG * 10, connections: 16, ..Limits::default() };
    let port = serve(limits);
    let dripping: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = connect(port);
            stream.write_all(b"GET / HT").unwrap();
            stream
        })
        .collect();
    for _ in 0..20 {
        assert!(is_answered(port));
    }
    // The first ones were closed, and the last one wasn't.
    assert_eq!(rest(&dripping[0]), b"");
    let mut last = dripping.last().unwrap();
    write!(last, "TP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").unwrap();
    assert!(rest(last).ends_with(b"xxxxx"));
}

#[test]
fn an_answer_that_is_not_read_is_cut_off() {
    let limits =
        Limits { answer: Duration::from_millis(300), tick: Duration::from_millis(20), ..Limits::default() };
    let port = serve(limits);
    let stream = ask(port, "/large");
    std::thread::sleep(Duration::from_millis(1000));
    assert!(rest(&stream).len() < LARGE);
}

#[test]
fn answers_that_nobody_reads_make_room_in_time() {
    let limits = Limits {
        answer: LONG * 10,
        grace: Duration::from_millis(100),
        connections: 4,
        tick: Duration::from_millis(20),
        ..Limits::default()
    };
    let port = serve(limits);
    let idle: Vec<TcpStream> = (0..4).map(|_| ask(port, "/large")).collect();
    let first = |stream: &TcpStream| stream.peek(&mut [0]).unwrap();
    assert!(idle.iter().all(|stream| first(stream) == 1), "each has the beginning of its answer");
    // Until the grace is over, the server answers that there is no room.
    assert!((0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        is_answered(port)
    }));
    assert!(rest(&idle[0]).len() < LARGE);
}
