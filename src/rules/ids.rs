//! Typed ids of rules.
//!
//! In: names, one a rule, each with a file of the same name. Out: an enum of them, and what each file says.

/// Makes an enum of ids, whose rules are the files `<folder>/<id>.toml` beside this one.
macro_rules! rule_ids {
    (
        $(#[doc = $doc:literal])*
        $name:ident: $rule:ident in $folder:literal;
        $($variant:ident = $id:literal,)*
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "their files tell what they mean")]
        pub enum $name { $($variant,)* }

        impl $name {
            /// All rules.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// `method-removed`
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// What there is to say of it.
            #[must_use]
            pub fn rule(self) -> &'static $rule {
                match self {
                    $(Self::$variant => {
                        static RULE: std::sync::LazyLock<$rule> = std::sync::LazyLock::new(|| {
                            $crate::rules::ids::read(include_str!(concat!($folder, "/", $id, ".toml")))
                        });
                        &RULE
                    })*
                }
            }

            /// The rule named `text`.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|rule| rule.as_str() == text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(crate) use rule_ids;

/// A rule as its embedded file says. Tests read each of them, so that the empty rule is never had.
pub(super) fn read<T: serde::de::DeserializeOwned + Default>(text: &str) -> T {
    toml::from_str(text).unwrap_or_default()
}
