//! No text panics as a configuration, in a folder that has documents, templates and the rest; nor does what
//! is mapped by one.
#![no_main]

use std::path::{Component, Path};

use libfuzzer_sys::fuzz_target;
use provgen::docs::Pages;
use provgen::document::node::Node;
use provgen::document::parse;
use provgen::settings::Settings;
use provgen_fuzz::{document, folder, write};

fuzz_target!(|text: &str| {
    // What is elsewhere on this machine is no matter of chance: a pattern that begins at its root would be
    // looked for.
    if parse::parse(text, "provgen.yaml").is_ok_and(|document| leads_elsewhere(&document)) {
        return;
    }
    let folder = folder(fill);
    let Ok(settings) = Settings::parse(text, "provgen.yaml", folder) else { return };
    drop(provgen::pipeline::fingerprint::fingerprint(&settings));
    drop(Pages::new(&settings.provider, &settings.docs));
    drop(provgen::pipeline::names(&settings));
    let lock = "shop\tshop.carts.list\tcarts.list\tSELECT\t$.carts\t/v1/carts\n";
    drop(Settings::parse_rules(text, "provgen.yaml", folder, None, Some(lock)));
});

fn fill(folder: &Path) {
    write(&folder.join("specs/shop.json"), document("Carts and what is in them."));
    write(&folder.join("history/shop.20250101.json"), document("Carts."));
    write(&folder.join("docs/intro.md"), "# How to begin\n");
    write(&folder.join("my-templates/resource.md"), "{{ name }}\n");
}

/// Whether a text in it is a path that leaves the folder it is below.
fn leads_elsewhere(node: &Node<'_>) -> bool {
    match node {
        Node::List(items) => items.iter().any(leads_elsewhere),
        Node::Map(entries) => entries.iter().any(|(_, value)| leads_elsewhere(value)),
        Node::String(text) => Path::new(text.as_ref())
            .components()
            .any(|part| matches!(part, Component::RootDir | Component::ParentDir)),
        _ => false,
    }
}
