//! The kinds of credentials that StackQL knows.

/// The words of `auth.type`. By any other word the engine looks for the key of a service account and finds none.
pub const AUTH_KINDS: [&str; 11] = [
    "api_key",
    "aws_assume_role",
    "aws_signing_v4",
    "azure_default",
    "basic",
    "bearer",
    "custom",
    "interactive",
    "null_auth",
    "oauth2",
    "service_account",
];
