//! Requests to one address: redirects, limits, and retries.
//!
//! In: an [`Address`]. Out: the bytes there, or the answer that they haven't changed, or a [`FetchError`].
//! Redirects are followed here and not by ureq, since each hop has to be checked against the list of hosts
//! before it is asked.

use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ureq::Agent;
use ureq::http::header::{ETAG, IF_NONE_MATCH, LOCATION, RETRY_AFTER};
use ureq::http::{Response, StatusCode};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::address::{Address, AllowedHosts};
use super::options::{FetchSettings, Network};
use super::trouble::{Cause, FetchError};

/// Most redirects of one request.
const MAX_REDIRECTS: usize = 5;

/// Longest wait before the next try, by the back-off or by the server's wish. A server that wants a longer
/// wait is given up.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// Longest that making a connection may take.
const MAX_CONNECT: Duration = Duration::from_secs(10);

/// How much is read between two looks at the interrupt flag.
const CHUNK_BYTES: u64 = 1 << 18;

/// How often a waiting thread looks at the interrupt flag.
pub(super) const TICK: Duration = Duration::from_millis(20);

/// A server's answer.
#[derive(Debug)]
pub(super) enum Answer {
    /// The document.
    Document { bytes: Vec<u8>, etag: Option<String> },
    /// The document is still the one with the ETag that was sent.
    NotModified,
}

/// Sends requests.
pub(super) struct Client<'c> {
    agent: Agent,
    hosts: AllowedHosts,
    settings: &'c FetchSettings,
    interrupted: &'c AtomicBool,
}

impl<'c> Client<'c> {
    pub(super) fn new(
        settings: &'c FetchSettings,
        Network { proxy, authorities }: Network,
        interrupted: &'c AtomicBool,
    ) -> Self {
        let mozilla = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|der| Certificate::from_der(der));
        let roots = RootCerts::Specific(Arc::new(mozilla.chain(authorities).collect()));
        let config = Agent::config_builder()
            .proxy(proxy)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("provgen/", env!("CARGO_PKG_VERSION")))
            .accept("application/json")
            .timeout_global(Some(settings.timeout))
            .timeout_connect(Some(settings.timeout.min(MAX_CONNECT)))
            .max_idle_connections_per_host(settings.connections)
            .build();
        let hosts = AllowedHosts::new(&settings.root, &settings.hosts);
        Self { agent: config.into(), hosts, settings, interrupted }
    }

    /// The document at `address`, unless it is still the one that `etag` stands for. `retrying` is called for
    /// each failed try, with the wait that follows.
    pub(super) fn get(
        &self,
        address: &Address,
        etag: Option<&str>,
        retrying: &dyn Fn(&Cause, Duration),
    ) -> Result<Answer, FetchError> {
        let mut attempts = 1;
        loop {
            let cause = match self.attempt(address, etag) {
                Ok(answer) => return Ok(answer),
                Err(cause) => cause,
            };
            // An interrupt cuts the connection, which then reports that it broke.
            if self.is_interrupted() {
                return Err(Cause::Interrupted.into());
            }
            let wait = (attempts <= self.settings.retries && cause.is_passing())
                .then(|| wait(self.settings.backoff, attempts, &cause, fastrand::f64()))
                .flatten();
            let Some(wait) = wait else { return Err(FetchError { cause, attempts }) };
            retrying(&cause, wait);
            if !self.sleep(wait) {
                return Err(Cause::Interrupted.into());
            }
            attempts += 1;
        }
    }

    /// Cuts all connections: every read ends with an error at once.
    pub(super) fn shut_down(&self) {
        self.agent.clone().shutdown();
    }

    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst)
    }

    /// Waits; returns whether the whole time passed without an interrupt.
    fn sleep(&self, wait: Duration) -> bool {
        let mut left = wait;
        while !left.is_zero() && !self.is_interrupted() {
            let step = left.min(TICK);
            std::thread::sleep(step);
            left -= step;
        }
        !self.is_interrupted()
    }

    /// One try, with all its redirects.
    fn attempt(&self, address: &Address, etag: Option<&str>) -> Result<Answer, Cause> {
        let mut address = address.clone();
        for _ in 0..=MAX_REDIRECTS {
            if self.is_interrupted() {
                return Err(Cause::Interrupted);
            }
            if !self.hosts.allow(&address) {
                return Err(Cause::Host(address.entry()));
            }
            let mut request = self.agent.get(address.uri());
            if let Some(etag) = etag {
                request = request.header(IF_NONE_MATCH, etag);
            }
            let response = request.call().map_err(|error| Cause::of(error, self.settings.timeout))?;
            match (response.status(), text(&response, LOCATION)) {
                (StatusCode::OK, _) => return self.read(response),
                (StatusCode::NOT_MODIFIED, _) if etag.is_some() => return Ok(Answer::NotModified),
                (StatusCode::NOT_MODIFIED, _) => return Err(Cause::NotModified),
                (status, Some(location)) if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) => {
                    address = address.join(location)?;
                }
                (status, _) => {
                    // The header gives seconds; a date, which the standard allows too, is ignored: there is
                    // no clock here.
                    let seconds = text(&response, RETRY_AFTER).and_then(|text| text.trim().parse().ok());
                    return Err(Cause::Status {
                        code: status.as_u16(),
                        retry_after: seconds.map(Duration::from_secs),
                    });
                }
            }
        }
        Err(Cause::Redirects(MAX_REDIRECTS))
    }

    fn read(&self, response: Response<ureq::Body>) -> Result<Answer, Cause> {
        let limit = self.settings.max_bytes;
        let etag = text(&response, ETAG).filter(|etag| super::etags::is_kept(etag)).map(String::from);
        let body = response.into_body();
        if body.content_length().is_some_and(|length| length > limit) {
            return Err(Cause::TooLarge(limit));
        }
        // The limit is for the decompressed size.
        let mut reader = body.into_reader().take(limit + 1);
        let mut bytes = Vec::new();
        loop {
            if self.is_interrupted() {
                return Err(Cause::Interrupted);
            }
            let count = reader.by_ref().take(CHUNK_BYTES).read_to_end(&mut bytes);
            match count {
                Ok(0) => return Ok(Answer::Document { bytes, etag }),
                Ok(_) if bytes.len() as u64 > limit => return Err(Cause::TooLarge(limit)),
                Ok(_) => {}
                Err(error) => return Err(Cause::of(error.into(), self.settings.timeout)),
            }
        }
    }
}

