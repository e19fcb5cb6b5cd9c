//! The document of HTML around a page's text.
//!
//! In: a page of a [`Site`]. Out: a document of HTML that loads only the site's own files, with links that
//! work over HTTP and from a folder.

use serde::Serialize;
use tera::{Context, Tera};

use super::contents::Section;
use super::site::{ASSETS, Liveness, PageLink, Site};
use super::text::PageBody;
use crate::diagnostic::{Diagnostic, Result};
use crate::document::parse;
use crate::html::{breakable, escape};

/// The document around a page's text.
pub(crate) struct Frame {
    tera: Tera,
}

/// The values that the template of the frame shows.
#[derive(Debug, Serialize)]
struct View<'p> {
    /// The path to the folder of all pages: empty, or ends with `/`.
    root: String,
    /// The style sheets and the scripts, in their order.
    styles: Vec<&'static str>,
    scripts: Vec<&'static str>,
    provider: &'p str,
    front: &'p str,
    title: &'p str,
    /// Whether the text has a title.
    has_title: bool,
    /// The name by which statements call what the page is about: `google.dataproc.sessions`.
    full_name: &'p str,
    above: Vec<Link<'p>>,
    around: Vec<Link<'p>>,
    around_title: &'p str,
    sections: &'p [Section],
    /// The page's text as HTML.
    content: &'p str,
    revision: Option<&'p str>,
    problem: Option<&'p str>,
}

/// A link to another page, relative to the folder of all pages.
#[derive(Debug, Serialize)]
struct Link<'p> {
    /// The name as HTML.
    name: String,
    address: &'p str,
    is_current: bool,
}

impl Frame {
    /// # Errors The template has a mistake, which is a bug of provgen.
    pub(crate) fn new() -> Result<Self> {
        let mut tera = Tera::default();
        tera.autoescape_on(vec![".html"]);
        let templates = [
            ("page.html", include_str!("assets/page.html")),
            ("entrance.html", include_str!("assets/entrance.html")),
        ];
        match tera.add_raw_templates(templates) {
            Ok(()) => Ok(Self { tera }),
            Err(error) => Err(frame_error(&error)),
        }
    }

    /// The document of the page at `address`; none if there is no such page.
    ///
    /// # Errors
    /// As [`Frame::new`].
    pub(crate) fn page(&self, site: &Site, address: &str, liveness: &Liveness) -> Result<Option<String>> {
        let Some(source) = site.pages.get(address) else { return Ok(None) };
        let (front_matter, text) = split(&source.markdown);
        let title = title(front_matter)
            .or_else(|| Some(source.trail.last()?.name.clone()))
            .unwrap_or_else(|| site.provider.clone());
        let body = PageBody::of(text);
        let link = |place: &'_ PageLink| (place.name.clone(), place.address.clone());
        let names: Vec<&str> = source.trail.iter().map(|place| place.name.as_str()).collect();
        let full_name = names.join(".");
        let above: Vec<_> = source.trail.iter().map(link).collect();
        let around: Vec<_> = source.around.places.iter().map(link).collect();
        let view = View {
            title: &title,
            has_title: body.has_title,
            full_name: &full_name,
            above: links(&above, address),
            around: links(&around, address),
            around_title: source.around.title,
            sections: &body.sections,
            content: &body.html,
            ..View::of(site, address, liveness)
        };
        self.render(&view).map(Some)
    }

    /// A document with a message instead of a page, for example that the page doesn't exist.
    ///
    /// # Errors
    /// As [`Frame::new`].
    pub(crate) fn notice(&self, site: &Site, title: &str, text: &str, liveness: &Liveness) -> Result<String> {
        let content = format!("<p>{}</p>", escape(text));
        // The message is shown at any address, so its links start at the server's top.
        self.render(&View { root: "/".into(), title, content: &content, ..View::of(site, "", liveness) })
    }

    /// A document that leads to the first page, for the top of a folder.
    ///
    /// # Errors
    /// As [`Frame::new`].
    pub(crate) fn entrance(&self, site: &Site) -> Result<String> {
        let context = Context::from_serialize(&View::of(site, "index.html", &Liveness::Still))
            .map_err(|error| frame_error(&error))?;
        self.tera.render("entrance.html", &context).map_err(|error| frame_error(&error))
    }

    fn render(&self, view: &View<'_>) -> Result<String> {
        let context = Context::from_serialize(view).map_err(|error| frame_error(&error))?;
        self.tera.render("page.html", &context).map_err(|error| frame_error(&error))
    }
}

fn frame_error(error: &tera::Error) -> crate::diagnostic::Failure {
    Diagnostic::error("preview::frame", format!("the frame of pages can't be rendered: {error}"))
        .help("this is a bug of provgen: please report it")
        .into()
}

/// Names of the files that all pages load, of the kind that `end` names.
fn assets(end: &str) -> Vec<&'static str> {
    ASSETS.into_iter().map(|(name, _)| name).filter(|name| name.ends_with(end)).collect()
}

fn links<'p>(places: &'p [(String, String)], current: &str) -> Vec<Link<'p>> {
    places
        .iter()
        .map(|(name, address)| Link { name: breakable(name), address, is_current: address == current })
        .collect()
}

impl<'p> View<'p> {
    /// The values that all pages share, for the page at `address`.
    fn of(site: &'p Site, address: &str, liveness: &'p Liveness) -> Self {
        let (revision, problem) = match liveness {
            Liveness::Still => (None, None),
            Liveness::Live { revision, problem } => (Some(revision.as_str()), problem.as_deref()),
        };
        Self {
            root: "../".repeat(address.matches('/').count()),
            styles: assets(".css"),
            scripts: assets(".js"),
            provider: &site.provider,
            front: &site.front,
            title: "",
            has_title: false,
            full_name: "",
            above: Vec::new(),
            around: Vec::new(),
            around_title: "",
            sections: &[],
            content: "",
            revision,
            problem,
        }
    }
}

/// Front matter and text of a page.
fn split(markdown: &str) -> (&str, &str) {
    let inner = markdown.strip_prefix("---\n");
    inner.and_then(|inner| inner.split_once("\n---\n")).unwrap_or(("", markdown))
}

fn title(front_matter: &str) -> Option<String> {
    let front_matter = parse::parse(front_matter, "front matter").ok()?;
    front_matter.get("title")?.as_str().map(str::to_string)
}
