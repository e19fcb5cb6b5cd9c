//! The connections that are open, and how long each may stay.
//!
//! In: connections as they come, and the passing of time in ticks. Out: room for the next one, or none. All
//! clients are on this machine and look alike, so a connection's rights depend on its state: connections
//! without a request yet make room for newcomers, the longest-waiting first, and no connection stays for
//! long.

use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::threads;

/// The limits of connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time for a whole request, however slowly it comes.
    pub request: Duration,
    /// Time for a whole answer, however slowly it is read.
    pub answer: Duration,
    /// How long an answer keeps its place while newcomers find none.
    pub grace: Duration,
    /// Most connections at a time.
    pub connections: usize,
    /// How often the time is checked.
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

/// The phase of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The connection waits for its request.
    Request,
    /// The connection waits until its answer is read.
    Answer,
}

#[derive(Debug)]
struct Open {
    id: u64,
    stream: Arc<TcpStream>,
    phase: Phase,
    /// The time spent in the phase.
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

    /// Adds the connection of number `id`; returns whether there is room for it. A full server closes the
    /// connection that has waited longest, if one may be closed.
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

    /// Notes that the request of connection `id` has come: its time starts anew.
    pub(super) fn answers(&self, id: u64) {
        if let Some(open) = self.open().iter_mut().find(|open| open.id == id) {
            open.phase = Phase::Answer;
            open.age = Duration::ZERO;
        }
    }

    /// Removes connection `id`, which is done.
    pub(super) fn leave(&self, id: u64) {
        self.open().retain(|open| open.id != id);
    }

    /// Counts a tick: closes connections whose time is over.
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

/// Ends all work of a thread on the connection. A connection that is closed already is fine.
fn close(open: &Open) {
    drop(open.stream.shutdown(Shutdown::Both));
}
