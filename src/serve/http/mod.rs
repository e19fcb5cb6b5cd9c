//! HTTP/1.1 to this machine alone: one request of a client, and its answer.
//!
//! In: a connection. Out: the request, or the answer to one that can't be served; and the answer's bytes. A
//! connection carries one request, since both programs are on the same machine. [`HttpServer`] listens. What
//! stands in for an API takes requests of every method, with bodies (`api.rs`).

mod api;
mod connections;
mod message;
mod server;
#[cfg(test)]
mod tests;

pub use api::{Call, Reply};
pub use connections::Limits;
pub use message::{Body, Method, Request, Response, Status};
pub use server::HttpServer;
