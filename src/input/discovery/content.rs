//! Operations that transfer content itself, beside those that transfer what is known of it.
//!
//! In: the operations of a document, whose methods say that the API takes or gives content too. Out: an operation for
//! each such transfer that StackQL can make. It has the parameters of its method, and another path.

use std::collections::{BTreeMap, BTreeSet};

use super::address::Address;
use super::path::tokens;
use super::path_check::problem;
use crate::api::{
    Content, HttpMethod, Location, MediaDownload, Operation, Parameter, Properties, RequestBody, Response,
    Schema, SchemaType, Transfer,
};
use crate::engine::media::{FIELD, MEDIA_TYPE};
use crate::names::OperationId;

/// The query parameter that asks an API for content.
const ASK: &str = "alt=media";

/// The query parameter that tells an API that the body is content and nothing else.
const SEND: &str = "uploadType=media";

/// The parameter that names what an upload makes. Its metadata can't be sent along, so an upload without that
/// parameter would make something without a name, or nothing.
const NAME: &str = "name";

/// The end of the names of answers with content.
const NAME_END: &str = "Content";

/// The description of the field that has the content.
const FIELD_TEXT: &str = "The content, as text in UTF-8. Other bytes are changed on their way.";

/// The operations for the transfers of `operations`, in the order of these, and the schemas of their answers beside
/// the API's own `schemas`. The API is at `address`.
///
/// There is none for a transfer whose path isn't sound, or has other parameters than its method, or is the path of
/// another operation: documents may say anything.
pub(super) fn derived(
    operations: &[Operation],
    schemas: &BTreeMap<String, Schema>,
    address: &Address,
) -> (Vec<Operation>, BTreeMap<String, Schema>) {
    let ids = operations.iter().map(|operation| operation.id.as_str().to_string());
    let paths = operations.iter().map(|operation| (operation.path.clone(), operation.http_method.as_str()));
    let mut taken = Taken { ids: ids.collect(), paths: paths.collect() };
    let all =
        operations.iter().flat_map(|operation| [download(operation, address), upload(operation, address)]);
    let mut derived: Vec<Operation> = all.flatten().filter_map(|operation| taken.added(operation)).collect();
    let mut named = BTreeMap::new();
    for operation in derived.iter_mut().filter(|operation| operation.transfer() == Some(Transfer::Download)) {
        let mut name = schema_name(operation);
        while schemas.contains_key(&name) || named.contains_key(&name) {
            name.push('_');
        }
        if let Some((_, schema)) = &mut operation.response.content {
            let reference = Schema { reference: Some(name.clone()), ..Schema::default() };
            named.insert(name, std::mem::replace(schema, reference));
        }
    }
    (derived, named)
}

