//! Whom `fetch` trusts: Mozilla's roots and the machine's own, against a mirror whose authority nobody knows.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::common::mirror::document;
use crate::common::{assert_snapshot, provgen, sandbox};

/// Starts a mirror with the certificate in `folder` that has one document, `alpha:v1`; returns its root.
fn mirror(folder: &Path) -> String {
    let certificate = CertificateDer::from_pem_file(folder.join("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(ring).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let root = format!("https://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let list = format!(
        r#"{{"items": [{{"name": "alpha", "version": "v1", "preferred": true, "discoveryRestUrl": "{root}/alpha"}}]}}"#
    );
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = BufReader::new(StreamOwned::new(connection, stream));
            let mut lines = stream.by_ref().lines();
            // A client that refuses the certificate says nothing.
            let Some(Ok(first)) = lines.next() else { continue };
            while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            let body =
                if first.contains("/alpha") { document("alpha", "v1", "20260101") } else { list.clone() };
            let head =
                format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
            let stream = stream.get_mut();
            let _ = stream.write_all((head + &body).as_bytes());
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    root
}

#[test]
fn who_is_trusted_is_up_to_the_machine() {
    let folder = sandbox("fetch/tls");
    let root = mirror(folder.path());
    fs::write(folder.path().join("empty.pem"), "").unwrap();
    fs::write(
        folder.path().join("broken.pem"),
        "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n",
    )
    .unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    fs::copy(folder.path().join("ca.pem"), folder.path().join("folder/ca.pem")).unwrap();
    let port = root.rsplit(':').next().unwrap().to_string();
    let fetch = |variables: &[(&str, &str)]| {
        let mut command = provgen(folder.path());
        for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR").envs(variables.iter().copied());
        let output = command.args(["fetch", "--root", &root, "--out", "specs"]).output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap().replace(&port, "PORT");
        // The last figure of the line for the whole run is a time.
        let lines = text.lines().map(|line| match line.rsplit_once("   ") {
            Some((start, time)) if time.ends_with(" ms") => format!("{start}   [time]\n"),
            _ => format!("{line}\n"),
        });
        let words: Vec<String> = variables.iter().map(|(name, value)| format!("{name}={value} ")).collect();
        let code = output.status.code().unwrap();
        format!("$ {}provgen fetch\n{}exit code {code}\n", words.concat(), lines.collect::<String>())
    };
    let mut text = fetch(&[]);
    assert!(!folder.path().join("specs").exists(), "a server that nobody vouches for was believed");
    text += &fetch(&[("SSL_CERT_FILE", "nowhere.pem")]);
    text += &fetch(&[("SSL_CERT_FILE", "empty.pem")]);
    text += &fetch(&[("SSL_CERT_FILE", "broken.pem")]);
    text += &fetch(&[("SSL_CERT_DIR", "nowhere")]);
    text += &fetch(&[("SSL_CERT_FILE", "ca.pem")]);
    text += &fetch(&[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "folder")]);
    assert_snapshot!("trust", text);
}
