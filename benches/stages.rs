//! What each stage takes for Dataproc: `cargo bench`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets what it doesn't expect fails"
)]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use divan::Bencher;
use provgen::cache::Cache;
use provgen::docs::Pages;
use provgen::mapping;
use provgen::output::{Lines, Mode, Output};
use provgen::provider::Service;
use provgen::settings::Settings;
use provgen::{input, manifest, pipeline};

fn main() {
    divan::main();
}

fn settings() -> Settings {
    Settings::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/provgen.yaml")))
        .expect("the configuration")
}

fn text() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/specs/dataproc.v1.json"))
        .expect("the document")
}

fn service(settings: &Settings) -> Service {
    let spec = &settings.specs[0];
    let api = input::load(&spec.path, &spec.file).expect("an API");
    let name = mapping::service_name(&api, None).expect("a name");
    let rules = settings.rules_for(&name);
    mapping::apply(api, name, &rules).expect("a service")
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher
        .counter(divan::counter::BytesCount::of_str(&text))
        .bench(|| input::parse(&text, "dataproc.v1.json", "dataproc"));
}

#[divan::bench]
fn map(bencher: Bencher<'_, '_>) {
    let settings = settings();
    let service = service(&settings);
    let rules = settings.rules_for(&service.name);
    bencher
        .with_inputs(|| (service.api.clone(), service.name.clone()))
        .bench_values(|(api, name)| mapping::apply(api, name, &rules));
}

#[divan::bench]
fn write_manifest(bencher: Bencher<'_, '_>) {
    let settings = settings();
    let service = service(&settings);
    bencher.bench(|| manifest::service(&settings.provider, black_box(&service)));
}

#[divan::bench]
fn prepare_templates(bencher: Bencher<'_, '_>) {
    let settings = settings();
    bencher.bench(|| Pages::new(&settings.provider, &settings.docs).is_ok());
}

#[divan::bench]
fn render_pages(bencher: Bencher<'_, '_>) {
    let settings = settings();
    let service = service(&settings);
    let pages = Pages::new(&settings.provider, &settings.docs).expect("templates");
    bencher.bench(|| {
        service
            .resources
            .iter()
            .map(|resource| pages.resource(&service, resource))
            .collect::<Result<Vec<_>, _>>()
    });
}

/// All stages and the output, into an empty folder: what `provgen generate` does but for starting the process.
#[divan::bench]
fn generate(bencher: Bencher<'_, '_>) {
    let settings = settings();
    bencher.with_inputs(|| tempfile::tempdir().expect("a folder")).bench_refs(|folder| {
        let interrupted = Arc::new(AtomicBool::new(false));
        let output = Output::open(folder.path(), Mode::Write, Lines::Counted, Arc::clone(&interrupted))?;
        pipeline::generate(&settings, &[], output, Cache::none(), &interrupted, |_| {})
            .map(|made| made.report.written)
    });
}
