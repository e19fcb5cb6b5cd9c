//! Templates from a checkout: hostile or not, a page is made or refused in bounded time and memory.
//!
//! In: the sources of templates, and a page's view. Out: the page's text, or the bound that it exceeded. Tera
//! doesn't bound what a template does. So templates are restricted to a part of Tera's language and rewritten
//! before Tera reads them: each loop, include, filter and variable then reports its cost.
//!
//! ```text
//! sources ─ lexer ─► tokens ─ rewrite ─► sources that report ─ Tera ─► budget.rs, as a page is rendered
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

/// Deepest nesting of includes.
const MAX_INCLUDES: usize = 16;

/// Templates that report their cost.
pub(super) struct Bounded {
    tera: Tera,
    templates: BTreeMap<String, Rewritten>,
}

/// Why templates can't be bounded.
pub(super) enum Unbounded {
    /// The templates use a part of the language that is refused.
    Refused(TemplateRefusal),
    /// Tera can't read them.
    Tera(Box<tera::Error>),
}

/// Why a page can't be rendered.
pub(super) struct RenderError {
    /// The bound that the page exceeded, if that is the reason.
    pub(super) beyond: Option<PageBound>,
    /// Tera's own words.
    pub(super) error: tera::Error,
}

impl Bounded {
    /// Prepares templates by name; `plain` reads them unchanged, so that mistakes are reported with their own
    /// places.
    ///
    /// # Errors
    /// The templates can't be bounded, or Tera can't read them.
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
        // Tera follows includes by nested calls, so it is given only templates within the bound.
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
    /// The page exceeds a bound, or Tera fails.
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

    /// The column in the original template for a column that Tera reports.
    pub(super) fn column(&self, template: &str, line: usize, column: usize) -> usize {
        self.templates.get(template).map_or(column, |rewritten| rewritten.column(line, column))
    }
}

fn check(mut plain: Tera, sources: &[(String, String)]) -> tera::TeraResult<()> {
    plain.add_raw_templates(sources.iter().map(|(name, source)| (name.as_str(), source.as_str())))
}

/// Refuses templates that include each other in a circle, or so deeply that the stack might overflow.
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
