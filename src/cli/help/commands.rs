//! The groups of commands, and the examples of each.

/// A line to type, and its meaning.
pub(super) type Example = (&'static str, &'static str);

/// What commands are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Everyday,
    Authoring,
    Releases,
    Reference,
}

impl Group {
    /// The groups in the order of the help.
    pub(super) const ALL: [Self; 4] = [Self::Everyday, Self::Authoring, Self::Releases, Self::Reference];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Everyday => "Everyday",
            Self::Authoring => "Authoring",
            Self::Releases => "Releases",
            Self::Reference => "Reference",
        }
    }
}

/// What the help tells of a command beside its arguments.
#[derive(Debug)]
pub(super) struct CommandHelp {
    pub(super) name: &'static str,
    /// The group; none for a command below another one.
    pub(super) group: Option<Group>,
    /// The plainest use first.
    pub(super) examples: &'static [Example],
}

impl CommandHelp {
    const fn new(group: Group, name: &'static str, examples: &'static [Example]) -> Self {
        Self { name, group: Some(group), examples }
    }

    /// The help of the command `name`.
    pub(super) fn of(name: &str) -> Option<&'static Self> {
        COMMANDS.iter().find(|help| help.name == name)
    }
}

/// The first lines that somebody types.
pub(super) const FIRST: &[Example] = &[
    ("provgen init openapi.yaml --provider acme", "start a provider: write provgen.yaml and mapping.yaml"),
    (
        "provgen generate --spec openapi.yaml --provider acme",
        "manifests and pages at once, without a provgen.yaml",
    ),
    ("provgen show", "what came out, as tables"),
];

/// The smallest configuration, for those who begin.
pub(super) const SMALLEST_CONFIG: &str = "\
provider:
  name: acme
specs:
  - openapi.yaml
";

