//! The connections that are open, and how long each may stay.
//!
//! In: connections as they come, and the passing of time in ticks. Out: room for the next one, or none. All
//! clients are of this machine and look alike, so that what a client may have is bounded by what it does:
//! those that have asked for nothing yet make room for newcomers, the one that has waited longest first, and
//! none of them stays for long.

use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::threads;

/// What connections may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For a whole request, however it comes.
    pub request: Duration,
    /// For a whole answer, however it is read.
    pub answer: Duration,
    /// How long an answer keeps its place where others find none.
    pub grace: Duration,
    /// Connections at a time.
    pub connections: usize,
    /// How often the time is looked at.
    pub tick: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            grace: Duration::from_secs(2),
            connections: 256,
            tick: Duration::from_millis(100),
        }
    }
}

/// What a connection is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// For its request.
    Request,
    /// That its answer is read.
    Answer,
}

#[derive(Debug)]
struct Open {
    id: u64,
    stream: Arc<TcpStream>,
    phase: Phase,
    /// In its phase.
    age: Duration,
}

/// The open connections, in the order in which they came.
#[derive(Debug)]
pub(super) struct Connections {
    limits: Limits,
    open: Mutex<Vec<Open>>,
}

impl Connections {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, open: Mutex::default() }
    }

    /// Takes the connection of number `id`; says whether there is room for it. Where there is none, one that
    /// has kept others waiting for longest is closed for it.
    pub(super) fn admit(&self, id: u64, stream: &Arc<TcpStream>) -> bool {
        let mut open = self.open();
        if open.len() >= self.limits.connections {
            let oldest = open.iter().position(|open| open.phase == Phase::Request);
            let slowest = || open.iter().position(|open| open.age >= self.limits.grace);
            match oldest.or_else(slowest) {
                Some(place) => close(&open.remove(place)),
                None => return false,
            }
        }
        open.push(Open { id, stream: Arc::clone(stream), phase: Phase::Request, age: Duration::ZERO });
        true
    }

    /// The request of connection `id` is there: its time begins anew.
    pub(super) fn answers(&self, id: u64) {
        if let Some(open) = self.open().iter_mut().find(|open| open.id == id) {
            open.phase = Phase::Answer;
            open.age = Duration::ZERO;
        }
    }

    /// Connection `id` is done with.
    pub(super) fn leave(&self, id: u64) {
        self.open().retain(|open| open.id != id);
    }

    /// A tick has passed: closes those whose time is over.
    pub(super) fn tick(&self) {
        self.open().retain_mut(|open| {
            open.age += self.limits.tick;
            let limit = match open.phase {
                Phase::Request => self.limits.request,
                Phase::Answer => self.limits.answer,
            };
            let may_stay = open.age <= limit;
            if !may_stay {
                close(open);
            }
            may_stay
        });
    }

    fn open(&self) -> MutexGuard<'_, Vec<Open>> {
        threads::lock(&self.open)
    }
}

/// Ends whatever a thread is doing with the connection. One that has gone already is no failure.
fn close(open: &Open) {
    drop(open.stream.shutdown(Shutdown::Both));
}
