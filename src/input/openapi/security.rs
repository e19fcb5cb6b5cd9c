//! Security: schemes, and the requirements that name them.
//!
//! In: both as the document has them. Out: requirements of the neutral model, and schemes in `openapiv3`'s
//! types, their scopes in the order of their names.

use indexmap::IndexMap;
use openapiv3::{
    APIKeyLocation, AuthorizationCodeOAuth2Flow, ClientCredentialsOAuth2Flow, ImplicitOAuth2Flow,
    OAuth2Flows, PasswordOAuth2Flow, SecurityScheme,
};

use super::reader::{map, required, texts};
use crate::api::SecurityRequirement;
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::input::problems::missing;

/// Reads security requirements, any one of which is enough.
pub(super) fn requirements(at: &Cursor<'_, '_>) -> Vec<SecurityRequirement> {
    let requirement = |at: Cursor<'_, '_>| -> SecurityRequirement {
        at.entries().map(|(scheme, scopes)| (scheme.to_string(), scopes.strings())).collect()
    };
    at.items().map(requirement).collect()
}

/// Reads a security scheme.
pub(super) fn scheme(at: &Cursor<'_, '_>) -> Option<SecurityScheme> {
    if !map(at) {
        return None;
    }
    let (mut kind, mut description, mut name, mut place) = (None, None, None, None);
    let (mut scheme, mut bearer_format, mut flows, mut url) = (None, None, None, None);
    for (key, value) in at.entries() {
        match key {
            "type" => kind = value.string(),
            "description" => description = value.string(),
            "name" => name = value.string(),
            "in" => place = value.string(),
            "scheme" => scheme = value.string(),
            "bearerFormat" => bearer_format = value.string(),
            "flows" => flows = read_flows(&value),
            "openIdConnectUrl" => url = value.string(),
            _ => {}
        }
    }
    let extensions = IndexMap::new();
    if at.is_repairing() && at.node.get("type").is_none() {
        let meant = [
            ("flows", "oauth2"),
            ("openIdConnectUrl", "openIdConnect"),
            ("scheme", "http"),
            ("in", "apiKey"),
        ];
        let found = meant.into_iter().find(|(key, _)| at.node.get(key).is_some());
        if let Some((_, word)) = found {
            kind = Some(word.to_string());
            at.report_repaired(missing("type", TYPES), format!("it is read as `{word}`"));
        }
    }
    if let Some(word @ ("basic" | "bearer")) = kind.as_deref().filter(|_| at.is_repairing()) {
        at.report_repaired(unknown_type(word), format!("it is read as `http` with the scheme `{word}`"));
        scheme = Some(word.to_string());
        kind = Some("http".into());
    }
    // The value of a key, or what stands for it where it is missing.
    let given = |key: &str, value: Option<String>, gives: &str, instead: &str| {
        if value.is_none() && at.is_repairing() && at.node.get(key).is_none() {
            at.report_repaired(missing(key, gives), format!("it is read as `{instead}`"));
            return Some(instead.to_string());
        }
        required(at, key, value, gives)
    };
    match required(at, "type", kind, TYPES)?.as_str() {
        "apiKey" => {
            let name =
                given("name", name, "the name of the header, cookie or query parameter", "Authorization");
            let place = given("in", place, "where the key goes: query, header or cookie", "header");
            let location = key_location(&place?, at);
            Some(SecurityScheme::APIKey { location: location?, name: name?, description, extensions })
        }
        "http" => {
            let scheme = given("scheme", scheme, "the scheme: basic or bearer", "bearer")?;
            Some(SecurityScheme::HTTP { scheme, bearer_format, description, extensions })
        }
        "oauth2" => {
            let flows = required(at, "flows", flows, "the flows that the API has");
            let flows = flows.or_else(|| at.is_repairing().then(OAuth2Flows::default))?;
            Some(SecurityScheme::OAuth2 { flows, description, extensions })
        }
        "openIdConnect" => {
            let url = required(at, "openIdConnectUrl", url, "where its configuration is found");
            let url = url.or_else(|| at.is_repairing().then(String::new))?;
            Some(SecurityScheme::OpenIDConnect { open_id_connect_url: url, description, extensions })
        }
        unknown => {
            at.report_repaired(unknown_type(unknown), "the scheme is passed over");
            None
        }
    }
}

