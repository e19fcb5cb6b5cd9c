//! What the fuzz targets share: the way of a document through the stages, and a folder for what is read from
//! files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use provgen::document::{manifest, parse};
use provgen::manifest::options::ManifestSettings;
use provgen::mapping::rules::ServiceRules;
use provgen::names::ProviderName;
use provgen::provider::Service;
use provgen::settings::Settings;

/// Takes a document to its manifest, which must be one that can be read again, has as many operations, and
/// means the same to the engine's reader of YAML.
pub fn through_the_stages(text: &str, rules: &ServiceRules) {
    let Some(service) = mapped(text, rules) else { return };
    let written =
        match provgen::manifest::service(&settings(&[]).provider, &ManifestSettings::default(), &service) {
            Ok(written) => written,
            Err(failure) => {
                // Some characters aren't for what the engine goes by.
                assert!(
                    failure.problems.iter().all(|problem| problem.code == "manifest::unreadable"),
                    "{failure}"
                );
                return;
            }
        };
    let again = provgen::input::parse(&written, "manifest", "spec")
        .unwrap_or_else(|failure| panic!("what was written can't be read:\n{failure}\n{written}"));
    assert_eq!(again.operations.len(), service.api.operations.len(), "{written}");
    let ours = parse::parse(&written, "manifest").expect("it was read before");
    let engines = manifest::parse(&written, "manifest").expect("the engine reads what was written");
    assert_eq!(ours, engines.document, "{written}");
    assert_eq!(engines.warnings, [], "{written}");
}

/// The service that a document describes, if it is one.
pub fn mapped(text: &str, rules: &ServiceRules) -> Option<Service> {
    let api = provgen::input::parse(text, "spec", "spec").ok()?;
    let name = provgen::mapping::service_name(&api, None).ok()?;
    provgen::mapping::apply(api, name, rules).ok()
}

/// The settings of a provider that is made from `files`, with every default.
pub fn settings(files: &[PathBuf]) -> Settings {
    Settings::for_specs(provider(), files, None)
}

/// The provider's name in all targets.
pub fn provider() -> ProviderName {
    ProviderName::new("acme").expect("it is a name")
}

/// This process's folder, which `fill` fills before its first use. `run` takes it away.
pub fn folder(fill: impl FnOnce(&Path)) -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("there is a folder for files").keep();
        fill(&folder);
        folder
    })
}

/// Writes a file, and the folders that it is in.
pub fn write(path: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().expect("it is below a folder")).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}

/// A small discovery document; `prose` is all the prose that there is in it.
pub fn document(prose: &str) -> String {
    let prose = serde_json::Value::from(prose);
    format!(
        r#"{{
  "kind": "discovery#restDescription", "name": "shop", "version": "v1", "revision": "20260101",
  "title": {prose}, "description": {prose}, "documentationLink": "https://shop.example.com/docs/",
  "rootUrl": "https://shop.example.com/", "servicePath": "",
  "schemas": {{
    "Cart": {{ "id": "Cart", "type": "object", "description": {prose}, "properties": {{
      "name": {{ "type": "string", "description": {prose} }},
      "state": {{ "type": "string", "enum": ["OPEN", "PAID"], "enumDescriptions": [{prose}, ""], "description": {prose} }},
      "lines": {{ "type": "array", "description": {prose}, "items": {{ "$ref": "Line" }} }} }} }},
    "Line": {{ "id": "Line", "type": "object", "properties": {{ "note": {{ "type": "string", "description": {prose} }} }} }},
    "Carts": {{ "id": "Carts", "type": "object", "properties": {{
      "carts": {{ "type": "array", "items": {{ "$ref": "Cart" }} }}, "nextPageToken": {{ "type": "string" }} }} }}
  }},
  "resources": {{ "carts": {{ "methods": {{
    "list": {{ "id": "shop.carts.list", "path": "v1/carts", "httpMethod": "GET", "description": {prose},
      "parameters": {{ "filter": {{ "type": "string", "location": "query", "description": {prose} }} }},
      "response": {{ "$ref": "Carts" }} }},
    "get": {{ "id": "shop.carts.get", "path": "v1/carts/{{cartsId}}", "httpMethod": "GET", "description": {prose},
      "parameters": {{ "cartsId": {{ "type": "string", "location": "path", "required": true, "description": {prose} }} }},
      "response": {{ "$ref": "Cart" }} }},
    "create": {{ "id": "shop.carts.create", "path": "v1/carts", "httpMethod": "POST", "description": {prose},
      "request": {{ "$ref": "Cart" }}, "response": {{ "$ref": "Cart" }} }}
  }} }} }}
}}"#
    )
}
