//! The services that a run was asked for.

use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::names::ServiceName;
use crate::pipeline::excluded::ExcludedService;
use crate::provider::ServiceOutline;
use crate::settings::Settings;
use crate::{docs, manifest};

/// The services that a run was asked for: those that the user named, or all if the user named none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'r> {
    pub(super) services: &'r [String],
}

impl Asked<'_> {
    /// Whether the service `name` was asked for.
    pub(super) fn has(self, name: &ServiceName) -> bool {
        self.services.is_empty() || self.services.iter().any(|wanted| wanted == name.as_str())
    }

    /// Whether the run is responsible for the file at `path`.
    pub(super) fn owns(self, settings: &Settings, path: &str) -> bool {
        let belongs = |name: &String| {
            let manifest =
                ServiceName::new(name).map(|name| manifest::service_path(&settings.provider, &name));
            path.starts_with(&docs::service_folder(&settings.provider, &settings.docs, name))
                || manifest.is_ok_and(|manifest| manifest == path)
        };
        self.services.is_empty() || self.services.iter().any(belongs)
    }

    /// # Errors Services that the user named and that aren't among `services`.
    pub(super) fn check(self, services: &[&ServiceOutline], excluded: &[ExcludedService]) -> Result<()> {
        let names = || services.iter().map(|service| service.name.as_str());
        let unknown = self.services.iter().filter(|wanted| names().all(|name| name != wanted.as_str()));
        let problem = |wanted: &String| {
            if let Some(service) = excluded.iter().find(|service| service.name.as_str() == wanted) {
                return service.asked_for();
            }
            let problem =
                Diagnostic::unknown_name("cli::unknown-name", "service", wanted, "the provider", names());
            match wanted.rsplit_once('.') {
                Some((_, last)) if names().any(|name| name == last) => {
                    problem.help(format!("write `{last}`"))
                }
                _ if wanted.contains(['*', '?']) => {
                    problem.help("services are named one by one here; `select` in provgen.yaml takes globs")
                }
                _ => problem,
            }
        };
        let problems: Vec<Diagnostic> = unknown.map(problem).collect();
        if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
    }
}
