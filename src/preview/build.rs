//! From settings to a site: the pages that `generate` would write, kept in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::search::{SearchIndex, ServiceEntry};
use super::site::{Around, PageLink, PageSource, Site, digest};
use crate::diagnostic::Result;
use crate::docs::{Page, Pages};
use crate::history::Earlier;
use crate::needs::auth::{AuthAsked, DerivedAuth};
use crate::pipeline::each_service;
use crate::provider::timeline::Timeline;
use crate::provider::{Counts, Service, ServiceOutline};
use crate::settings::Settings;

/// The pages and index entries of one service.
struct Built {
    outline: ServiceOutline,
    auth: Option<AuthAsked>,
    entry: ServiceEntry,
    /// The service's page, then those of its resources, each with its name.
    pages: Vec<(String, Page)>,
}

impl Site {
    /// Renders the pages that `settings` give.
    ///
    /// # Errors
    /// All problems of the documents, the configuration and the templates.
    pub fn build(settings: &Settings) -> Result<Self> {
        let pages = Pages::new(&settings.provider, &settings.docs)?;
        let built = each_service(settings, |spec, service| {
            let timeline = Earlier::of(settings, spec).timeline(&service)?;
            build_service(&pages, &service, &timeline)
        })?
        .made;
        let auth = DerivedAuth::of(&settings.provider, built.iter().map(|service| service.auth.as_ref()));
        let outlines: Vec<&ServiceOutline> = built.iter().map(|service| &service.outline).collect();
        let (path, markdown) = page(pages.provider(&auth.set(&settings.provider), &outlines)?);

        let provider = settings.provider.name.to_string();
        let mut counts = Counts::default();
        for service in &outlines {
            counts.add(&service.counts);
        }
        let front = PageLink { name: provider.clone(), address: address(&path) };
        let mut site = Self {
            front: front.address.clone(),
            index: String::new(),
            pages: BTreeMap::new(),
            provider,
            counts,
            digest: String::new(),
        };
        let mut services = Vec::new();
        let mut index = SearchIndex::new(settings.provider.name.as_str());
        for service in built {
            services.extend(site.add_service(&front, service.pages));
            index.add(service.entry);
        }
        site.index = index.into_script();
        let around = Arc::new(Around { title: "Services", places: services });
        site.pages.insert(front.address.clone(), PageSource { markdown, trail: vec![front], around });
        let pages = site.pages.iter().flat_map(|(address, source)| [address, &source.markdown]);
        site.digest = digest(pages.chain([&site.index]));
        Ok(site)
    }

    /// Adds the pages of a service, and returns the place of the service's page.
    fn add_service(&mut self, front: &PageLink, pages: Vec<(String, Page)>) -> Option<PageLink> {
        let places: Vec<PageLink> = pages
            .iter()
            .map(|(name, (path, _))| PageLink { name: name.clone(), address: address(path) })
            .collect();
        let (own, resources) = places.split_first()?;
        let around = Arc::new(Around { title: "Resources", places: resources.to_vec() });
        for (place, (_, (_, markdown))) in places.iter().zip(pages) {
            let mut trail = vec![front.clone(), own.clone()];
            if place != own {
                trail.push(place.clone());
            }
            self.pages
                .insert(place.address.clone(), PageSource { markdown, trail, around: Arc::clone(&around) });
        }
        Some(own.clone())
    }
}

fn build_service(pages: &Pages<'_>, service: &Service, timeline: &Timeline) -> Result<Built> {
    let own = pages.service(service)?;
    let own_address = address(&own.0);
    let mut built = vec![(service.name.to_string(), own)];
    let mut entry = ServiceEntry::new(service, own_address);
    let of_resources = pages.of(service);
    for resource in &service.resources {
        let page = page(of_resources.resource(resource, timeline)?);
        entry.add(resource, &address(&page.0));
        built.push((resource.name.to_string(), page));
    }
    Ok(Built { outline: service.outline(), auth: AuthAsked::of(&service.api), entry, pages: built })
}

/// The file for people among several files about one thing.
fn page(files: Vec<Page>) -> Page {
    let is_page = |(path, _): &Page| [".md", ".mdx"].iter().any(|end| path.ends_with(end));
    files.into_iter().find(is_page).unwrap_or_default()
}

/// The address of a page whose Markdown is at `path` below the output folder.
fn address(path: &str) -> String {
    let path = path.strip_prefix("docs/").unwrap_or(path);
    let stem = path.strip_suffix(".mdx").or(path.strip_suffix(".md")).unwrap_or(path);
    format!("{stem}.html")
}
