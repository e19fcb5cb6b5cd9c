//! What listens on this machine: HTTP, and what is answered over it.
//!
//! In: a request of a client on loopback. Out: an answer: a page of a site that is previewed ([`pages`]), or a
//! file of a registry ([`registry`]). What is answered is made elsewhere, by stages that know nothing of HTTP.

pub mod http;
pub mod pages;
pub mod registry;
