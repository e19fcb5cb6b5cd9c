//! OAuth 2.0 scopes of a discovery document, and the security schemes that a manifest has for them.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{AuthorizationCodeOAuth2Flow, ImplicitOAuth2Flow, OAuth2Flows, SecurityScheme};

use crate::document::cursor::Cursor;

/// The two OAuth 2.0 schemes that a service's manifest names: implicit, and with an authorization code.
pub(super) const IMPLICIT: &str = "Oauth2";
pub(super) const AUTHORIZATION_CODE: &str = "Oauth2c";

/// The names of schemes that mark a manifest as made from a discovery document.
pub(crate) const GOOGLE_SCHEMES: [&str; 2] = [IMPLICIT, AUTHORIZATION_CODE];
const AUTHORIZATION_URL: &str = "https://accounts.google.com/o/oauth2/auth";
const TOKEN_URL: &str = "https://accounts.google.com/o/oauth2/token";

/// `auth.oauth2.scopes`: descriptions by scope.
pub(super) fn read_scopes(auth: &Cursor<'_, '_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (_, scheme) in auth.entries().filter(|(key, _)| *key == "oauth2") {
        for (_, scopes) in scheme.entries().filter(|(key, _)| *key == "scopes") {
            for (scope, about) in scopes.entries() {
                let description = about.entries().find(|(key, _)| *key == "description");
                found.insert(
                    scope.to_string(),
                    description.and_then(|(_, text)| text.string()).unwrap_or_default(),
                );
            }
        }
    }
    found
}

/// The two schemes of a service's manifest, each with all scopes; empty if the service has no scopes.
pub(super) fn security_schemes(scopes: BTreeMap<String, String>) -> BTreeMap<String, SecurityScheme> {
    if scopes.is_empty() {
        return BTreeMap::new();
    }
    let scopes: IndexMap<String, String> = scopes.into_iter().collect();
    let scheme = |description: &str, flows| SecurityScheme::OAuth2 {
        flows,
        description: Some(description.to_string()),
        extensions: IndexMap::new(),
    };
    let implicit = ImplicitOAuth2Flow {
        authorization_url: AUTHORIZATION_URL.into(),
        refresh_url: None,
        scopes: scopes.clone(),
        extensions: IndexMap::new(),
    };
    let code = AuthorizationCodeOAuth2Flow {
        authorization_url: AUTHORIZATION_URL.into(),
        token_url: TOKEN_URL.into(),
        refresh_url: None,
        scopes,
        extensions: IndexMap::new(),
    };
    BTreeMap::from([
        (
            IMPLICIT.to_string(),
            scheme(
                "OAuth 2.0, implicit flow",
                OAuth2Flows { implicit: Some(implicit), ..OAuth2Flows::default() },
            ),
        ),
        (
            AUTHORIZATION_CODE.to_string(),
            scheme(
                "OAuth 2.0, authorization code flow",
                OAuth2Flows { authorization_code: Some(code), ..OAuth2Flows::default() },
            ),
        ),
    ])
}
