//! What is derived from documents with one way of authentication each.

use super::*;
use crate::names::ProviderName;

/// What is derived for a document with these security schemes, whose two operations require `security`.
fn of(schemes: &str, security: [&str; 2]) -> DerivedAuth {
    let [one, two] = security;
    let document = format!(
        "openapi: 3.0.3\ninfo: {{ title: Shop, version: v1 }}\nservers: [{{ url: https://shop.example.com }}]\n\
         paths:\n  /carts:\n    get: {{ operationId: list, security: {one}, responses: {{ '200': {{ description: OK }} }} }}\n    \
         post: {{ operationId: create, security: {two}, responses: {{ '200': {{ description: OK }} }} }}\n\
         components:\n  securitySchemes: {schemes}\n"
    );
    let api = crate::input::parse(&document, "shop.yaml", "shop").unwrap();
    let asked = AuthAsked::of(&api);
    let provider = ProviderSettings::named(ProviderName::new("shop_1").unwrap());
    DerivedAuth::of(&provider, std::iter::once(asked.as_ref()))
}

fn told(derived: &DerivedAuth) -> Vec<String> {
    derived.notes.iter().map(|note| format!("{} {}", note.code, note.message)).collect()
}

#[test]
fn each_kind_of_credentials_has_its_setting() {
    let header = |name: &str| format!("{{ k: {{ type: apiKey, in: header, name: {name} }} }}");
    let cases = [
        ("{ k: { type: http, scheme: Bearer } }".to_string(), json!({ "type": "bearer", "credentialsenvvar": "SHOP_1_TOKEN" })),
        (
            "{ k: { type: http, scheme: basic } }".into(),
            json!({ "type": "basic", "valuePrefix": "Basic ", "username_var": "SHOP_1_USERNAME", "password_var": "SHOP_1_PASSWORD" }),
        ),
        (
            header("X-Key"),
            json!({ "type": "custom", "location": "header", "name": "X-Key", "credentialsenvvar": "SHOP_1_API_KEY" }),
        ),
        (
            "{ k: { type: apiKey, in: query, name: key } }".into(),
            json!({ "type": "custom", "location": "query", "name": "key", "credentialsenvvar": "SHOP_1_API_KEY" }),
        ),
        (
            "{ k: { type: apiKey, in: header, name: Authorization, description: 'Token token=<key>' } }".into(),
            json!({ "type": "api_key", "valuePrefix": "Token token=", "credentialsenvvar": "SHOP_1_API_KEY" }),
        ),
        (
            "{ k: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://shop.example.com/token', scopes: { all: All } } } } }".into(),
            json!({
                "type": "oauth2", "grant_type": "client_credentials", "token_url": "https://shop.example.com/token", "scopes": ["all"],
                "client_id_env_var": "SHOP_1_CLIENT_ID", "client_secret_env_var": "SHOP_1_CLIENT_SECRET"
            }),
        ),
        (
            "{ k: { type: oauth2, flows: { implicit: { authorizationUrl: 'https://shop.example.com/auth', scopes: {} } } } }".into(),
            json!({ "type": "bearer", "credentialsenvvar": "SHOP_1_TOKEN" }),
        ),
    ];
    for (schemes, expected) in cases {
        let derived = of(&schemes, ["[{ k: [] }]", "[{ k: [] }]"]);
        assert_eq!(derived.auth, Some(expected), "{schemes}");
        assert_eq!(told(&derived).len(), 1, "{schemes}");
    }
}

#[test]
fn keys_that_go_together_follow_one_another() {
    let schemes = "{ a: { type: apiKey, in: header, name: X-App-Key }, b: { type: apiKey, in: header, name: X-Api-Key } }";
    let derived = of(schemes, ["[{ a: [], b: [] }]", "[{ a: [], b: [] }, {}]"]);
    let link = |name: &str, variable: &str| json!({ "type": "custom", "location": "header", "name": name, "credentialsenvvar": variable });
    let mut expected = link("X-Api-Key", "SHOP_1_API_KEY");
    expected["successor"] = link("X-App-Key", "SHOP_1_APP_KEY");
    assert_eq!(derived.auth, Some(expected));
    assert_eq!(
        told(&derived),
        [
            "needs::auth StackQL sends a key in the header `X-Api-Key`, and one in the header `X-App-Key`: set SHOP_1_API_KEY and SHOP_1_APP_KEY"
        ]
    );
}

#[test]
fn of_several_ways_that_for_most_operations_is_taken() {
    let schemes = "{ b: { type: http, scheme: basic }, t: { type: http, scheme: bearer } }";
    let derived = of(schemes, ["[{ b: [] }, { t: [] }]", "[{ t: [] }, { b: [] }]"]);
    assert_eq!(derived.auth.as_ref().unwrap()["type"], "bearer");
    let derived = of(schemes, ["[{ b: [] }]", "[{ b: [] }, { t: [] }]"]);
    assert_eq!(derived.auth.as_ref().unwrap()["type"], "basic");
    let derived = of(schemes, ["[{ b: [] }]", "[{ t: [] }]"]);
    assert_eq!(derived.auth.as_ref().unwrap()["type"], "bearer");
    assert_eq!(
        told(&derived).last().unwrap(),
        "needs::auth-of-others other credentials than those that StackQL sends are asked for by 1 operation of 2"
    );
}

#[test]
fn schemes_that_nobody_demands_count_and_none_are_none() {
    let derived = of("{ t: { type: http, scheme: bearer } }", ["[]", "[]"]);
    assert_eq!(derived.auth.as_ref().unwrap()["type"], "bearer");
    let derived = of("{}", ["[]", "[]"]);
    assert_eq!(derived.auth, Some(json!({ "type": "null_auth" })));
}

#[test]
fn what_cant_be_sent_is_told() {
    let derived = of("{ c: { type: apiKey, in: cookie, name: sid } }", ["[{ c: [] }]", "[{ c: [] }]"]);
    assert_eq!(derived.auth, None);
    assert_eq!(
        told(&derived),
        ["needs::no-auth StackQL can't send what the documents ask for: the cookie `sid`"]
    );
    let derived =
        of("{ k: { type: apiKey, in: header, name: Authorization } }", ["[{ k: [] }]", "[{ k: [] }]"]);
    assert_eq!(derived.auth.as_ref().unwrap()["type"], "custom");
    assert!(told(&derived)[1].starts_with("needs::auth-prefix"), "{:?}", told(&derived));
}

#[test]
fn what_the_configuration_says_stays() {
    let mut provider = ProviderSettings::named(ProviderName::new("shop").unwrap());
    let asked = AuthAsked::default();
    let derived = DerivedAuth::of(&provider, std::iter::once(Some(&asked)));
    provider.config = Some(json!({ "snake_case_aliases": true }));
    let expected = json!({ "auth": { "type": "null_auth" }, "snake_case_aliases": true });
    assert_eq!(derived.set(&provider).config, Some(expected));
    provider.config = Some(json!({ "auth": { "type": "bearer" } }));
    let derived = DerivedAuth::of(&provider, std::iter::once(Some(&asked)));
    assert!(derived.auth.is_none() && derived.notes.is_empty());
    assert!(
        DerivedAuth::of(&ProviderSettings::named(ProviderName::new("shop").unwrap()), std::iter::once(None))
            .auth
            .is_none()
    );
}
