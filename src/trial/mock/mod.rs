//! A server that stands in for the API, on this machine.
//!
//! In: the operations of all services. Out: an answer to each request, and what arrived. Each service has a
//! path of its own, `/<service>`, before the path of the API.

mod answers;
mod received;
mod server;

pub use answers::Answers;
pub use received::Received;
pub(super) use server::Mock;
