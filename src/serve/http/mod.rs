//! HTTP/1.1 to this machine alone: one request of a client, and its answer.
//!
//! In: a connection. Out: what was asked for, or the answer to what can't be served; and the answer's bytes.
//! A connection carries one request: all of this is between two programs of one machine. [`HttpServer`] listens.

mod connections;
mod message;
mod server;

pub use connections::Limits;
pub use message::{Body, Method, Request, Response, Status};
pub use server::HttpServer;
