//! Archives that nobody should trust.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{EntryType, Header};

/// An entry: its name, its kind, where it leads, its content.
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    pub(crate) kind: EntryType,
    pub(crate) link: &'static str,
    pub(crate) content: Vec<u8>,
}

pub(crate) fn folder(name: &str) -> Entry {
    Entry { name: name.into(), kind: EntryType::Directory, link: "", content: Vec::new() }
}

pub(crate) fn file(name: &str, content: impl Into<Vec<u8>>) -> Entry {
    Entry { name: name.into(), kind: EntryType::Regular, link: "", content: content.into() }
}

pub(crate) fn special(name: &str, kind: EntryType, link: &'static str) -> Entry {
    Entry { name: name.into(), kind, link, content: Vec::new() }
}

/// A tar stream of `entries`, without its end.
pub(crate) fn tar(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in entries {
        let mut header = Header::new_ustar();
        // Names that `tar` itself wouldn't write.
        header.as_mut_bytes()[..entry.name.len()].copy_from_slice(&entry.name);
        header.as_mut_bytes()[157..157 + entry.link.len()].copy_from_slice(entry.link.as_bytes());
        header.set_entry_type(entry.kind);
        header.set_mode(0o644);
        header.set_size(entry.content.len() as u64);
        header.set_mtime(0);
        header.set_cksum();
        bytes.extend(header.as_bytes());
        bytes.extend(&entry.content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes
}

/// The two blocks that end a tar stream.
pub(crate) const END: [u8; 1024] = [0; 1024];

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// An archive of `entries`, whole.
pub(crate) fn archive(entries: &[Entry]) -> Vec<u8> {
    gzip(&[tar(entries), END.to_vec()].concat())
}

/// The entries of a package of the version folder `source`, its texts as they are.
pub(crate) fn package(version: &str, source: &Path) -> Vec<Entry> {
    let text = |path: &str| fs::read_to_string(source.join(path)).unwrap().replace("v00.00.00000", version);
    vec![
        folder(&format!("{version}/")),
        folder(&format!("{version}/services/")),
        file(&format!("{version}/provider.yaml"), text("provider.yaml")),
        file(&format!("{version}/services/shop.yaml"), text("services/shop.yaml")),
    ]
}

/// Gives the header that begins at `at` the checksum of what it holds now.
pub(crate) fn resum(bytes: &mut [u8], at: usize) {
    let header = &mut bytes[at..at + 512];
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}
