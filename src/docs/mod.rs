//! From the StackQL model to reference pages.
//!
//! In: a mapped service, or the outlines of all services of a provider. Out: Markdown, through typed views
//! and Tera templates that hold no logic. The templates are embedded; a folder of the user can replace them
//! file by file.

mod auth;
mod classic;
mod front_matter;
pub mod links;
pub mod lint;
pub mod options;
mod prose;
mod registry;
mod templates;
mod twin;

use std::cell::OnceCell;
use std::path::Path;

use include_dir::{Dir, include_dir};
use reference::ResourceReference;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use templates::{Bounded, TemplateRefusal, Unbounded};
use tera::{Context, Tera};
use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, Result};
use crate::docs::options::{DocsSettings, Style};
use crate::document::project::Inside;
use crate::document::read::TextKind;
use crate::provider::identity::ProviderSettings;
use crate::provider::timeline::Timeline;
use crate::provider::{Resource, Service, ServiceOutline};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

pub(crate) use prose::first_sentence;
pub use registry::reference;

/// Folder of a provider's pages below the output folder, with a `/` at its end: all of its pages are in it.
#[must_use]
pub fn folder(provider: &ProviderSettings) -> String {
    format!("docs/{}/", provider.name)
}

/// Folder of a service's pages below the output folder, with a `/` at its end.
#[must_use]
pub fn service_folder(provider: &ProviderSettings, docs: &DocsSettings, service: &str) -> String {
    let folder = folder(provider);
    match docs.style {
        Style::Classic => format!("{folder}{service}/"),
        Style::Registry => format!("{folder}services/{service}/"),
    }
}

/// Renders pages.
pub struct Pages<'s> {
    templates: Templates,
    provider: &'s ProviderSettings,
    docs: &'s DocsSettings,
    /// The texts of the files that `docs.header` names.
    headers: Vec<String>,
}

/// Renders the pages of one service's resources.
pub struct ResourcePages<'p> {
    pages: &'p Pages<'p>,
    service: &'p Service,
    /// Made when a page needs it, which none of style `classic` does.
    shared: OnceCell<registry::Shared<'p>>,
}

/// The templates that render pages.
enum Templates {
    /// The templates of the style, which are part of provgen.
    Own(Tera),
    /// These and the templates of a folder, which anyone may have written.
    Any(Bounded),
}

/// A page, or a file beside one: its path below the output folder, and its text.
pub type Page = (String, String);

impl Style {
    /// The style's folder in `templates/`.
    const fn folder(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Registry => "registry",
        }
    }
}

