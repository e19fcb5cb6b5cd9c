//! The index that `find.js` searches: services, resources, columns and methods by name and description.
//!
//! In: services, one after the other. Out: a script, since a page that is opened as a file can load nothing
//! else. The script is loaded when a reader begins to search, so pages stay small; each name is written once,
//! below its owner, and addresses only if they don't follow from the names. Many descriptions are the same:
//! each is written once, too, and its number wherever it is meant.

use std::collections::BTreeMap;

use serde::Serialize;

use super::about::{about, about_column, cut};
use crate::api::SqlVerb;
use crate::provider::{Resource, Service};

/// Bytes of the index from which its descriptions become shorter. A browser reads so many in a third of a second.
const ENOUGH: usize = 6_000_000;

/// Letters that a description may have: the first number with which the index has less than [`ENOUGH`].
/// Without a description, everything is still found by its name.
const LENGTHS: [usize; 4] = [120, 80, 40, 0];

/// All that can be found of a provider.
#[derive(Debug)]
pub(super) struct SearchIndex<'p> {
    provider: &'p str,
    services: Vec<ServiceEntry>,
}

/// A service, with its resources.
#[derive(Debug)]
pub(super) struct ServiceEntry {
    name: String,
    title: String,
    about: String,
    /// The folder of its page.
    folder: String,
    resources: Vec<ResourceEntry>,
}

/// A resource. Columns and methods have their names first, then their descriptions.
#[derive(Debug)]
struct ResourceEntry {
    name: String,
    about: String,
    columns: Vec<(String, String)>,
    methods: BTreeMap<usize, Vec<(String, String)>>,
    /// The address of its page, if that is not below the service's in a folder of the resource's name.
    address: Option<String>,
}

impl<'p> SearchIndex<'p> {
    pub(super) fn new(provider: &'p str) -> Self {
        Self { provider, services: Vec::new() }
    }

    pub(super) fn add(&mut self, service: ServiceEntry) {
        self.services.push(service);
    }

    /// The script: a call of the function that `search.js` defines before it loads this.
    pub(super) fn into_script(self) -> String {
        self.script(ENOUGH)
    }

    /// The script with the longest descriptions with which it has at most `enough` bytes.
    fn script(&self, enough: usize) -> String {
        let mut script = String::new();
        for length in LENGTHS {
            script = self.with_descriptions(length);
            if script.len() <= enough {
                break;
            }
        }
        script
    }

    fn with_descriptions(&self, length: usize) -> String {
        let mut texts = Texts::new(length);
        let services = self.services.iter().map(|service| service.written(&mut texts)).collect();
        let verbs = SqlVerb::ALL.map(SqlVerb::as_str);
        let written = WrittenIndex { provider: self.provider, verbs, texts: texts.all, services };
        // Texts, numbers and lists of them can always be written as JSON.
        let json = serde_json::to_string(&written).unwrap_or_else(|_| "null".into());
        format!("provgenIndex({json});\n")
    }
}

impl ServiceEntry {
    /// A service whose page is at `address`.
    pub(super) fn new(service: &Service, address: String) -> Self {
        Self {
            name: service.name.to_string(),
            title: service.title().to_string(),
            about: about(&service.api.description),
            folder: address.strip_suffix("index.html").map(str::to_string).unwrap_or(address),
            resources: Vec::new(),
        }
    }

    /// Adds a resource whose page is at `address`.
    pub(super) fn add(&mut self, resource: &Resource, address: &str) {
        let mut methods: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
        for method in &resource.methods {
            let verb = SqlVerb::ALL.iter().position(|verb| *verb == method.verb).unwrap_or_default();
            methods.entry(verb).or_default().push((method.name.to_string(), about(&method.description)));
        }
        let first_method = resource.methods.first().map(|method| method.description.as_str());
        let described = resource.description.as_deref().or(first_method).unwrap_or_default();
        let expected = format!("{}{}/index.html", self.folder, resource.name);
        self.resources.push(ResourceEntry {
            name: resource.name.to_string(),
            about: about(described),
            columns: resource
                .columns
                .iter()
                .map(|column| (column.name.clone(), about_column(column)))
                .collect(),
            methods,
            address: (address != expected).then(|| address.to_string()),
        });
    }

