//! The pages over HTTP.
//!
//! In: a site, which may change while it is served. Out: the answer to each request. No request reaches the
//! file system: an address is looked up among those of the site.

use std::sync::{Arc, RwLock};

use crate::diagnostic::Result;
use crate::preview::{Frame, Liveness, Site, digest};
use crate::serve::http::{Request, Response, Status};
use crate::threads;

const HTML: &str = "text/html; charset=utf-8";

/// The served site: the last one that could be built, and why a later one could not.
#[derive(Debug)]
pub struct Served {
    now: RwLock<(Arc<Site>, Option<String>)>,
}

impl Served {
    /// Serves `site`.
    #[must_use]
    pub fn new(site: Site) -> Arc<Self> {
        Arc::new(Self { now: RwLock::new((Arc::new(site), None)) })
    }

    /// Serves `site` from now on. Returns whether readers see a difference.
    pub fn update(&self, site: Site) -> bool {
        let mut now = threads::write(&self.now);
        let differs = now.1.is_some() || *now.0 != site;
        *now = (Arc::new(site), None);
        differs
    }

    /// Goes on serving the last site, with a message on each page: `problem` says why there is no newer one.
    pub fn fail(&self, problem: String) {
        threads::write(&self.now).1 = Some(problem);
    }

    fn now(&self) -> (Arc<Site>, Liveness) {
        let now = threads::read(&self.now);
        let (site, problem) = (Arc::clone(&now.0), now.1.clone());
        let revision = match &problem {
            Some(problem) => digest([&site.digest, problem].into_iter()),
            None => site.digest.clone(),
        };
        (site, Liveness::Live { revision, problem })
    }
}

/// The answers to requests for pages.
///
/// # Errors
/// The frame of pages is broken.
pub fn answers(served: Arc<Served>) -> Result<impl Fn(&Request) -> Response + Send + Sync + 'static> {
    let frame = Frame::new()?;
    Ok(move |request: &Request| answer(&request.path, &served, &frame))
}

fn answer(path: &str, served: &Served, frame: &Frame) -> Response {
    let (site, liveness) = served.now();
    let address = path.strip_prefix('/').unwrap_or(path);
    if let Liveness::Live { revision, .. } = &liveness
        && address == "revision.txt"
    {
        return Response::new("text/plain; charset=utf-8", format!("{revision}\n"));
    }
    if let Some(text) = site.asset(address) {
        let is_style = address.rsplit_once('.').is_some_and(|(_, end)| end == "css");
        let kind = if is_style { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
        return Response::new(kind, text);
    }
    // A folder's address means its page; the links in the page start at the folder.
    let elsewhere = match address {
        "" | "index.html" => Some(site.front.clone()),
        _ => [format!("{}/index.html", address.trim_end_matches('/'))]
            .into_iter()
            .find(|page| site.pages.contains_key(page)),
    };
    if let Some(page) = elsewhere {
        let found = Response::word(Status::Found, "The page has moved.");
        return Response { location: Some(format!("/{page}")), ..found };
    }
    let page = frame.page(&site, address, &liveness).and_then(|page| match page {
        Some(html) => Ok(Response::new(HTML, html)),
        None => {
            let text = "No page has this address. It may have been renamed: the search box knows all names.";
            let html = frame.notice(&site, "There is no such page", text, &liveness)?;
            Ok(Response { status: Status::NotFound, ..Response::new(HTML, html) })
        }
    });
    page.unwrap_or_else(|failure| Response::word(Status::Failed, &failure.to_string()))
}
