//! Variables of servers, written so that the engine finds the server.
//!
//! In: an API. Out: the same, where the address of a server would match nothing: a variable whose values have a `.` in
//! the host gets a pattern, and one that the engine can't take stands for its default. Warnings tell of the latter.

use std::collections::BTreeSet;

use crate::api::{Api, Server, ServerVariable};
use crate::diagnostic::Diagnostic;

/// The pattern of a variable of the host: without one the engine takes no value with a `.`.
const HOST: &str = "^[^/]+$";

/// Writes the servers of `api` so that the engine finds them.
pub fn fit(api: &mut Api) -> Vec<Diagnostic> {
    let mut told: BTreeSet<String> = BTreeSet::new();
    let own = api.operations.iter_mut().flat_map(|operation| operation.servers.iter_mut());
    for server in api.servers.iter_mut().chain(own) {
        let names: Vec<String> = server.variables.keys().cloned().collect();
        // Patterns come last: they have signs of addresses in them.
        let mut hosts = Vec::new();
        for name in names {
            let token = format!("{{{name}}}");
            let (Some(at), Some(variable)) = (server.url.find(&token), server.variables.get(&name)) else {
                continue;
            };
            match place(&server.url, at, &token, variable) {
                Place::Fitting => {}
                Place::Host => hosts.push((token, format!("{{{name}:{HOST}}}"))),
                Place::Nowhere => {
                    let mut values = std::iter::once(&variable.default).chain(&variable.values);
                    let Some(default) = values.find(|value| !value.is_empty()).cloned() else {
                        continue;
                    };
                    fix(server, &name, &token, &default);
                    told.insert(format!(
                        "the server's variable `{name}` is `{default}`, whatever a statement says: StackQL takes no \
                         variable for a scheme, a port or several parts of a path"
                    ));
                }
            }
        }
        for (token, pattern) in hosts {
            server.url = server.url.replace(&token, &pattern);
        }
    }
    let warning = |message: String| {
        Diagnostic::warning("needs::server-variable", message)
            .help("`manifest.server_url` in provgen.yaml sets another server")
            .at(&api.file, "/servers")
    };
    told.into_iter().map(warning).collect()
}

/// What a variable is to the engine.
enum Place {
    /// It works as it is.
    Fitting,
    /// It needs the pattern of a host.
    Host,
    /// It can't be a variable.
    Nowhere,
}

/// What the variable `token` is, which stands in `url` at `at`.
fn place(url: &str, at: usize, token: &str, variable: &ServerVariable) -> Place {
    let (before, after) =
        (url.get(..at).unwrap_or_default(), url.get(at + token.len()..).unwrap_or_default());
    let values = || variable.values.iter().chain([&variable.default]);
    let host_starts = before.find("://").map(|scheme| scheme + 3).or(before.starts_with("//").then_some(2));
    let Some(host) = host_starts.and_then(|starts| before.get(starts..)) else {
        // It is the scheme or the address as a whole, or a part of a path without a host.
        let is_path = before.starts_with('/') && !values().any(|value| value.contains('/'));
        return if is_path { Place::Fitting } else { Place::Nowhere };
    };
    if host.contains('/') {
        return if values().any(|value| value.contains('/')) { Place::Nowhere } else { Place::Fitting };
    }
    if host.ends_with(':') || values().any(|value| value.contains('/')) {
        return Place::Nowhere;
    }
    let is_whole = host.is_empty() && (after.is_empty() || after.starts_with(['/', ':']));
    if is_whole || values().any(|value| value.contains('.')) { Place::Host } else { Place::Fitting }
}

/// Writes the default in place of the variable.
fn fix(server: &mut Server, name: &str, token: &str, default: &str) {
    server.url = server.url.replace(token, default);
    while server.url.len() > 1 && server.url.ends_with('/') {
        server.url.pop();
    }
    server.variables.remove(name);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The address and the variables of a server as they are written.
    fn fitted(url: &str, variables: &[(&str, &str)]) -> (String, Vec<String>) {
        let variables: String =
            variables.iter().map(|(name, default)| format!("{name}: {{ default: '{default}' }}, ")).collect();
        let document = format!(
            "openapi: 3.0.3\ninfo: {{ title: Shop, version: v1 }}\nservers: [{{ url: '{url}', variables: {{ {variables} }} }}]\n\
             paths: {{}}\n"
        );
        let mut api = crate::input::parse(&document, "shop.yaml", "shop").unwrap();
        fit(&mut api);
        let server = api.servers.remove(0);
        (server.url, server.variables.into_keys().collect())
    }

    #[test]
    fn several_variables_of_an_address_are_told_apart() {
        let (written, names) =
            fitted("https://{host}:{port}/{base}", &[("host", "a.b"), ("port", "1"), ("base", "v1")]);
        assert_eq!((written.as_str(), names.len()), ("https://{host:^[^/]+$}:1/{base}", 2));
    }

    #[test]
    fn a_variable_is_written_so_that_the_engine_finds_the_server() {
        for (url, variables, expected, left) in [
            ("https://{shop}.example.com", [("shop", "acme")], "https://{shop}.example.com", 1),
            ("https://{host}/v1", [("host", "localhost")], "https://{host:^[^/]+$}/v1", 1),
            ("https://api.{site}", [("site", "a.example.com")], "https://api.{site:^[^/]+$}", 1),
            ("https://shop.example.com:{port}/v1", [("port", "8443")], "https://shop.example.com:8443/v1", 0),
            ("{scheme}://shop.example.com", [("scheme", "https")], "https://shop.example.com", 0),
            ("{server}/v1", [("server", "https://shop.example.com")], "https://shop.example.com/v1", 0),
            ("https://shop.example.com/{base}", [("base", "api/v2")], "https://shop.example.com/api/v2", 0),
            (
                "https://shop.example.com/{version}",
                [("version", "v1.2")],
                "https://shop.example.com/{version}",
                1,
            ),
            ("/{version}", [("version", "v1")], "/{version}", 1),
        ] {
            let (written, names) = fitted(url, &variables);
            assert_eq!((written.as_str(), names.len()), (expected, left), "{url}");
        }
    }
}
