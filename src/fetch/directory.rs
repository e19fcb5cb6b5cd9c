//! The directory's list of documents.
//!
//! In: the answer of the directory service. Out: its items, and those that `dataproc` or `dataproc:v1` means.

use std::collections::{BTreeMap, BTreeSet};

use super::address::{Address, AddressError};
use super::options::DocumentName;
use super::trouble::Cause;
use crate::diagnostic::{Diagnostic, Failure, Result, printable};
use crate::document::node::Node;
use crate::document::parse;
use crate::input::Stranger;
use crate::names::DirectoryName;
use crate::text::did_you_mean;

/// Where the list is, below the root.
pub(super) const PATH: &str = "/discovery/v1/apis";

/// The list.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) items: Vec<Item>,
    /// Warnings about items that can't be named.
    pub(super) notes: Vec<Diagnostic>,
}

/// One version of one API.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) name: String,
    pub(super) version: String,
    /// The file that its document goes to, or why there can't be one.
    pub(super) file: std::result::Result<String, Cause>,
    pub(super) address: std::result::Result<Address, Cause>,
    pub(super) is_preferred: bool,
    /// Who says where the document is.
    pub(super) source: Source,
}

/// Who says where a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Directory,
    Configuration,
}

impl Item {
    /// The id as the directory writes it, `dataproc:v1`; safe to print.
    pub(super) fn id(&self) -> String {
        printable(&format!("{}:{}", self.name, self.version))
    }

    /// A key that sorts the newest of a service's versions last: versions that are neither alpha nor beta,
    /// then by number.
    fn age(&self) -> (bool, Vec<u64>, &str) {
        let is_trial = ["alpha", "beta"].iter().any(|word| self.version.contains(word));
        let numbers = self.version.split(|c: char| !c.is_ascii_digit());
        (!is_trial, numbers.filter_map(|digits| digits.parse().ok()).collect(), &self.version)
    }
}

/// The file of a document. The name comes from the directory, so it is checked to be the name of a file and
/// no path.
fn file(name: &str, version: &str) -> std::result::Result<String, Cause> {
    let stem = DirectoryName::new(&format!("{name}.{version}")).map_err(Cause::Name)?;
    Ok(format!("{stem}.json"))
}

impl Directory {
    /// Reads the list `text`, which came from `root`; messages call it `address`.
    ///
    /// # Errors
    /// The text isn't such a list, or the list is empty.
    pub(super) fn parse(text: &str, address: &str, root: &Address) -> Result<Self> {
        let no_list = |message: String| {
            Diagnostic::error("fetch::directory", message)
                .help(format!("the list is expected at {PATH} below the root"))
                .at(address, "")
        };
        let other =
            |stranger: Stranger| no_list(format!("this is {stranger}, not a list of discovery documents"));
        if let Some(stranger) = Stranger::of_text(text) {
            return Err(other(stranger).into());
        }
        let document = parse::parse(text, address)?;
        let Some(Node::List(nodes)) = document.get("items") else {
            let nameless = || no_list("this is not a list of discovery documents: it has no `items`".into());
            let stranger = Stranger::of_tree(&document).filter(|other| *other != Stranger::DirectoryList);
            return Err(stranger.map_or_else(nameless, other).into());
        };
        let (mut items, mut notes, mut files) = (Vec::new(), Vec::new(), BTreeSet::new());
        for (index, node) in nodes.iter().enumerate() {
            let string = |key: &str| node.get(key).and_then(Node::as_str);
            let (Some(name), Some(version)) = (string("name"), string("version")) else {
                let message = "an item of the directory has no name or no version; it is left out";
                notes.push(
                    Diagnostic::warning("fetch::nameless", message).at(address, format!("/items/{index}")),
                );
                continue;
            };
            let mut file = file(name, version);
            // Names that differ in case alone would be one file on some systems.
            if file.as_ref().is_ok_and(|file| !files.insert(file.to_ascii_lowercase())) {
                file = Err(Cause::Twice);
            }
            let found = string("discoveryRestUrl").ok_or(Cause::NoAddress);
            items.push(Item {
                name: name.to_string(),
                version: version.to_string(),
                file,
                address: found.and_then(|url| Ok::<_, AddressError>(root.join(url)?).map_err(Cause::from)),
                is_preferred: matches!(node.get("preferred"), Some(Node::Bool(true))),
                source: Source::Directory,
            });
        }
        if items.is_empty() {
            return Err(Diagnostic::error("fetch::directory", "the directory lists no documents")
                .help("check --root")
                .at(address, "")
                .into());
        }
        Ok(Self { items, notes })
    }

