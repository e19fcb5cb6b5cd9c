//! No text panics as a template, or takes a page for ever.
#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use provgen::docs::Pages;
use provgen::docs::options::{DocsSettings, Style};
use provgen::document::project::{Inside, Project};
use provgen::mapping::rules::ServiceRules;
use provgen::provider::Service;
use provgen::provider::timeline::Timeline;
use provgen_fuzz::{document, folder, mapped, settings, write};

fuzz_target!(|text: &str| {
    static SERVICE: OnceLock<Service> = OnceLock::new();
    let service = SERVICE.get_or_init(|| {
        mapped(&document("A cart."), &ServiceRules::default()).expect("the document is sound")
    });
    let folder = folder(|_: &Path| {});
    write(&folder.join("resource.md"), text);
    let templates = Inside::new(folder.to_path_buf(), &Project::of(folder));
    let provider = settings(&[]).provider;
    for style in [Style::Classic, Style::Registry] {
        let docs = DocsSettings { style, templates: Some(templates.clone()), ..DocsSettings::default() };
        let Ok(pages) = Pages::new(&provider, &docs) else { continue };
        for resource in &service.resources {
            drop(pages.of(service).resource(resource, &Timeline::default()));
        }
    }
});
