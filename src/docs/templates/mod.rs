//! Templates that came with a checkout: whatever they say, a page is made or refused in bounded time and
//! memory.
//!
//! In: the sources of templates, and a page's view. Out: its text, or the bound that it would have gone
//! beyond. Tera has no bounds of its own for what a template does, so its sources are held to a part of its
//! language and rewritten before it reads them: a loop, an include, a filter and a variable each tell what
//! they take.
//!
//! ```text
//! sources ─ lexer ─► tokens ─ rewrite ─► sources that tell ─ Tera ─► budget.rs, as a page is rendered
//! ```

mod budget;
mod lexer;
mod rewrite;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tera::{Context, Tera, Value};

pub(super) use budget::PageBound;
use rewrite::Rewritten;
pub(super) use rewrite::TemplateRefusal;

/// How deep templates may include each other.
const MAX_INCLUDES: usize = 16;

/// Templates that tell what they take.
pub(super) struct Bounded {
    tera: Tera,
    templates: BTreeMap<String, Rewritten>,
}

/// Why there are no bounded templates.
pub(super) enum Unbounded {
    /// They say what templates can't say here.
    Refused(TemplateRefusal),
    /// Tera can't read them.
    Tera(Box<tera::Error>),
}

/// Why a page can't be rendered.
pub(super) struct RenderError {
    /// What it goes beyond, if that is it.
    pub(super) beyond: Option<PageBound>,
    /// Tera's own words.
    pub(super) error: tera::Error,
}

impl Bounded {
    /// Prepares templates by name; `plain` reads them as they are, for mistakes to be told with their own
    /// places.
    ///
    /// # Errors
    /// What they say can't be bounded, or isn't Tera's language.
    pub(super) fn new(mut tera: Tera, plain: Tera, sources: &[(String, String)]) -> Result<Self, Unbounded> {
        let mut templates = BTreeMap::new();
        let mut is_readable = true;
        for (name, source) in sources {
            match rewrite::rewrite(name, source).map_err(Unbounded::Refused)? {
                Some(rewritten) => drop(templates.insert(name.clone(), rewritten)),
                None => is_readable = false,
            }
        }
        check_includes(&templates).map_err(Unbounded::Refused)?;
        // Those that go no deeper than that can be given to Tera, which follows them by calls within calls.
        let of = |error: tera::Error| Unbounded::Tera(Box::new(error));
        check(plain, sources).map_err(of)?;
        if !is_readable {
            return Err(of(tera::Error::message("the templates can't be read as Tera reads them")));
        }
        budget::register(&mut tera);
        let rewritten = templates.iter().map(|(name, rewritten)| (name.as_str(), rewritten.text.as_str()));
        tera.add_raw_templates(rewritten).map_err(of)?;
        Ok(Self { tera, templates })
    }

    /// The page that `template` makes of `view`.
    ///
    /// # Errors
    /// It takes more than a page may, or Tera's own.
    pub(super) fn render(&self, template: &str, view: &impl Serialize) -> Result<String, RenderError> {
        let own = |error| RenderError { beyond: None, error };
        let data = Value::try_from_serializable(view).map_err(own)?;
        let size = budget::size_of(&data);
        let mut context = Context::new();
        for (key, value) in data.into_map().unwrap_or_default() {
            context.insert_value(key.as_str().unwrap_or_default().to_string(), value);
        }
        let (result, beyond) = budget::within(size, |page| self.tera.render_to(template, &context, page));
        result.map_err(|error| RenderError { beyond, error })
    }

    /// The column in the template itself of one that Tera tells.
    pub(super) fn column(&self, template: &str, line: usize, column: usize) -> usize {
        self.templates.get(template).map_or(column, |rewritten| rewritten.column(line, column))
    }
}

fn check(mut plain: Tera, sources: &[(String, String)]) -> tera::TeraResult<()> {
    plain.add_raw_templates(sources.iter().map(|(name, source)| (name.as_str(), source.as_str())))
}

/// Refuses templates that include each other in a circle, or so deep that a stack might not hold it.
fn check_includes(templates: &BTreeMap<String, Rewritten>) -> Result<(), TemplateRefusal> {
    let mut level: BTreeSet<&str> = templates.keys().map(String::as_str).collect();
    for _ in 0..MAX_INCLUDES {
        let known = level.iter().filter_map(|name| templates.get(*name));
        level = known.flat_map(|template| template.includes.iter().map(String::as_str)).collect();
    }
    match level.first() {
        None => Ok(()),
        Some(name) => Err(TemplateRefusal {
            template: (*name).to_string(),
            place: None,
            message: format!(
                "templates include each other more than {MAX_INCLUDES} deep, or in a circle; this is one of them"
            ),
        }),
    }
}
