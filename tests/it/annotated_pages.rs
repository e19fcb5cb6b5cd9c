//! Pages of providers whose manifests have more than provgen's own: other names of body fields, views, settings of the
//! engine, authentication.

use std::collections::BTreeMap;
use std::fs;

use crate::common::assert_snapshot;
use crate::common::{files, run, sandbox};
use provgen::docs::links;
use serde_json::Value;

/// The pages of the case in that style, by path below the provider's folder.
fn pages(style: &str) -> BTreeMap<String, String> {
    let folder = sandbox("pages/annotated");
    let config = folder.path().join("provgen.yaml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("style: registry", &format!("style: {style}"))).unwrap();
    let output = run(folder.path(), &["generate"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let texts = files(&folder.path().join("generated")).into_iter();
    let texts = texts.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
    let all: BTreeMap<String, String> = texts.filter(|(path, _)| path.starts_with("docs/")).collect();
    assert_eq!(links::check(&all), []);
    all
}

#[test]
fn the_registrys_style_has_names_views_settings_and_authentication() {
    let pages = pages("registry");
    let page = |path: &str| pages[&format!("docs/acme/{path}")].clone();
    assert_snapshot!("annotated_pages__provider", page("index.md"));
    assert_snapshot!("annotated_pages__service", page("services/store/index.md"));
    assert_snapshot!("annotated_pages__plain_names", page("services/store/things/index.md"));
    assert_snapshot!("annotated_pages__names_within", page("services/store/orders/index.md"));
    assert_snapshot!("annotated_pages__view", page("services/store/vw_prices/index.md"));
    assert_snapshot!("annotated_pages__graphql", page("services/store/sales/index.md"));
    assert_snapshot!("annotated_pages__view_twin", page("services/store/vw_prices/index.json"));
    let schema: Value = serde_json::from_str(&page("resource.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for resource in ["things", "orders", "vw_prices", "sales"] {
        let twin: Value =
            serde_json::from_str(&page(&format!("services/store/{resource}/index.json"))).unwrap();
        let problems: Vec<String> = validator.iter_errors(&twin).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{resource}: {problems:?}");
    }
}

#[test]
fn the_classic_style_has_them_too() {
    let pages = pages("classic");
    let page = |path: &str| pages[&format!("docs/acme/{path}")].clone();
    assert_snapshot!("annotated_pages__classic_provider", page("index.md"));
    assert_snapshot!("annotated_pages__classic_service", page("store/index.md"));
    assert_snapshot!("annotated_pages__classic_things", page("store/things/index.md"));
    assert_snapshot!("annotated_pages__classic_view", page("store/vw_prices/index.md"));
}

#[test]
fn show_tells_of_views() {
    let folder = sandbox("pages/annotated");
    let shown = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["show"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_snapshot!("annotated_pages__show_service", shown(&["acme.store"]));
    assert_snapshot!("annotated_pages__show_both", shown(&["acme.store.orders"]));
    assert_snapshot!("annotated_pages__show_view", shown(&["acme.store.vw_prices"]));
    assert_snapshot!("annotated_pages__show_json", shown(&["acme.store.vw_prices", "--format", "json"]));
}
