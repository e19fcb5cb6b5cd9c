//! The front matter: the lines between `---` at a page's top.

use serde::Serialize;

use crate::document::yaml;
use crate::provider::identity::ProviderSettings;
use crate::text::one_line;

/// Keywords of every page.
const KEYWORDS: [&str; 4] = ["stackql", "infrastructure-as-code", "configuration-as-data", "cloud inventory"];

/// The front matter of a page. Each text is a YAML scalar already.
#[derive(Debug, Serialize)]
pub(super) struct FrontMatter {
    title: String,
    sidebar_label: Option<String>,
    id: Option<String>,
    keywords: Vec<String>,
    description: String,
    slug: Option<String>,
    image: String,
}

/// The facts for the front matter of a page of style `registry`.
pub(super) struct Head<'h> {
    pub(super) title: &'h str,
    /// The page's name in the list of pages, if it is shorter than the title.
    pub(super) label: Option<&'h str>,
    /// The page's name in the site's own files.
    pub(super) id: Option<&'h str>,
    pub(super) description: &'h str,
    /// The page's address below the site's.
    pub(super) slug: &'h str,
    /// Keywords of this page alone.
    pub(super) subjects: &'h [&'h str],
}

impl FrontMatter {
    /// The front matter of a page of style `classic`.
    pub(super) fn classic(provider: &ProviderSettings, title: &str, subjects: &[&str]) -> Self {
        Self {
            title: scalar(title),
            sidebar_label: None,
            id: None,
            keywords: subjects.iter().chain(&KEYWORDS).map(|word| scalar(word)).collect(),
            description: scalar(&format!(
                "Query, deploy and manage {} infrastructure and resources using SQL",
                provider.title
            )),
            slug: None,
            image: image(provider, "/img/providers/{}"),
        }
    }

    /// The front matter of a page of style `registry`.
    pub(super) fn new(provider: &ProviderSettings, head: &Head<'_>) -> Self {
        let mut keywords: Vec<&str> = Vec::new();
        for word in head.subjects.iter().chain(&KEYWORDS) {
            if !keywords.contains(word) {
                keywords.push(word);
            }
        }
        Self {
            title: scalar(head.title),
            sidebar_label: head.label.map(scalar),
            id: head.id.map(scalar),
            keywords: keywords.into_iter().map(scalar).collect(),
            description: scalar(head.description),
            slug: Some(scalar(head.slug)),
            image: image(provider, "/img"),
        }
    }
}

/// The address of the picture that a shared link shows.
fn image(provider: &ProviderSettings, folder: &str) -> String {
    let name = provider.name.as_str();
    scalar(&format!("{}/stackql-{name}-provider-featured-image.png", folder.replace("{}", name)))
}

/// A text as a YAML scalar on one line.
fn scalar(text: &str) -> String {
    let line = one_line(text);
    if yaml::is_plain(&line) {
        return line;
    }
    let options = serde_yaml::ser_options! { prefer_block_scalars: false };
    match serde_yaml::to_string_with_options(&line, options) {
        Ok(written) => written.trim_end().to_string(),
        Err(_) => format!("'{}'", line.replace('\'', "''")),
    }
}
