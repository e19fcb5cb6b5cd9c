//! Nothing panics as a provider's manifest or a service's: not where a package is made or checked, nor where
//! releases are compared. A package that is made can be made again from what is in it.
#![no_main]

use std::collections::BTreeMap;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use provgen::diff::lines::Lines;
use provgen::diff::source::Release;
use provgen::diff::source::document::{Content, ReleaseDocument};
use provgen::diff::{Comparison, compare, render};
use provgen::mapping::rules::ServiceRules;
use provgen::package::{self, Version, VersionFolder, archive};
use provgen_fuzz::through_the_stages;

const PROVIDER: &str = include_str!("../../cases/package/minimal/provider.yaml");
const SERVICE: &str = include_str!("../../cases/package/minimal/services/shop.yaml");

fuzz_target!(|text: &str| {
    for (provider, service) in [(PROVIDER, text), (text, SERVICE)] {
        let files = BTreeMap::from([
            ("provider.yaml".to_string(), provider.to_string()),
            ("services/shop.yaml".to_string(), service.to_string()),
        ]);
        if let Some(packed) = packed(files, "v26.11.00001") {
            assert!(packed_again(&packed), "{packed:#?}");
        }
    }
    through_the_stages(text, &ServiceRules::default());
    compared(SERVICE, text);
    compared(text, SERVICE);
});

/// What is in the package that is made from `files`, if they make one.
fn packed(files: BTreeMap<String, String>, version: &str) -> Option<Vec<(String, String)>> {
    let version = Version::parse(version).expect("it is a version");
    let source = VersionFolder { files, left_out: Vec::new() };
    let package =
        package::make(&source, Path::new("shelf"), &version, None, &package::Origin::default()).ok()?;
    Some(archive::unpack(&package.archive, "shelf.tgz").files)
}

fn packed_again(files: &[(String, String)]) -> bool {
    packed(files.iter().cloned().collect(), "v26.11.00002").is_some()
}

/// Compares two releases, and writes what is found in every form.
fn compared(old: &str, new: &str) {
    let release = |text: &str| Release {
        name: "release".into(),
        provider: None,
        documents: vec![ReleaseDocument::new("shop.yaml".into(), Content::Text(text.into()))],
        revision: None,
        notes: Vec::new(),
    };
    let (old, new) = (release(old), release(new));
    let comparison =
        Comparison { old: &old, new: &new, settings: None, old_settings: None, provider: Some("acme") };
    let Ok(report) = compare(comparison) else { return };
    drop(render::text::text(&report, Some(80), render::text::Detail::Verbose));
    drop(render::markdown::markdown(&report, 65_536));
    drop(render::github::github(&report, &Lines::new(&report)));
    drop(render::html::html(&report).expect("the page is written"));
    drop(report.json().expect("the report is written"));
}
