//! Cookies, which StackQL can't send: one parameter in a cookie breaks SHOW METHODS and every SELECT of its
//! resource.
//!
//! In: an API. Out: the API without them, and a warning for each.

use crate::api::{Api, Location, Parameter};
use crate::diagnostic::Diagnostic;
use crate::mapping::proposal::Findings;
use crate::provider::ledger::Entry;

/// Takes the parameters in cookies out of `api`, and the operations that require one.
pub(super) fn leave_out(api: &mut Api, found: &mut Findings) {
    let file = api.file.clone();
    let is_cookie = |parameter: &Parameter| parameter.location == Location::Cookie;
    api.operations.retain(|operation| {
        let required =
            operation.parameters.iter().find(|parameter| is_cookie(parameter) && parameter.required);
        let Some(parameter) = required else { return true };
        let reason = format!("it requires the cookie `{}`, which StackQL can't send", parameter.name);
        found.notes.push(
            warning(format!("{} is left out: {reason}", operation.id))
                .help("there is no way yet; `exclude` in provgen.yaml says that you know")
                .at(&file, operation.pointer.clone()),
        );
        found.ledger.push(Entry::Excluded { operation: operation.id.clone(), reason });
        false
    });
    for operation in &mut api.operations {
        let (cookies, others) = std::mem::take(&mut operation.parameters).into_iter().partition(is_cookie);
        operation.parameters = others;
        let cookies: Vec<Parameter> = cookies;
        found.notes.extend(cookies.iter().map(|parameter| {
            let message = format!(
                "the cookie `{}` of {} is left out: StackQL can't send it",
                parameter.name, operation.id
            );
            warning(message).help("calls are made without it").at(&file, operation.pointer.clone())
        }));
    }
}

fn warning(message: String) -> Diagnostic {
    Diagnostic::warning("mapping::cookie", message)
}
