//! Files for stackql-deploy: the statements of a resource, and the manifest of a stack that has it.

mod iql;
mod parts;
mod stack;

use parts::Parts;

use super::examples::given::Context;
use super::methods::MethodFacts;
use super::reference::Example;
use crate::api::SqlVerb;

/// The two files of a resource, as examples of the method that makes one: none if nothing makes one, or no SELECT
/// finds it again.
pub(super) fn files<'a>(context: Context<'a>, methods: &'a [MethodFacts<'a>]) -> Vec<Example> {
    let routes = context.resource.routes.get(&SqlVerb::Insert).into_iter().flatten();
    let routed =
        routes.filter_map(|name| methods.iter().find(|facts| facts.method.name == *name && facts.is_reached));
    let Some((create, parts)) =
        routed.filter_map(|create| Some((create, Parts::of(context, create, methods)?))).next()
    else {
        return Vec::new();
    };
    let file =
        |variant, language, text| Example { language, ..Example::sql(create.method, text).named(variant) };
    let stack = stack::text(&parts).map(|text| file("stackql_manifest.yml", "yaml", text));
    stack.into_iter().chain([file("resource.iql", "iql", iql::text(&parts))]).collect()
}
