//! The part of a provider that a trial is about.
//!
//! In: names as the user typed them. Out: [`Asked`], which tells whether a service or a resource is meant.

use crate::diagnostic::{Diagnostic, Result};
use crate::names::ServiceName;
use crate::pipeline::ExcludedService;
use crate::provider::Resource;
use crate::trial::example;

/// The services and resources that a trial is about; none stands for all.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    parts: Vec<AskedPart>,
    /// The one statement that the trial is about.
    statement: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct AskedPart {
    service: String,
    resource: Option<String>,
}

impl Asked {
    /// Reads `dataproc`, `google.dataproc`, `google.dataproc.sessions`, or `google` for everything.
    #[must_use]
    pub fn new<'n>(provider: &str, names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut parts = Vec::new();
        for name in names {
            if name == provider {
                return Self::default();
            }
            let own = name.strip_prefix(provider).and_then(|rest| rest.strip_prefix('.')).unwrap_or(name);
            let (service, resource) = match own.split_once('.') {
                Some((service, resource)) => (service, Some(resource.to_string())),
                None => (own, None),
            };
            parts.push(AskedPart { service: service.to_string(), resource });
        }
        Self { parts, statement: None }
    }

    /// The services that a statement names; all, if it names none.
    #[must_use]
    pub fn of_statement(provider: &str, sql: &str) -> Self {
        let names = example::names(&example::tokens(sql)).into_iter().filter_map(|name| {
            let own = name.strip_prefix(provider)?.strip_prefix('.')?;
            own.split('.').next().filter(|service| !service.is_empty()).map(String::from)
        });
        let names: Vec<String> = names.collect();
        let asked = Self::new(provider, names.iter().map(String::as_str));
        Self { statement: Some(sql.to_string()), ..asked }
    }

    /// The statement that the trial is about, if it is about one.
    pub(super) fn statement(&self) -> Option<&str> {
        self.statement.as_deref()
    }

    /// Whether the trial is about all services.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether the trial is about the service, or a part of it.
    pub(super) fn has_service(&self, name: &ServiceName) -> bool {
        self.is_all() || self.parts.iter().any(|part| part.service == name.as_str())
    }

    /// Whether the tables and examples of the resource are tried. One statement needs none of them.
    pub(super) fn has_resource(&self, service: &ServiceName, resource: &Resource) -> bool {
        let is_meant = |part: &AskedPart| {
            let has_resource = part.resource.as_ref().is_none_or(|name| name == resource.name.as_str());
            part.service == service.as_str() && has_resource
        };
        self.statement.is_none() && (self.is_all() || self.parts.iter().any(is_meant))
    }

    /// Checks that there is all that is asked for; `services` are those of the provider, with the names of
    /// their resources.
    ///
    /// # Errors
    /// - `cli::unknown-name`: there is no such service or resource
    /// - the configuration leaves the service out
    pub(super) fn check(
        &self,
        provider: &str,
        services: &[(ServiceName, Vec<String>)],
        excluded: &[ExcludedService],
    ) -> Result<()> {
        for AskedPart { service, resource } in &self.parts {
            if let Some(excluded) = excluded.iter().find(|excluded| excluded.name.as_str() == service) {
                return Err(excluded.asked_for().into());
            }
            let found = services.iter().find(|(name, _)| name.as_str() == service);
            let Some((_, resources)) = found else {
                let names = services.iter().map(|(name, _)| name.as_str());
                return Err(unknown("service", service, provider, names));
            };
            if let Some(resource) = resource.as_ref().filter(|resource| !resources.contains(resource)) {
                let place = format!("{provider}.{service}");
                return Err(unknown("resource", resource, &place, resources.iter().map(String::as_str)));
            }
        }
        Ok(())
    }
}

fn unknown<'n>(
    what: &'static str,
    name: &str,
    place: &str,
    names: impl Iterator<Item = &'n str> + Clone,
) -> crate::diagnostic::Failure {
    Diagnostic::unknown_name("cli::unknown-name", what, name, &format!("`{place}`"), names).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_begin_with_the_provider() {
        let part = |service: &str, resource: Option<&str>| AskedPart {
            service: service.into(),
            resource: resource.map(String::from),
        };
        let names = ["dataproc", "google.compute", "google.dataproc.sessions", "compute.disks"];
        assert_eq!(
            Asked::new("google", names).parts,
            [
                part("dataproc", None),
                part("compute", None),
                part("dataproc", Some("sessions")),
                part("compute", Some("disks"))
            ]
        );
        assert!(Asked::new("google", ["dataproc", "google"]).is_all());
        let statement =
            "SELECT * FROM google.dataproc.jobs j WHERE x = 'google.compute.y' AND j.x = \"google\"";
        assert_eq!(Asked::of_statement("google", statement).parts, [part("dataproc", None)]);
        assert!(Asked::of_statement("google", "SHOW SERVICES IN google").is_all());
    }
}
