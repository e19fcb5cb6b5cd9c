//! Nothing panics as one of the small texts: a request, a mapping, accepted findings, addresses, names and
//! keys. What a registry answers is a package.
#![no_main]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use provgen::api::ObjectKey;
use provgen::diff::report::accept::Acceptance;
use provgen::docs::links;
use provgen::fetch::address::{Address, HostPattern};
use provgen::mapping::pins::table::Table;
use provgen::mapping::pins::{Mapping, Policy, edited};
use provgen::package::{PrivateKey, PublicKey, SignTime, Version};
use provgen::serve::http::{Body, Request};
use provgen_fuzz::{folder, write};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(Some(request)) = Request::parse(bytes) {
        served(&request);
    }
    let Ok(text) = str::from_utf8(bytes) else { return };
    mapped(text, Mapping::parse(text, "mapping.yaml").ok());
    if let Ok(lock) = Mapping::parse_lock(text, "provgen.lock") {
        let again = Mapping::parse(&lock.to_text(), "mapping.yaml").expect("what was written can be read");
        assert_eq!(lock, again, "{text}");
    }
    drop(Table::parse(text, "names.csv"));
    drop(Acceptance::parse(text, "accept.yaml"));
    if let Ok(accepted) = Acceptance::parse_unfinished(text, "accept.yaml") {
        drop(accepted.unused(&[], "2026-11-28"));
        drop(accepted.written(&[], &[], &[], "a reason").expect("acceptances are written"));
    }
    if let Ok(address) = Address::parse(text) {
        drop(address.below("discovery/v1/apis"));
        drop(address.join("../x"));
    }
    if let Ok(root) = Address::parse("https://shop.example.com/") {
        drop(root.join(text));
    }
    drop(HostPattern::parse(text));
    if let Ok(key) = ObjectKey::parse(text) {
        assert_eq!(ObjectKey::parse(&key.to_string()).ok(), Some(key));
    }
    drop((Version::parse(text).ok(), Version::near(text), SignTime::parse(text)));
    drop((PublicKey::from_pem(text).ok(), PrivateKey::from_pem(text).ok()));
    drop(links::check(&BTreeMap::from([("docs/acme/index.md".to_string(), text.to_string())])));
});

/// Writes a mapping, and changes the text that it was read from.
fn mapped(text: &str, mapping: Option<Mapping>) {
    const OTHER: &str = "shop:\n  carts:\n    list: SELECT GET /carts $.carts ? @listCarts\n";
    let Some(mapping) = mapping else { return };
    let again = Mapping::parse(&mapping.to_text(), "mapping.yaml").expect("what was written can be read");
    assert_eq!(mapping, again, "{text}");
    let other = Mapping::parse(OTHER, "mapping.yaml").expect("this can be read");
    for policy in [Policy::Mark, Policy::Follow] {
        let Ok(edited) = edited(text, "mapping.yaml", &mapping, &other, policy) else { continue };
        let now = Mapping::parse(&edited, "mapping.yaml").expect("what was changed can be read");
        let wanted = if policy == Policy::Mark { mapping.with_gone(&other) } else { other.clone() };
        // A line that leaves something open stays as it is.
        let is_there = now.lines().zip(wanted.lines()).all(|((at, line), (path, other))| {
            at == path && line.agrees(other, &at.method) && line.mark == other.mark
        });
        assert!(is_there && now.len() == wanted.len(), "{text}\n{edited}");
    }
}

/// Asks a registry, beside which there is a file that it must not serve.
fn served(request: &Request) {
    const SECRET: &str = "not a package";
    let folder = folder(|folder| {
        write(&folder.join("secret.json"), SECRET);
        write(&folder.join("dist/.hidden.json"), SECRET);
        write(&folder.join("dist/shop/v26.11.00001.json"), "{}");
        write(&folder.join("dist/providers.yaml"), "providers: {}\n");
    });
    let answer = provgen::serve::registry::answers(Path::new(folder).join("dist"))(request);
    if let Body::File(mut file, _) = answer.body {
        let mut text = String::new();
        file.read_to_string(&mut text).expect("the file is a text");
        assert_ne!(text, SECRET, "{request:?}");
    }
}