impl<'s> Pages<'s> {
    /// Prepares the templates that `docs` asks for.
    ///
    /// # Errors
    /// A folder of templates that can't be read, or a template with a mistake in it.
    pub fn new(provider: &'s ProviderSettings, docs: &'s DocsSettings) -> Result<Self> {
        let mut sources: Vec<(String, String)> = Vec::new();
        if let Some(folder) = TEMPLATES.get_dir(docs.style.folder()) {
            for file in folder.files() {
                let name = file.path().strip_prefix(docs.style.folder()).unwrap_or(file.path());
                sources.push((template_name(name), file.contents_utf8().unwrap_or_default().to_string()));
            }
        }
        if let Some(folder) = &docs.templates {
            for (name, text) in own_sources(docs)? {
                let known = sources.iter().map(|(known, _)| known.as_str());
                let is_partial = name.rsplit('/').next().is_some_and(|file| file.starts_with('_'));
                if !is_partial && !known.clone().any(|known| known == name) {
                    let place = folder.join(Path::new(&name)).shown();
                    let pages = known.filter(|known| !known.starts_with('_'));
                    return Err(Diagnostic::unknown_name(
                        "docs::unknown-name",
                        "template",
                        &name,
                        "the style",
                        pages,
                    )
                    .at(place, "")
                    .into());
                }
                sources.retain(|(known, _)| *known != name);
                sources.push((name, text));
            }
        }
        let tera = || {
            let mut tera = Tera::default();
            // The texts in views are escaped for Markdown already.
            tera.autoescape_on(Vec::<&'static str>::new());
            tera
        };
        let templates = if docs.templates.is_some() {
            Templates::Any(Bounded::new(tera(), tera(), &sources).map_err(|trouble| match trouble {
                Unbounded::Refused(refusal) => refused(docs, refusal),
                Unbounded::Tera(error) => template_error(docs, &error, None),
            })?)
        } else {
            let mut own = tera();
            own.add_raw_templates(sources).map_err(|error| template_error(docs, &error, None))?;
            Templates::Own(own)
        };
        Ok(Self { templates, provider, docs, headers: headers(docs)? })
    }

    /// The pages of the resources of `service`.
    #[must_use]
    pub fn of<'p>(&'p self, service: &'p Service) -> ResourcePages<'p> {
        ResourcePages { pages: self, service, shared: OnceCell::new() }
    }

    /// The tables of a resource's page without the rest.
    ///
    /// # Errors
    /// As [`Pages::resource`].
    pub fn tables(&self, service: &Service, resource: &Resource) -> Result<String> {
        match self.docs.style {
            Style::Classic => {
                let view = classic::ResourcePage::new(self.provider, self.docs, service, resource);
                self.render("_tables.md", &view)
            }
            Style::Registry => {
                // The tables don't show dates.
                let reference = self.of(service).reference(resource, &Timeline::default());
                self.render("_tables.md", &registry::ResourcePage::new(self.provider, service, &reference))
            }
        }
    }

    /// The page of a service.
    ///
    /// # Errors
    /// As [`Pages::resource`].
    pub fn service(&self, service: &Service) -> Result<Page> {
        let folder = service_folder(self.provider, self.docs, service.name.as_str());
        let text = match self.docs.style {
            Style::Classic => {
                self.render("service.md", &classic::ServicePage::new(self.provider, service))?
            }
            Style::Registry => {
                self.render("service.md", &registry::ServicePage::new(self.provider, service))?
            }
        };
        Ok((format!("{folder}index.md"), text))
    }

    /// The page of `provider` and, in style `registry`, `llms.txt` and the schema of the JSON twins;
    /// `services` are all of its services.
    ///
    /// # Errors
    /// As [`Pages::resource`].
    pub fn provider(&self, provider: &ProviderSettings, services: &[&ServiceOutline]) -> Result<Vec<Page>> {
        let folder = format!("docs/{}", provider.name);
        let path = format!("{folder}/index.md");
        if self.docs.style == Style::Classic {
            let view = classic::ProviderPage::new(provider, services);
            return Ok(vec![(path, self.render("provider.md", &view)?)]);
        }
        let view = registry::ProviderPage::new(provider, self.headers.clone(), services);
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let schema = settings.into_generator().into_root_schema_for::<ResourceReference>();
        Ok(vec![
            (path, self.render("provider.md", &view)?),
            (format!("{folder}/llms.txt"), registry::llms(provider, services)),
            (format!("{folder}/{}", registry::SCHEMA_FILE), text(twin::spread(&schema))?),
        ])
    }

    fn render(&self, template: &str, view: &impl Serialize) -> Result<String> {
        match &self.templates {
            Templates::Own(tera) => {
                let page = Context::from_serialize(view).and_then(|context| tera.render(template, &context));
                page.map_err(|error| template_error(self.docs, &error, None).into())
            }
            Templates::Any(bounded) => bounded.render(template, view).map_err(|trouble| {
                let problem = template_error(self.docs, &trouble.error, Some(bounded));
                let Some(bound) = trouble.beyond else { return problem.into() };
                let told = Diagnostic { message: format!("{template}: {}", bound.message()), ..problem };
                let told = told.help(bound.help());
                if told.origin.as_ref().is_some_and(|origin| origin.position.is_some()) {
                    told.into()
                } else {
                    at_template(self.docs, told, template, None).into()
                }
            }),
        }
    }
}

impl ResourcePages<'_> {
    /// The page of a resource and, in style `registry`, its JSON twin and its files for stackql-deploy.
    /// Page and twin show the dates in `timeline`.
    ///
    /// # Errors
    /// A template of the user's asks for a variable that no view has.
    pub fn resource(&self, resource: &Resource, timeline: &Timeline) -> Result<Vec<Page>> {
        let service = self.service;
        let folder = service_folder(self.pages.provider, self.pages.docs, service.name.as_str());
        let path = format!("{folder}{}/index.md", resource.name);
        if self.pages.docs.style == Style::Classic {
            let view = classic::ResourcePage::new(self.pages.provider, self.pages.docs, service, resource);
            return Ok(vec![(path, self.pages.render("resource.md", &view)?)]);
        }
        let reference = self.reference(resource, timeline);
        let view = registry::ResourcePage::new(self.pages.provider, service, &reference);
        let twin = format!("{folder}{}/index.json", resource.name);
        let files = reference.examples.iter().filter_map(|example| {
            let path = registry::file_of(example, resource.name.as_str())?;
            Some((format!("{folder}{}/{path}", resource.name), format!("{}\n", example.form.text.trim_end())))
        });
        let mut pages =
            vec![(path, self.pages.render("resource.md", &view)?), (twin, text(twin::by_lines(&reference))?)];
        pages.extend(files);
        Ok(pages)
    }

    /// All facts about a resource: the content of its JSON twin.
    #[must_use]
    pub fn reference(&self, resource: &Resource, timeline: &Timeline) -> ResourceReference {
        let shared = self.shared.get_or_init(|| registry::Shared::of(self.service));
        registry::gathered(self.pages.provider, self.pages.docs, shared, resource, timeline)
    }
}

