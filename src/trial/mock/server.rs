//! The server: which operation a request is for, and what arrived since the last statement.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::answers::{Answers, unknown};
use super::received::Received;
use crate::diagnostic::Result;
use crate::serve::http::{Call, HttpServer, Reply};
use crate::threads;
use crate::trial::operation::OperationPlan;

/// How long a slow answer takes.
const SLOW: Duration = Duration::from_secs(2);

/// Most requests of a statement that are answered: an engine that asks for page after page has to stop.
const MAX_REQUESTS: usize = 1000;

/// The operations of the services, by the first part of their paths.
pub(in crate::trial) type Operations = BTreeMap<String, Vec<OperationPlan>>;

/// A mock that listens.
#[derive(Debug)]
pub(in crate::trial) struct Mock {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    operations: Operations,
    /// The operation of the current statement: its service and place.
    current: Option<(String, usize)>,
    received: Vec<Received>,
}

impl Mock {
    /// Takes a port, and returns it with its address: `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// No port is free.
    pub(in crate::trial) fn bind() -> Result<(HttpServer, String)> {
        let server = HttpServer::bind(0)?;
        let address = server.address().trim_end_matches('/').to_string();
        Ok((server, address))
    }

    /// Answers requests for `operations` until the process ends.
    pub(in crate::trial) fn start(server: HttpServer, operations: Operations, answers: Answers) -> Self {
        let state = Arc::new(Mutex::new(State { operations, ..State::default() }));
        let shared = Arc::clone(&state);
        server.start_api(move |call| {
            // The request is noted first: a statement may not wait for a slow answer.
            let reply = threads::lock(&shared).answer(call, answers);
            if answers == Answers::Slow {
                thread::sleep(SLOW);
            }
            reply
        });
        Self { state }
    }

    /// Forgets what arrived. The next statement should call the operation `current`, if it is given.
    pub(in crate::trial) fn begin(&self, current: Option<(&str, usize)>) {
        let mut state = threads::lock(&self.state);
        state.received.clear();
        state.current = current.map(|(service, place)| (service.to_string(), place));
    }

    /// The requests that arrived since then.
    pub(in crate::trial) fn received(&self) -> Vec<Received> {
        threads::lock(&self.state).received.clone()
    }
}

impl State {
    fn answer(&mut self, call: &Call, answers: Answers) -> Reply {
        let mut received = Received::new(call);
        let reply = match self.operation(&received) {
            Some(operation) if self.received.len() < MAX_REQUESTS => {
                let query = received.query();
                let token = query.iter().find(|(name, _)| *name == operation.token.parameter);
                answers.reply(operation, token.map(|(_, value)| value.as_str()))
            }
            _ => unknown(),
        };
        received.status = reply.status;
        self.received.push(received);
        reply
    }

    /// The operation of a request: the one that is expected if it fits, since two may have paths of one form;
    /// else the one with the fewest values in its path.
    fn operation(&self, received: &Received) -> Option<&OperationPlan> {
        let path = received.raw_path();
        let is_meant = |operation: &&OperationPlan| {
            operation.http_method.as_str() == received.method && operation.path.fits(path)
        };
        let current = self.current.as_ref();
        let current = current.and_then(|(service, place)| self.operations.get(service)?.get(*place));
        current.filter(is_meant).or_else(|| {
            let service = path.trim_start_matches('/').split('/').next()?;
            let fitting = self.operations.get(service)?.iter().filter(is_meant);
            fitting.max_by_key(|operation| operation.path.weight())
        })
    }
}
