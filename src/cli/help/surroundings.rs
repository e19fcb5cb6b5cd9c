//! What surrounds the program, as the manual tells it: exit codes, variables of the environment, files.

/// Exit codes, and what each means.
pub(super) const EXIT_CODES: &[(&str, &str)] = &[
    ("0", "clean"),
    (
        "1",
        "findings: stale output, mistakes that lint finds, differences that try finds, a broken package, SQL that a release breaks",
    ),
    ("2", "the tool failed: bad arguments, bad input, I/O"),
];

/// The variables that the program asks for.
pub(super) const ENVIRONMENT: &[(&str, &str)] = &[
    ("PROVGEN_CONFIG", "The configuration, where --config doesn't name one: as if --config named it."),
    (
        "PROVGEN_CACHE_DIR",
        "The folder for what is known of earlier runs, in place of provgen in the user's folder for caches.",
    ),
    (
        "PROVGEN_STATE_DIR",
        "The folder for notes of interrupted runs, in place of provgen in the user's folder for state.",
    ),
    ("NO_COLOR", "No colours, whatever the variables below say. --color comes before all of them."),
    (
        "FORCE_COLOR",
        "Colours in files and pipes, too, unless it is 0 or false. CLICOLOR_FORCE does the same.",
    ),
    ("CLICOLOR", "No colours, if it is 0 and no variable above says otherwise."),
    (
        "STACKQL",
        "The program of StackQL for `provgen try`, where --stackql doesn't name one; else it is looked for in PATH.",
    ),
    ("SOURCE_DATE_EPOCH", "The time of signing in seconds since 1970, where --sign-time doesn't name one."),
    ("GITHUB_STEP_SUMMARY", "The file to which `provgen diff --format github` adds its Markdown."),
    (
        "HTTPS_PROXY",
        "The proxy of `provgen fetch`, as ALL_PROXY and HTTP_PROXY; NO_PROXY names hosts that need none.",
    ),
    (
        "SSL_CERT_FILE, SSL_CERT_DIR",
        "Certificates that `provgen fetch` trusts beside Mozilla's, in place of the system's.",
    ),
    ("XDG_CACHE_HOME, XDG_STATE_HOME", "The user's folders for caches and for state."),
    ("TMPDIR", "The folder for temporary files."),
];

/// The files that commands look for by themselves, or write.
pub(super) const FILES: &[(&str, &str)] = &[
    ("provgen.yaml", "The configuration: in the current folder, or the nearest one above."),
    ("mapping.yaml", "The names of a provider, beside provgen.yaml: which query calls which operation."),
    (".provgen-schemas/", "JSON Schemas of both, for editors. `provgen init` writes them."),
    ("specs/", "The documents that `provgen fetch` brings up to date, beside provgen.yaml."),
    ("generated/", "What `provgen generate` writes, where provgen.yaml and --out name no other folder."),
    (
        ".provgen-files",
        "In that folder: the files that provgen wrote, with digests. It is committed with them.",
    ),
    ("dist/", "What `provgen package` and `provgen release` write, beside provgen.yaml."),
    (".provgen-etags", "In specs/: which states of documents are there already."),
    ("~/.cache/provgen/", "What is known of earlier runs. It may be removed at any time."),
    ("~/.local/state/provgen/", "Notes of interrupted runs, by which the next one clears up."),
];