/// JSON that was written, as text.
fn text(json: serde_json::Result<Vec<u8>>) -> Result<String> {
    let cannot = |error: String| Diagnostic::error("docs::json", format!("can't write JSON: {error}"));
    let bytes = json.map_err(|error| cannot(error.to_string()))?;
    Ok(String::from_utf8(bytes).map_err(|error| cannot(error.to_string()))?)
}

/// The texts that the provider's page begins with.
fn headers(docs: &DocsSettings) -> Result<Vec<String>> {
    let read = |file: &Inside| {
        let shown = file.shown();
        let text = file.read(TextKind::Header)?;
        if text.trim_start().starts_with("---\n") {
            return Err(Diagnostic::error("docs::header", "a header can't begin with front matter")
                .help("provgen writes the page's; take out what stands between the lines `---`")
                .at(&shown, "")
                .into());
        }
        Ok(text.trim().to_string())
    };
    docs.header.iter().map(read).collect()
}

fn template_name(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The names and texts of the user's own templates, sorted.
///
/// # Errors
/// A folder of templates that can't be read.
pub(crate) fn own_sources(docs: &DocsSettings) -> Result<Vec<(String, String)>> {
    docs.templates.as_ref().map_or_else(|| Ok(Vec::new()), own_templates)
}

/// All templates below a folder of the user's, sorted.
fn own_templates(folder: &Inside) -> Result<Vec<(String, String)>> {
    let shown = folder.shown();
    folder.check()?;
    if !folder.path().is_dir() {
        return Err(Diagnostic::error("docs::templates", "`docs.templates` is not a folder")
            .help("name a folder with templates such as `resource.md`, or leave the key out")
            .at(&shown, "")
            .into());
    }
    let mut found = Vec::new();
    for entry in WalkDir::new(folder.path()).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            Diagnostic::error("docs::templates", format!("`docs.templates` can't be read: {error}"))
                .help("check who may read the folder")
                .at(&shown, "")
        })?;
        if entry.file_type().is_dir() || entry.path().extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let below = entry.path().strip_prefix(folder.path()).unwrap_or(entry.path());
        found.push((template_name(below), folder.join(below).read(TextKind::Template)?));
    }
    Ok(found)
}

/// The error about a template that is refused.
fn refused(docs: &DocsSettings, refusal: TemplateRefusal) -> Diagnostic {
    let problem = Diagnostic::error("docs::template", refusal.message).help(
        "templates may have `for`, `if`, `include`, `set` with a value, and Tera's filters: what these take can be bounded",
    );
    at_template(docs, problem, &refusal.template, refusal.place)
}

/// The error about a template's mistake, at its place: Tera puts that into its message, `-->
/// name:line:column`. Columns of rewritten templates are translated by `bounded`.
fn template_error(docs: &DocsSettings, error: &tera::Error, bounded: Option<&Bounded>) -> Diagnostic {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    let message =
        text.lines().next().unwrap_or_default().trim_start_matches("error: ").trim_end().to_string();
    let problem = Diagnostic::error("docs::template", message).help(format!(
        "docs/templates.md of provgen's repository tells what there is; its own templates are in templates/{}/",
        docs.style.folder()
    ));
    let place = text.lines().find_map(|line| line.trim().strip_prefix("--> "));
    let mut parts = place.unwrap_or_default().rsplitn(3, ':');
    let (column, line, name) = (parts.next(), parts.next(), parts.next());
    let number = |part: Option<&str>| part.and_then(|part| part.trim().parse::<usize>().ok());
    match (name, number(line), number(column)) {
        (Some(name), Some(line), Some(column)) => {
            let column = bounded.map_or(column, |bounded| bounded.column(name, line, column));
            at_template(docs, problem, name, Some((line, column)))
        }
        _ => {
            let folder = docs.templates.as_ref().map_or(Path::new("templates"), Inside::path);
            problem.at(folder.display().to_string(), "")
        }
    }
}

/// A problem at a line and a column of the template `name`. A template can put anything into Tera's message:
/// only text that is in the template is quoted.
fn at_template(
    docs: &DocsSettings,
    problem: Diagnostic,
    name: &str,
    place: Option<(usize, usize)>,
) -> Diagnostic {
    let folder = docs.templates.as_ref().map_or(Path::new("templates"), Inside::path);
    let problem = problem.at(folder.join(name).display().to_string(), "");
    let own = own_sources(docs).unwrap_or_default().into_iter().find(|(own, _)| own == name);
    match (own, place) {
        (Some((_, template)), Some((line, column))) => problem.at_line(&template, line, column, 1),
        _ => problem,
    }
}
