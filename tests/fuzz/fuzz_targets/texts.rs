//! Nothing panics as one of the small texts: a request, a lock file, accepted findings, addresses, names and
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
use provgen::mapping::lock::Lock;
use provgen::package::{PrivateKey, PublicKey, SignTime, Version};
use provgen::serve::http::{Body, Request};
use provgen_fuzz::{folder, write};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(Some(request)) = Request::parse(bytes) {
        served(&request);
    }
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(lock) = Lock::parse(text, "provgen.lock") {
        let again = Lock::parse(&lock.to_text(), "provgen.lock").expect("what was written can be read");
        assert!(lock.changes(&again).is_empty(), "{text}");
    }
    drop(Acceptance::parse(text, "accept.yaml"));
    if let Ok(accepted) = Acceptance::parse_unfinished(text, "accept.yaml") {
        drop(accepted.unused(&[], "2026-11-28"));
        drop(accepted.written(&[], &[], "a reason").expect("acceptances are written"));
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