/// What `type` gives.
const TYPES: &str = "apiKey, http, oauth2 or openIdConnect";

fn unknown_type(unknown: &str) -> Diagnostic {
    let message = format!("`{unknown}` is not a type of security scheme");
    let problem = Diagnostic::error("input::unknown-security", message);
    match unknown {
        "mutualTLS" => problem.help("take it out: StackQL doesn't know certificates of users"),
        _ => problem.help("types are apiKey, http, oauth2 and openIdConnect"),
    }
}

fn key_location(place: &str, at: &Cursor<'_, '_>) -> Option<APIKeyLocation> {
    match place {
        "query" => Some(APIKeyLocation::Query),
        "header" => Some(APIKeyLocation::Header),
        "cookie" => Some(APIKeyLocation::Cookie),
        _ => {
            at.report(
                Diagnostic::error("input::unknown-location", "a key goes into query, header or cookie")
                    .help("fix `in`"),
            );
            None
        }
    }
}

fn read_flows(at: &Cursor<'_, '_>) -> Option<OAuth2Flows> {
    if !map(at) {
        return None;
    }
    let mut flows = OAuth2Flows::default();
    for (key, value) in at.entries() {
        match key {
            "implicit" => flows.implicit = read_flow(&value).map(Flow::implicit),
            "password" => flows.password = read_flow(&value).map(Flow::password),
            "clientCredentials" => flows.client_credentials = read_flow(&value).map(Flow::client_credentials),
            "authorizationCode" => flows.authorization_code = read_flow(&value).map(Flow::authorization_code),
            _ => {}
        }
    }
    Some(flows)
}

/// A flow of any kind. Which URLs a flow needs depends on its kind; documents write an empty URL for a
/// missing one.
#[derive(Default)]
struct Flow {
    authorization_url: String,
    token_url: String,
    refresh_url: Option<String>,
    scopes: IndexMap<String, String>,
}

fn read_flow(at: &Cursor<'_, '_>) -> Option<Flow> {
    if !map(at) {
        return None;
    }
    let mut flow = Flow::default();
    for (key, value) in at.entries() {
        match key {
            "authorizationUrl" => flow.authorization_url = value.string().unwrap_or_default(),
            "tokenUrl" => flow.token_url = value.string().unwrap_or_default(),
            "refreshUrl" => flow.refresh_url = value.string(),
            "scopes" => flow.scopes = texts(&value).collect(),
            _ => {}
        }
    }
    flow.scopes.sort_keys();
    Some(flow)
}

impl Flow {
    fn implicit(self) -> ImplicitOAuth2Flow {
        let Self { authorization_url, refresh_url, scopes, .. } = self;
        ImplicitOAuth2Flow { authorization_url, refresh_url, scopes, extensions: IndexMap::new() }
    }

    fn password(self) -> PasswordOAuth2Flow {
        let Self { token_url, refresh_url, scopes, .. } = self;
        PasswordOAuth2Flow { token_url, refresh_url, scopes, extensions: IndexMap::new() }
    }

    fn client_credentials(self) -> ClientCredentialsOAuth2Flow {
        let Self { token_url, refresh_url, scopes, .. } = self;
        ClientCredentialsOAuth2Flow { token_url, refresh_url, scopes, extensions: IndexMap::new() }
    }

    fn authorization_code(self) -> AuthorizationCodeOAuth2Flow {
        let Self { authorization_url, token_url, refresh_url, scopes } = self;
        let extensions = IndexMap::new();
        AuthorizationCodeOAuth2Flow { authorization_url, token_url, refresh_url, scopes, extensions }
    }
}
