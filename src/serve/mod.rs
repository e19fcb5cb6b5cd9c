//! The servers on this machine: HTTP, and the answers for two commands.
//!
//! In: a request of a client on loopback. Out: an answer: a page of a previewed site ([`pages`]), or a file
//! of a registry ([`registry`]). Other stages make the content, and know nothing of HTTP.

pub mod http;
pub mod pages;
pub mod registry;