/// The commands, in the order of the help.
pub(super) const COMMANDS: &[CommandHelp] = &[
    CommandHelp::new(
        Group::Everyday,
        "generate",
        &[
            ("provgen generate", "all services of provgen.yaml, to its output folder"),
            ("provgen generate --spec openapi.yaml --provider acme", "without a provgen.yaml, to generated/"),
            ("provgen generate --check", "in CI: exit with 1 where the output is stale"),
            ("provgen generate --diff dataproc", "one service, with the lines that change"),
        ],
    ),
    CommandHelp::new(
        Group::Everyday,
        "show",
        &[
            ("provgen show", "the services of the provider at hand"),
            ("provgen show google.dataproc.sessions", "the methods and columns of a resource"),
            ("provgen show acme --spec openapi.yaml", "of a document, without a provgen.yaml"),
            (
                "provgen show google.dataproc --format json",
                "for scripts; `provgen schema show` is its schema",
            ),
        ],
    ),
    CommandHelp::new(
        Group::Everyday,
        "preview",
        &[
            ("provgen preview", "at http://127.0.0.1:8080/, anew whenever a document changes"),
            ("provgen preview --export pages", "as files, for any server"),
        ],
    ),
    CommandHelp::new(
        Group::Everyday,
        "diff",
        &[
            ("provgen diff --since main specs", "what this branch changes for SQL"),
            ("provgen diff old.yaml new.yaml", "between two documents, manifests, folders or packages"),
            ("provgen diff --since main specs --format markdown", "as a comment on a pull request"),
        ],
    ),
    CommandHelp::new(
        Group::Everyday,
        "lint",
        &[
            ("provgen lint", "the manifests and pages that `provgen generate` wrote"),
            ("provgen lint providers/src/acme", "a published provider, its highest version"),
            ("provgen lint --format github --fail-on warning", "as annotations of a pull request"),
        ],
    ),
    CommandHelp::new(
        Group::Everyday,
        "try",
        &[
            ("provgen try", "every table and every example, on StackQL, against a mock of the API"),
            ("provgen try \"SELECT name FROM acme.shop.books\"", "one statement, its rows and its requests"),
        ],
    ),
    CommandHelp::new(
        Group::Everyday,
        "fetch",
        &[
            ("provgen fetch", "the discovery documents that provgen.yaml names, or that are in specs/"),
            (
                "provgen fetch dataproc compute:beta",
                "the preferred version of one, a given version of another",
            ),
        ],
    ),
    CommandHelp::new(
        Group::Authoring,
        "init",
        &[
            (
                "provgen init openapi.yaml --provider acme",
                "write provgen.yaml and mapping.yaml, and say why so",
            ),
            ("provgen init specs/*.yaml --provider acme", "a provider of several documents"),
        ],
    ),
    CommandHelp::new(
        Group::Authoring,
        "inspect",
        &[
            ("provgen inspect openapi.yaml", "what a document is like, and what rules of naming make of it"),
            ("provgen inspect", "the documents of provgen.yaml"),
        ],
    ),
    CommandHelp::new(
        Group::Authoring,
        "map",
        &[
            ("provgen map", "take new operations into mapping.yaml, mark those that have gone"),
            ("provgen map --check", "list them, and exit with 1 if there are any"),
            ("provgen map --reset shop.books", "name these by the rules again"),
            ("provgen map --csv > mapping.csv", "as a table"),
        ],
    ),
    CommandHelp::new(
        Group::Authoring,
        "lock",
        &[
            ("provgen lock", "make mapping.yaml what the names are now, before a release"),
            ("provgen lock --from providers/src/acme", "start from the names of a published provider"),
        ],
    ),
    CommandHelp::new(
        Group::Releases,
        "release",
        &[
            ("provgen release --version v26.11.00001", "check, lint, diff, pack and verify; or nothing"),
            (
                "provgen release --version v26.11.00001 --sign-key-env PROVGEN_SIGN_KEY",
                "signed by the key that the variable holds",
            ),
        ],
    ),
    CommandHelp::new(
        Group::Releases,
        "package",
        &[
            ("provgen package --version v26.11.00001", "pack what `provgen generate` wrote into dist/"),
            (
                "provgen package --version v1.2.3 --from providers/src/acme/v00.00.00000",
                "pack another folder",
            ),
        ],
    ),
    CommandHelp::new(
        Group::Releases,
        "verify",
        &[
            ("provgen verify dist", "all packages of a folder, and its providers.yaml"),
            (
                "provgen verify acme.tgz --public-key key.pub.pem",
                "one package, and that the key's owner signed it",
            ),
        ],
    ),
    CommandHelp::new(
        Group::Releases,
        "changelog",
        &[
            ("provgen changelog dist/acme", "over the packages of a provider"),
            ("provgen changelog v1.0.0..main:specs", "over the revisions of git"),
        ],
    ),
    CommandHelp::new(
        Group::Releases,
        "registry",
        &[("provgen registry serve", "serve dist/, and print what StackQL has to be given")],
    ),
    CommandHelp {
        name: "serve",
        group: None,
        examples: &[
            ("provgen registry serve", "serve dist/, and print what StackQL has to be given"),
            ("provgen registry serve --dir packages --port 0", "another folder, on a port that is free"),
        ],
    },
    CommandHelp::new(
        Group::Releases,
        "keygen",
        &[
            ("provgen keygen", "provgen-key.pem and provgen-key.pub.pem"),
            ("provgen keygen --out ~/keys/acme.pem", "out of the work tree, where git can't take it"),
        ],
    ),
    CommandHelp::new(
        Group::Reference,
        "rules",
        &[
            ("provgen rules", "all rules, codes and kinds"),
            ("provgen rules diff", "what `provgen diff` finds, with severities"),
        ],
    ),
    CommandHelp::new(
        Group::Reference,
        "explain",
        &[
            ("provgen explain column-removed", "a rule: what it means for SQL, and what to do"),
            ("provgen explain input::dangling-ref", "the code of a message"),
        ],
    ),
    CommandHelp::new(
        Group::Reference,
        "schema",
        &[
            ("provgen schema diff", "the JSON Schema of `provgen diff --format json`"),
            ("provgen schema config > config.schema.json", "that of provgen.yaml, for an editor"),
        ],
    ),
    CommandHelp::new(
        Group::Reference,
        "completions",
        &[(
            "provgen completions bash > ~/.local/share/bash-completion/completions/provgen",
            "for bash; the completions know the names of the provider at hand",
        )],
    ),
    CommandHelp::new(
        Group::Reference,
        "man",
        &[("provgen man > provgen.1", "the manual, for `man ./provgen.1`")],
    ),
];
