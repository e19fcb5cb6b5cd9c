//! No prose panics on a page, breaks a link of it, or becomes HTML that a browser would obey in `provgen
//! preview`.
#![no_main]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use provgen::docs::options::{DocsSettings, Style};
use provgen::docs::{Pages, links};
use provgen::mapping::rules::ServiceRules;
use provgen::preview::Site;
use provgen::provider::timeline::Timeline;
use provgen::serve::http::{Body, Method, Request};
use provgen::serve::pages::{Served, answers};
use provgen_fuzz::{document, folder, mapped, settings, write};

const STYLES: [Style; 2] = [Style::Classic, Style::Registry];

/// What no prose may bring into a page, in small letters.
const ACTIVE: [&str; 12] = [
    "<script",
    "<style",
    "<iframe",
    "<object",
    "<embed",
    "<form",
    "<img",
    "<svg",
    "<link",
    "<meta",
    "<base",
    "=\"javascript:",
];

fuzz_target!(|prose: &str| {
    static PAGES: OnceLock<Vec<Pages<'static>>> = OnceLock::new();
    let pages = PAGES.get_or_init(|| STYLES.map(pages).into());
    let spec = document(prose);
    if let Some(service) = mapped(&spec, &ServiceRules::default()) {
        for pages in pages {
            let mut written = BTreeMap::from([pages.service(&service).expect("the page is written")]);
            for resource in &service.resources {
                let files = pages.of(&service).resource(resource, &Timeline::default());
                written.extend(files.expect("the page is written"));
            }
            assert_eq!(links::check(&written), [], "{written:#?}");
        }
    }
    static PLAIN: OnceLock<Vec<Vec<usize>>> = OnceLock::new();
    let plain = PLAIN.get_or_init(|| STYLES.map(|style| active(&document("A cart."), style)).into());
    // A preview takes longer than all the rest: one style's is enough for one text.
    let which = prose.len() % STYLES.len();
    assert_eq!(active(&spec, STYLES[which]), plain[which], "prose became HTML, in style {:?}", STYLES[which]);
});

/// The pages of a style, with provgen's own templates; as long as the process lives.
fn pages(style: Style) -> Pages<'static> {
    let provider = Box::leak(Box::new(settings(&[]).provider));
    let docs = Box::leak(Box::new(DocsSettings { style, ..DocsSettings::default() }));
    Pages::new(provider, docs).expect("provgen's own templates are sound")
}

/// How often each of what may be [`ACTIVE`] is in the pages that the preview of a document serves.
fn active(spec: &str, style: Style) -> Vec<usize> {
    let file = folder(|_| {}).join("shop.json");
    write(&file, spec);
    let mut settings = settings(&[file]);
    settings.docs.style = style;
    let site = Site::build(&settings).expect("pages are built");
    let answer = answers(Served::new(site)).expect("the frame of pages is sound");
    let below = match style {
        Style::Classic => "",
        Style::Registry => "services/",
    };
    let mut all = String::new();
    for page in ["index", &format!("{below}shop/index"), &format!("{below}shop/carts/index")] {
        let path = format!("/acme/{page}.html");
        let answer = answer(&Request { method: Method::Get, path, host: "localhost".into() });
        let Body::Text(text) = answer.body else { continue };
        all += &text.to_ascii_lowercase();
    }
    assert!(all.contains("<body"), "{all}");
    ACTIVE.iter().map(|what| all.matches(what).count()).collect()
}