    fn written(&self, texts: &mut Texts) -> WrittenService<'_> {
        let resources = self.resources.iter().map(|resource| resource.written(texts)).collect();
        WrittenService(&self.name, &self.title, texts.number(&self.about), &self.folder, resources)
    }
}

impl ResourceEntry {
    fn written(&self, texts: &mut Texts) -> WrittenResource<'_> {
        let methods = self.methods.iter().map(|(verb, methods)| (*verb, named(methods, texts))).collect();
        WrittenResource(
            &self.name,
            texts.number(&self.about),
            named(&self.columns, texts),
            methods,
            self.address.as_deref(),
        )
    }
}

/// The index as `find.js` reads it.
#[derive(Debug, Serialize)]
struct WrittenIndex<'p> {
    provider: &'p str,
    /// The verbs by which methods are grouped.
    verbs: [&'static str; SqlVerb::ALL.len()],
    /// The descriptions by number; the first is empty.
    texts: Vec<String>,
    services: Vec<WrittenService<'p>>,
}

/// A service: name, title, number of its description, folder of its page, resources.
#[derive(Debug, Serialize)]
struct WrittenService<'p>(&'p str, &'p str, usize, &'p str, Vec<WrittenResource<'p>>);

/// A resource: name, number of its description, columns, methods by the number of their verb, address. A view has no
/// methods.
#[derive(Debug, Serialize)]
struct WrittenResource<'p>(
    &'p str,
    usize,
    Named<'p>,
    BTreeMap<usize, Named<'p>>,
    #[serde(skip_serializing_if = "Option::is_none")] Option<&'p str>,
);

/// Names, and the numbers of their descriptions.
#[derive(Debug, Serialize)]
struct Named<'p>(Vec<&'p str>, Vec<usize>);

fn named<'p>(entries: &'p [(String, String)], texts: &mut Texts) -> Named<'p> {
    let (names, numbers) = entries.iter().map(|(name, about)| (name.as_str(), texts.number(about))).unzip();
    Named(names, numbers)
}

/// Descriptions by number, each once.
#[derive(Debug)]
struct Texts {
    /// Letters that a text may have.
    length: usize,
    all: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Texts {
    fn new(length: usize) -> Self {
        Self { length, all: vec![String::new()], numbers: BTreeMap::from([(String::new(), 0)]) }
    }

    fn number(&mut self, text: &str) -> usize {
        let text = cut(text, self.length);
        if let Some(number) = self.numbers.get(&text) {
            return *number;
        }
        let number = self.all.len();
        self.all.push(text.clone());
        self.numbers.insert(text, number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(columns: usize) -> ServiceEntry {
        let about = |number: usize| format!("What the {number}. column of this long list of columns is for");
        let column = |number: usize| (format!("c{number}"), about(number));
        let resource = ResourceEntry {
            name: "r".into(),
            about: "A row".into(),
            columns: (0..columns).map(column).collect(),
            methods: BTreeMap::from([(0, vec![("get".into(), "A row".into())])]),
            address: None,
        };
        ServiceEntry {
            name: "s".into(),
            title: "S".into(),
            about: String::new(),
            folder: "p/s/".into(),
            resources: vec![resource],
        }
    }

    #[test]
    fn each_description_is_written_once() {
        let mut index = SearchIndex::new("p");
        index.add(entry(1));
        let script = index.into_script();
        assert!(
            script.contains(
                "\"texts\":[\"\",\"A row\",\"What the 0. column of this long list of columns is for\"]"
            ),
            "{script}"
        );
        assert!(
            script.contains("[[\"s\",\"S\",0,\"p/s/\",[[\"r\",1,[[\"c0\"],[2]],{\"0\":[[\"get\"],[1]]}]]]]"),
            "{script}"
        );
    }

    #[test]
    fn descriptions_become_shorter_before_the_index_becomes_too_long() {
        let mut index = SearchIndex::new("p");
        index.add(entry(100));
        let whole = index.script(usize::MAX);
        let shorter = index.script(whole.len() - 1);
        assert!(
            shorter.len() < whole.len() && shorter.contains("What the 7. column of this long list of …"),
            "{shorter}"
        );
        // Names stay, however little is enough.
        let least = index.script(0);
        assert!(least.contains("\"texts\":[\"\"]") && least.contains("\"c99\""), "{least}");
    }
}
