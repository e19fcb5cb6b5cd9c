//! Content beside JSON, such as the bytes of a file: how StackQL transfers it, and what of it stays undone.
//!
//! StackQL sends and reads JSON. But a method may have templates, one for its answer and one for its body, and so a
//! text becomes a field, or a field a text. They go from text to text: bytes that aren't UTF-8 don't survive.

use crate::api::{Api, Operation, Transfer};

/// The media type by which content is sent and accepted: bytes of any kind.
pub const MEDIA_TYPE: &str = "application/octet-stream";

/// The field that has the content, in rows and in bodies.
pub const FIELD: &str = "contents";

/// The media type in which StackQL reads what the template makes of an answer.
pub const READ_AS: &str = "application/json";

/// A template of a method, which makes another text of a body or of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// The name of the language.
    pub kind: &'static str,
    /// The template itself.
    pub body: &'static str,
}

/// Makes a row of an answer, whatever text it is.
pub const ANSWER: Template =
    Template { kind: "golang_template_text_v0.3.0", body: "[{\"contents\": {{ toJson . }}}]" };

/// Makes the body of the field. A statement's value that is JSON has become an object or an array before, so it is
/// written as JSON again.
pub const BODY: Template = Template {
    kind: "golang_template_json_v0.3.0",
    body: "{{ if eq (kindOf .contents) \"string\" }}{{ .contents }}{{ else }}{{ toJson .contents }}{{ end }}",
};

/// Makes the body of a form: values as they are, each value of a list under the same name, and fields of an object as
/// `name[field]`. What is deeper is written as JSON.
pub const FORM: Template = Template {
    kind: "golang_template_json_v0.3.0",
    body: concat!(
        "{{ $s := \"\" }}{{ range $k, $v := . }}",
        "{{ if eq (kindOf $v) \"slice\" }}{{ range $w := $v }}{{ $s }}{{ $k | urlquery }}=",
        "{{ if eq (kindOf $w) \"string\" }}{{ $w | urlquery }}{{ else }}{{ toJson $w | urlquery }}{{ end }}",
        "{{ $s = \"&\" }}{{ end }}",
        "{{ else if eq (kindOf $v) \"map\" }}{{ range $f, $w := $v }}{{ $s }}{{ $k | urlquery }}%5B{{ $f | urlquery }}%5D=",
        "{{ if eq (kindOf $w) \"string\" }}{{ $w | urlquery }}{{ else }}{{ toJson $w | urlquery }}{{ end }}",
        "{{ $s = \"&\" }}{{ end }}",
        "{{ else }}{{ $s }}{{ $k | urlquery }}=",
        "{{ if eq (kindOf $v) \"string\" }}{{ $v | urlquery }}{{ else }}{{ toJson $v | urlquery }}{{ end }}",
        "{{ $s = \"&\" }}{{ end }}{{ end }}",
    ),
};

/// Whether a body of that media type is a form, which a template can make.
#[must_use]
pub fn is_form(media_type: &str) -> bool {
    const FORM_TYPE: &str = "application/x-www-form-urlencoded";
    media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM_TYPE)
}

/// The transfers that the API offers beside the JSON of an operation.
pub fn offered(operation: &Operation) -> impl Iterator<Item = Transfer> {
    let upload = operation.media.upload.as_ref().map(|_| Transfer::Upload);
    upload.into_iter().chain(operation.media.download.map(|_| Transfer::Download))
}

/// The offered transfers that no operation of the API makes: calls send and read JSON alone.
pub fn not_made<'a>(api: &'a Api, operation: &'a Operation) -> impl Iterator<Item = Transfer> + 'a {
    offered(operation).filter(|transfer| api.transfer_of(&operation.id, *transfer).is_none())
}