    /// Adds the documents of the configuration. Where the directory lists one of them, too, it is looked for where the
    /// configuration says.
    pub(super) fn add(&mut self, addresses: &BTreeMap<DocumentName, Address>) {
        for (DocumentName { service, version }, address) in addresses {
            let (address, source) = (Ok(address.clone()), Source::Configuration);
            match self.items.iter_mut().find(|item| item.name == *service && item.version == *version) {
                Some(item) => (item.address, item.source) = (address, source),
                None => {
                    let (name, version) = (service.clone(), version.clone());
                    let mut file = file(service, &version);
                    let is_taken = |other: &Item| match (&other.file, &file) {
                        (Ok(other), Ok(file)) => other.eq_ignore_ascii_case(file),
                        _ => false,
                    };
                    if self.items.iter().any(is_taken) {
                        file = Err(Cause::Twice);
                    }
                    self.items.push(Item { name, version, file, address, is_preferred: false, source });
                }
            }
        }
    }

    /// The items that `wanted` names: a service, for its preferred version, or a version of it.
    ///
    /// # Errors
    /// Names that the directory doesn't list.
    pub(super) fn named(&self, wanted: &[String]) -> Result<Vec<&Item>> {
        let (mut found, mut problems) = (BTreeSet::new(), Vec::new());
        for wanted in wanted {
            match self.find(wanted) {
                Some(index) => {
                    found.insert(index);
                }
                None => problems.push(self.unknown(wanted)),
            }
        }
        if problems.is_empty() {
            Ok(found.into_iter().filter_map(|index| self.items.get(index)).collect())
        } else {
            Err(Failure { problems, omitted: 0 })
        }
    }

    fn find(&self, wanted: &str) -> Option<usize> {
        let is_version = |item: &Item| {
            wanted.strip_prefix(&item.name).and_then(|rest| rest.strip_prefix([':', '.']))
                == Some(item.version.as_str())
        };
        let versions = || self.items.iter().enumerate().filter(|(_, item)| item.name == wanted);
        self.items
            .iter()
            .position(is_version)
            .or_else(|| versions().find(|(_, item)| item.is_preferred).map(|(index, _)| index))
            .or_else(|| versions().max_by_key(|(_, item)| item.age()).map(|(index, _)| index))
    }

    fn unknown(&self, wanted: &str) -> Diagnostic {
        let asked = wanted.split_once([':', '.']);
        if let Some((name, version)) = asked {
            let versions = self.items.iter().filter(|item| item.name == name);
            let versions: Vec<&str> = versions.map(|item| item.version.as_str()).collect();
            if !versions.is_empty() {
                let message = format!("`{name}` has no version `{version}`");
                return Diagnostic::error("fetch::unknown-service", message)
                    .help(format!("there are {}", versions.join(", ")));
            }
        }
        let names = self.items.iter().map(|item| item.name.as_str());
        let near = did_you_mean(asked.map_or(wanted, |(name, _)| name), names);
        Diagnostic::error("fetch::unknown-service", format!("the directory lists no service `{wanted}`"))
            .help(near.map_or_else(
                || format!("it lists {} documents; is it the right --root?", self.items.len()),
                |near| format!("did you mean `{near}`?"),
            ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(items: &[(&str, &str, bool)]) -> Directory {
        let items: Vec<String> = items
            .iter()
            .map(|(name, version, preferred)| {
                format!(
                    r#"{{"name": "{name}", "version": "{version}", "preferred": {preferred}, "discoveryRestUrl": "/x"}}"#
                )
            })
            .collect();
        let root = Address::parse("http://m").unwrap();
        Directory::parse(&format!(r#"{{"items": [{}]}}"#, items.join(",")), "m", &root).unwrap()
    }

    #[test]
    fn a_service_stands_for_its_preferred_or_newest_version() {
        let directory = directory(&[
            ("a", "v1", false),
            ("a", "v2", true),
            ("a", "v3beta1", false),
            ("b", "v9", false),
            ("b", "v10", false),
            ("b", "v11alpha", false),
            ("c", "v1beta1", false),
            ("c", "v1.1", false),
        ]);
        let found = |wanted: &str| {
            directory
                .named(&[wanted.to_string()])
                .map(|items| items[0].id())
                .unwrap_or_else(|f| f.to_string())
        };
        assert_eq!(found("a"), "a:v2");
        assert_eq!(found("a.v1"), "a:v1");
        assert_eq!(found("a:v3beta1"), "a:v3beta1");
        assert_eq!(found("b"), "b:v10");
        assert_eq!(found("c.v1.1"), "c:v1.1");
        assert!(found("a:v9").contains("there are v1, v2, v3beta1"), "{}", found("a:v9"));
    }

    #[test]
    fn no_name_leaves_the_folder() {
        let directory = directory(&[("../x", "v1", true), ("x", "/etc", true), ("nul", "v1", true)]);
        assert!(directory.items.iter().all(|item| item.file.is_err()));
        let twice = self::directory(&[("x", "v1", true), ("X", "V1", true)]);
        assert_eq!(twice.items[1].file, Err(Cause::Twice));
    }
}