/// The name of the answer with content, `ObjectsGetContent`: one for each operation, since the engine keeps one table
/// for all answers of a resource that have no name, with the parameters of the first call among its columns.
fn schema_name(operation: &Operation) -> String {
    let of = operation.content_of().map(OperationId::as_str).unwrap_or_default();
    let parts = of.split('.').skip(1).map(|part| {
        let mut letters = part.chars().filter(char::is_ascii_alphanumeric);
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    parts.chain([NAME_END.to_string()]).collect()
}

/// What no further operation can have.
struct Taken {
    ids: BTreeSet<String>,
    paths: BTreeSet<(String, &'static str)>,
}

impl Taken {
    /// The operation under a free id; none if there is none, or its path is taken.
    fn added(&mut self, operation: Operation) -> Option<Operation> {
        let (of, transfer) = (operation.content_of()?.as_str(), operation.transfer()?);
        // The plain ids are those of the methods for the thing itself, so that a method which is added to the API
        // later takes no id of another.
        let plain = match transfer {
            Transfer::Download => of.strip_suffix(".get").map(|base| format!("{base}.download")),
            Transfer::Upload => of.strip_suffix(".insert").map(|base| format!("{base}.upload")),
        };
        let ids = plain.into_iter().chain([format!("{of}.content")]);
        let id = ids.into_iter().find(|id| !self.ids.contains(id))?;
        let path = (operation.path.clone(), operation.http_method.as_str());
        (self.paths.insert(path) && self.ids.insert(id.clone()))
            .then(|| Operation { id: OperationId::new(id), ..operation })
    }
}

fn download(of: &Operation, address: &Address) -> Option<Operation> {
    let place = of.media.download.filter(|_| of.http_method == HttpMethod::Get)?;
    let (start, servers) = match place {
        MediaDownload::Here => (String::new(), of.servers.clone()),
        MediaDownload::Apart => {
            let service = address.service_path.trim_matches('/');
            let start = if service.is_empty() { String::new() } else { format!("/{service}") };
            (format!("/download{start}"), address.servers_of_root()?)
        }
    };
    let response = Response {
        status: "200".into(),
        description: "The content".into(),
        content: Some((MEDIA_TYPE.into(), content())),
        headers: BTreeSet::new(),
    };
    let description = format!("Returns the content itself, as text, where `{}` returns JSON.", of.id);
    operation(of, Transfer::Download, format!("{start}{}", of.path), ASK, description)
        .map(|operation| Operation { response, request: None, servers, ..operation })
}

fn upload(of: &Operation, address: &Address) -> Option<Operation> {
    let path = of.media.upload.as_ref()?.path.as_deref()?;
    let is_name = |parameter: &Parameter| parameter.location == Location::Query && parameter.name == NAME;
    if !of.parameters.iter().any(is_name) {
        return None;
    }
    let parameters = of.parameters.iter().map(|parameter| Parameter {
        required: parameter.required || is_name(parameter),
        ..parameter.clone()
    });
    let parameters = parameters.collect();
    let servers = address.servers_of_root()?;
    let request = RequestBody {
        media_type: MEDIA_TYPE.into(),
        schema: Schema { required: vec![FIELD.into()], ..content() },
        required: true,
        description: None,
        required_fields: vec![FIELD.into()],
    };
    let description = format!("Sends the content itself, as text, where `{}` sends JSON.", of.id);
    let path = format!("/{}", path.trim_start_matches('/'));
    operation(of, Transfer::Upload, path, SEND, description).map(|operation| Operation {
        request: Some(request),
        parameters,
        servers,
        ..operation
    })
}

/// The operation for the transfer, all else as with its method: at `path`, asked for by `query`. None if the path isn't
/// sound for its parameters, or has a query already or a fragment.
fn operation(
    of: &Operation,
    transfer: Transfer,
    path: String,
    query: &str,
    description: String,
) -> Option<Operation> {
    let in_path: BTreeSet<&str> = of.path_parameters().map(|parameter| parameter.name.as_str()).collect();
    let is_path = path.len() > 1 && !path.contains(['?', '#']) && problem(&path).is_none();
    let is_sound = is_path && tokens(&path).into_iter().collect::<BTreeSet<_>>() == in_path;
    is_sound.then(|| Operation {
        path: format!("{path}?{query}"),
        shared_path: None,
        description,
        media: Default::default(),
        content: Some(Content { transfer, of: Some(of.id.clone()) }),
        ..of.clone()
    })
}

/// What content is to StackQL.
fn content() -> Schema {
    let field = Schema { description: Some(FIELD_TEXT.into()), ..Schema::of(SchemaType::String) };
    Schema {
        properties: std::iter::once((FIELD.to_string(), field)).collect::<Properties>(),
        ..Schema::of(SchemaType::Object)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    /// Ids, servers and paths of the operations for content that a document with these methods and keys has.
    fn derived(methods: &Value, keys: &Value) -> Vec<String> {
        let mut document = json!({
            "kind": "discovery#restDescription", "name": "a", "version": "v1", "schemas": {},
            "rootUrl": "https://a.example/", "servicePath": "s/v1/", "resources": { "b": { "methods": methods } },
        });
        let keys = keys.as_object().unwrap().clone();
        document.as_object_mut().unwrap().extend(keys);
        document.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let api = crate::input::parse(&document.to_string(), "f", "f")
            .unwrap_or_else(|failure| panic!("{failure}"));
        assert!(api.operations.is_sorted_by_key(|operation| &operation.id));
        let content = api.operations.iter().filter(|operation| operation.content.is_some());
        let line = |operation: &crate::api::Operation| {
            let server = operation.servers.first().map(|server| server.url.as_str()).unwrap_or_default();
            format!("{} {server} {}", operation.id, operation.path)
        };
        content.map(line).collect()
    }

    fn get(path: &str, is_apart: bool) -> Value {
        json!({ "id": "a.b.get", "httpMethod": "GET", "path": path, "supportsMediaDownload": true,
            "useMediaDownloadService": is_apart,
            "parameters": { "x": { "type": "string", "location": "path" } } })
    }

    #[test]
    fn a_download_is_apart_or_where_its_method_is() {
        let apart = json!({ "get": get("b/{x}", true) });
        let root = "https://a.example";
        assert_eq!(
            derived(&apart, &json!({})),
            [format!("a.b.download {root} /download/s/v1/b/{{x}}?alt=media")]
        );
        assert_eq!(
            derived(&apart, &json!({ "servicePath": "" })),
            ["a.b.download  /download/b/{x}?alt=media"]
        );
        assert_eq!(
            derived(&json!({ "get": get("b/{x}", false) }), &json!({})),
            ["a.b.download  /b/{x}?alt=media"]
        );
    }

    #[test]
    fn what_a_document_says_amiss_leads_to_no_path() {
        let apart = json!({ "get": get("b/{x}", true) });
        let none: [&str; 0] = [];
        for path in ["b/{x}?alt=media", "b/{x}#part"] {
            assert_eq!(derived(&json!({ "get": get(path, false) }), &json!({})), none, "{path}");
        }
        for service_path in ["{v}/", "{", "a}b", "a\u{7}", "~1", "?x=1&", "#"] {
            assert_eq!(derived(&apart, &json!({ "servicePath": service_path })), none, "{service_path}");
        }
        let base = json!({ "rootUrl": null, "baseUrl": "https://a.example/s/v1/" });
        assert_eq!(derived(&apart, &base), none);
    }

    #[test]
    fn ids_and_paths_of_other_operations_are_not_taken() {
        let other = |id: &str, path: &str| json!({ "id": id, "httpMethod": "GET", "path": path });
        let none: [&str; 0] = [];
        let methods = json!({ "get": get("b/{x}", false), "o": other("a.b.download", "o") });
        assert_eq!(derived(&methods, &json!({})), ["a.b.get.content  /b/{x}?alt=media"]);
        let methods = json!({
            "get": get("b/{x}", false), "o": other("a.b.download", "o"), "p": other("a.b.get.content", "p"),
        });
        assert_eq!(derived(&methods, &json!({})), none);
        let get = json!({ "id": "a.b.get", "httpMethod": "GET", "path": "b", "supportsMediaDownload": true });
        let methods = json!({ "get": get, "o": other("a.b.o", "b?alt=media") });
        assert_eq!(derived(&methods, &json!({})), none);
    }

    #[test]
    fn a_method_that_is_added_takes_no_id_of_another() {
        let mut methods = json!({ "get": get("b/{x}", false) });
        let before = derived(&methods, &json!({}));
        assert_eq!(before, ["a.b.download  /b/{x}?alt=media"]);
        methods["export"] = get("b/{x}/export", false);
        methods["export"]["id"] = "a.b.export".into();
        let export = "a.b.export.content  /b/{x}/export?alt=media".to_string();
        assert_eq!(derived(&methods, &json!({})), [before, vec![export]].concat());
    }

    #[test]
    fn each_answer_has_a_schema_of_its_own() {
        let named = |schemas: &Value| {
            let document = json!({
                "kind": "discovery#restDescription", "name": "a", "version": "v1", "rootUrl": "https://a.example/",
                "schemas": schemas, "methods": { "get": get("b/{x}", false) },
            });
            let api = crate::input::parse(&document.to_string(), "f", "f").unwrap();
            api.schemas.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(named(&json!({})), ["BGetContent"]);
        assert_eq!(named(&json!({ "BGetContent": { "type": "string" } })), ["BGetContent", "BGetContent_"]);
    }

    #[test]
    fn an_upload_needs_a_name_and_the_parameters_of_its_method() {
        let upload = |path: &str, name: &str| {
            json!({ "m": { "id": "a.b.m", "httpMethod": "POST", "path": "b/{x}",
                "mediaUpload": { "protocols": { "simple": { "path": path } } },
                "parameters": { "x": { "type": "string", "location": "path" },
                    name: { "type": "string", "location": "query" } } } })
        };
        let found = derived(&upload("upload/b/{x}", "name"), &json!({}));
        assert_eq!(found, ["a.b.m.content https://a.example /upload/b/{x}?uploadType=media"]);
        for (path, name) in [("/u/{x}", "title"), ("/u/{+x}", "name"), ("/u/{x}/{y}", "name"), ("/u", "name")]
        {
            assert!(derived(&upload(path, name), &json!({})).is_empty(), "{path} {name}");
        }
    }
}
