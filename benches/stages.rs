//! What each stage takes, on one thread: `cargo bench --bench stages`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a benchmark that meets what it doesn't expect fails"
)]

mod common;

use std::hint::black_box;
use std::time::Duration;

use common::{Input, run};
use divan::Bencher;
use provgen::api::Api;
use provgen::diff::source::Release;
use provgen::diff::{Comparison, compare};
use provgen::docs::Pages;
use provgen::names::ServiceName;
use provgen::output::Mode;
use provgen::provider::Service;
use provgen::provider::timeline::Timeline;
use provgen::settings::{Settings, Spec};
use provgen::{input, manifest, mapping};

/// As in the binary: a good part of the time goes into memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // A hundred rounds over many documents would take minutes.
    divan::Divan::default().max_time(Duration::from_secs(10)).config_with_args().main();
}

fn api(spec: &Spec) -> (Api, ServiceName) {
    let api = input::load(&spec.path, &spec.file).expect("an API");
    let name = mapping::service_name(&api, spec.service.as_ref()).expect("a name");
    (api, name)
}

fn service(settings: &Settings, spec: &Spec) -> Service {
    let (api, name) = api(spec);
    let rules = settings.rules_for(&name, &api);
    mapping::apply(api, name, &rules).expect("a service")
}

fn services(settings: &Settings) -> Vec<Service> {
    settings.specs.iter().map(|spec| service(settings, spec)).collect()
}

/// From the text to the API.
#[divan::bench(args = Input::all())]
fn read(bencher: Bencher<'_, '_>, input: &Input) {
    let settings = input.settings();
    let text = |spec: &Spec| std::fs::read_to_string(&spec.path).expect("a document");
    let texts: Vec<(String, &str)> =
        settings.specs.iter().map(|spec| (text(spec), spec.file.as_str())).collect();
    let bytes: usize = texts.iter().map(|(text, _)| text.len()).sum();
    bencher.counter(divan::counter::BytesCount::new(bytes)).bench(|| {
        for (text, file) in &texts {
            drop(black_box(input::parse(text, file, "api")));
        }
    });
}

#[divan::bench(args = Input::all())]
fn map(bencher: Bencher<'_, '_>, input: &Input) {
    let settings = input.settings();
    let apis: Vec<(Api, ServiceName)> = settings.specs.iter().map(api).collect();
    bencher.with_inputs(|| apis.clone()).bench_values(|apis| {
        for (api, name) in apis {
            let rules = settings.rules_for(&name, &api);
            drop(black_box(mapping::apply(api, name, &rules)));
        }
    });
}

#[divan::bench(args = Input::all())]
fn write_manifests(bencher: Bencher<'_, '_>, input: &Input) {
    let settings = input.settings();
    let services = services(&settings);
    let write = |service: &Service| {
        manifest::service(&settings.provider, &settings.manifest, service).expect("a manifest")
    };
    let bytes: usize = services.iter().map(|service| write(service).len()).sum();
    bencher.counter(divan::counter::BytesCount::new(bytes)).bench(|| {
        for service in &services {
            drop(black_box(write(service)));
        }
    });
}

#[divan::bench]
fn prepare_templates(bencher: Bencher<'_, '_>) {
    let settings = Input::Dataproc.settings();
    bencher.bench(|| Pages::new(&settings.provider, &settings.docs).is_ok());
}

#[divan::bench(args = Input::all())]
fn render_pages(bencher: Bencher<'_, '_>, input: &Input) {
    let settings = input.settings();
    let services = services(&settings);
    let pages = Pages::new(&settings.provider, &settings.docs).expect("templates");
    bencher.bench(|| {
        for service in &services {
            let of_resources = pages.of(service);
            for resource in &service.resources {
                drop(black_box(of_resources.resource(resource, &Timeline::default())));
            }
            drop(black_box(pages.service(service)));
        }
    });
}

/// All stages and the output into an empty folder, on as many threads as there are cores: what `provgen
/// generate` does but for starting the process.
#[divan::bench(args = Input::all())]
fn generate(bencher: Bencher<'_, '_>, input: &Input) {
    let settings = input.settings();
    bencher
        .with_inputs(|| tempfile::tempdir().expect("a folder"))
        .bench_refs(|folder| run(&settings, folder.path(), Mode::Write));
}

/// The same against a folder that has it all: what `provgen generate --check` does.
#[divan::bench(args = Input::all())]
fn check(bencher: Bencher<'_, '_>, input: &Input) {
    let settings = input.settings();
    let folder = tempfile::tempdir().expect("a folder");
    run(&settings, folder.path(), Mode::Write);
    bencher.bench(|| run(&settings, folder.path(), Mode::Check));
}

/// Dataproc's document of 2025 against today's: what `provgen diff` does, reading included.
#[divan::bench]
fn diff_documents(bencher: Bencher<'_, '_>) {
    diff_of(bencher, "specs/dataproc.v1.json");
}

/// The same against today's manifest: YAML takes longer to read than JSON.
#[divan::bench]
fn diff_manifest(bencher: Bencher<'_, '_>) {
    diff_of(bencher, "generated");
}

fn diff_of(bencher: Bencher<'_, '_>, new: &str) {
    let settings = Input::Dataproc.settings();
    let source =
        |path: &str| Release::find(&common::root().join(path).display().to_string()).expect("a release");
    let (old, new) = (source("specs/history/dataproc.v1.20250111.json"), source(new));
    let comparison = Comparison {
        old: &old,
        new: &new,
        settings: Some(&settings),
        old_settings: Some(&settings),
        provider: None,
    };
    bencher.bench(|| compare(comparison).expect("a report").findings.len());
}
