//! Settings of an annotated document that StackQL doesn't read.
//!
//! In: an API. Out: a warning for each key that nobody reads, once however many parts have it. Keys that begin with
//! `x-` are a vendor's own.

use std::collections::BTreeMap;

use crate::api::{Api, Setting, SettingPart};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::escape;
use crate::engine::settings::{self, SettingOwner, SettingPlace};
use crate::text::{counted, did_you_mean};

/// A key that nobody reads: the key that it stands below, and its name.
type Unread = (SettingPlace, Option<SettingOwner>, String);

/// The warnings about settings that StackQL doesn't read.
pub(super) fn settings(api: &Api) -> Vec<Diagnostic> {
    let mut found: BTreeMap<String, (Unread, String, usize)> = BTreeMap::new();
    for setting in api.annotated.iter().flat_map(|own| &own.settings) {
        for unread in keys(setting) {
            let (place, owner, key) = &unread;
            let config = setting.pointer.clone();
            let pointer = if owner.is_some() { format!("{config}/{}", escape(key)) } else { config };
            let known = found.entry(title(*place, *owner, key)).or_insert((unread, pointer, 0));
            known.2 += 1;
        }
    }
    found
        .into_iter()
        .map(|(title, (unread, pointer, count))| warning(api, &title, &unread, pointer, count))
        .collect()
}

/// The keys of a setting that nobody reads.
fn keys(setting: &Setting) -> Vec<Unread> {
    let (part, path) = setting.place();
    let of_config = |owner| -> Vec<Unread> {
        let keys = setting.value.as_object().into_iter().flatten().map(|(key, _)| key);
        let unread = keys.filter(|key| !key.starts_with("x-") && !settings::is_read_of(owner, key));
        unread.map(|key| (SettingPlace::Config, Some(owner), key.clone())).collect()
    };
    let own = |place, name: &str| {
        let is_read = name.starts_with("x-") || settings::find(place, name).is_some();
        if is_read { Vec::new() } else { vec![(place, None, name.to_string())] }
    };
    match (part, path.split_once('/')) {
        (SettingPart::Document, _) if path == "x-stackQL-config" => of_config(SettingOwner::Service),
        (SettingPart::Resource(_), _) if path == "config" => of_config(SettingOwner::Resource),
        (SettingPart::Method(..), _) if path == "config" => of_config(SettingOwner::Method),
        (SettingPart::Resource(_), _) => own(SettingPlace::Resource, &path),
        (SettingPart::Method(..), Some(("request", name))) => own(SettingPlace::Request, name),
        (SettingPart::Method(..), Some(("response", name))) => own(SettingPlace::Response, name),
        (SettingPart::Method(..), _) => own(SettingPlace::Method, &path),
        (SettingPart::Document | SettingPart::Operation(_), _) => Vec::new(),
    }
}

/// The key as people find it in a document.
fn title(place: SettingPlace, owner: Option<SettingOwner>, key: &str) -> String {
    match (place, owner) {
        (SettingPlace::Request, _) => format!("`request.{key}` of a method"),
        (SettingPlace::Response, _) => format!("`response.{key}` of a method"),
        (SettingPlace::Resource, _) => format!("`{key}` of a resource"),
        (_, Some(SettingOwner::Service | SettingOwner::Provider)) => format!("`x-stackQL-config.{key}`"),
        (_, Some(SettingOwner::Resource)) => format!("`config.{key}` of a resource"),
        (_, Some(SettingOwner::Method)) => format!("`config.{key}` of a method"),
        _ => format!("`{key}` of a method"),
    }
}

fn warning(
    api: &Api,
    title: &str,
    (place, owner, key): &Unread,
    pointer: String,
    count: usize,
) -> Diagnostic {
    let times = if count > 1 { format!(" ({} have it)", counted(count, "part")) } else { String::new() };
    let message = format!("StackQL reads no setting {title}{times}");
    let others = settings::all()
        .filter(|other| other.at == *place && owner.is_none_or(|owner| other.of.contains(&owner)));
    let is_elsewhere =
        settings::find(*place, key).is_some_and(|other| other.of.contains(&SettingOwner::Method));
    let help = match did_you_mean(key, others.map(|other| other.name.as_str())) {
        _ if is_elsewhere => {
            "StackQL reads it in `config` of a method: write it there; here it is kept as it is".into()
        }
        Some(near) => format!("did you mean `{near}`? It is kept as it is"),
        None => "it is kept as it is, and does nothing: take it out".into(),
    };
    Diagnostic::warning("mapping::unknown-setting", message).help(help).at(&api.file, pointer).on_key()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_reads_is_named_once() {
        let method = |extra: &str| {
            format!(
                "operation: {{ $ref: '#/paths/~1carts/get' }}, request: {{ base: '{{}}', bsae: x }}, \
                 config: {{ pagination: {{}}, views: {{}}, docs: {{}} }}, x-own: 1{extra}"
            )
        };
        let document = format!(
            "openapi: 3.0.3\n\
             info: {{ title: Shop, version: v1 }}\n\
             servers: [{{ url: https://shop.example.com }}]\n\
             paths: {{ /carts: {{ get: {{ responses: {{ '200': {{ description: OK }} }} }} }} }}\n\
             x-stackQL-config: {{ pagination: {{}}, requestBodyTranslate: {{ algorithm: naive }} }}\n\
             components:\n  x-stackQL-resources:\n    carts:\n      id: acme.shop.carts\n      x-type: own\n      \
             config: {{ docs: {{}} }}\n      sqlVerbs: {{}}\n      \
             methods: {{ one: {{ {} }}, two: {{ {} }} }}\n",
            method(""),
            method(", response: { schemaRef: x }"),
        );
        let api = crate::input::parse_manifest(&document, "shop.yaml", "shop").unwrap();
        let told: Vec<String> = settings(&api)
            .iter()
            .map(|note| format!("{}; {}", note.message, note.help.clone().unwrap_or_default()))
            .collect();
        let expected = [
            "StackQL reads no setting `config.docs` of a method (2 parts have it); \
             it is kept as it is, and does nothing: take it out",
            "StackQL reads no setting `request.bsae` of a method (2 parts have it); \
             did you mean `base`? It is kept as it is",
            "StackQL reads no setting `response.schemaRef` of a method; \
             did you mean `schema_override`? It is kept as it is",
            "StackQL reads no setting `x-stackQL-config.requestBodyTranslate`; \
             StackQL reads it in `config` of a method: write it there; here it is kept as it is",
        ];
        assert_eq!(told, expected);
    }
}