/// A header's value, if the header is there and is text.
fn text(response: &Response<ureq::Body>, name: ureq::http::HeaderName) -> Option<&str> {
    response.headers().get(name).and_then(|value| value.to_str().ok())
}

/// How long to wait after the `attempts`th try: twice as long each time, half of it by `chance` (0 to 1) so
/// that many clients don't come back together, and never less than the server asks for. `None` where that is
/// too long.
fn wait(backoff: Duration, attempts: u32, cause: &Cause, chance: f64) -> Option<Duration> {
    let doubled = backoff.saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1))).min(MAX_WAIT / 2);
    let wait = doubled.mul_f64(0.5 + chance / 2.0);
    match cause {
        Cause::Status { retry_after: Some(asked), .. } if *asked > MAX_WAIT => None,
        // The random part is added to the server's wait, for the same reason.
        Cause::Status { retry_after: Some(asked), .. } => Some(*asked + wait / 2),
        _ => Some(wait),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_within_a_bound_and_differ() {
        let half = Duration::from_millis(500);
        let status =
            |seconds: Option<u64>| Cause::Status { code: 429, retry_after: seconds.map(Duration::from_secs) };
        let at = |attempts, chance| wait(half, attempts, &status(None), chance).unwrap();
        assert_eq!((at(1, 0.0), at(1, 1.0)), (half / 2, half));
        assert_eq!((at(3, 0.0), at(3, 1.0)), (half * 2, half * 4));
        assert!(at(u32::MAX, 1.0) <= MAX_WAIT);
        assert!(wait(half, 1, &status(Some(7)), 0.3).unwrap() >= Duration::from_secs(7));
        assert_eq!(wait(half, 1, &status(Some(3600)), 0.3), None);
    }
}
