//! Files for stackql-deploy: the statements of a resource, and the manifest of a stack that has it.

mod iql;
mod parts;
mod stack;

use super::examples::given::Context;
use super::methods::{MethodFacts, reached_by};
use super::reference::Example;
use crate::api::SqlVerb;
use crate::engine::sql::{has_other_templates, placeholder_name};
use crate::text::code;
use parts::Parts;

/// The folder of a stack, beside the page.
const FOLDER: &str = "stack";

/// The variant that is a stack's manifest, by the name that stackql-deploy gives it.
const MANIFEST: &str = "stackql_manifest.yml";

/// The variant with the statements of a resource.
const STATEMENTS: &str = "resource.iql";

/// The two files of a resource, as examples of the method that makes one: none if nothing makes one, or no SELECT
/// finds it again.
pub(super) fn files<'a>(context: Context<'a>, methods: &'a [MethodFacts<'a>]) -> Vec<Example> {
    let routes = context.resource.routes.get(&SqlVerb::Insert).into_iter().flatten();
    let routed = routes.filter_map(|name| reached_by(methods, SqlVerb::Insert, name));
    let Some((create, parts)) =
        routed.filter_map(|create| Some((create, Parts::of(context, create, methods)?))).next()
    else {
        return Vec::new();
    };
    let Some((stack, names)) = stack::text(&parts) else { return Vec::new() };
    let text = iql::text(&parts);
    // A document's own names could be programs to the templates that fill these files, or be one name to them.
    if parts.has_names_alike() || has_other_templates(&stack) || has_other_templates(&text) {
        return Vec::new();
    }
    let file =
        |variant, language, text| Example { language, ..Example::sql(create.method, text).named(variant) };
    let mut statements = file(STATEMENTS, "iql", text);
    let given: String = names.iter().map(|name| format!(" -e {name}=…")).collect();
    statements.note([format!(
        "Both files are in the folder {} beside this page: {} makes the resource or brings it up to date, and {} \
         with the same values removes it.",
        code(FOLDER),
        code(&format!("stackql-deploy build {FOLDER} dev{given}")),
        code("teardown"),
    )]);
    statements.note(parts.made_up().map(|key| {
        let key = code(&placeholder_name(key));
        format!(
            "The API makes up {key}: the first build makes the resource and doesn't find it again. Give the value \
             from then on."
        )
    }));
    vec![file(MANIFEST, "yaml", stack), statements]
}

/// The path of one of the files below the folder of the resource's page; none for another example.
pub(in crate::docs) fn path(example: &Example, resource: &str) -> Option<String> {
    match example.form.variant? {
        MANIFEST => Some(format!("{FOLDER}/{MANIFEST}")),
        STATEMENTS => Some(format!("{FOLDER}/resources/{resource}.iql")),
        _ => None,
    }
}
